/**
 * Digits and letters that look alike. Faces draw them differently: where O is a lower 0, the net leans towards 0 at every O. How a document draws
 * them is told by its own places whose kind is known, the digits of dates and the letters of names. So it is not asked on which side of even the
 * net is, but whether it leans as at the known digits or as at the known letters.
 */
import { characters, probabilityOf, type Read, type Scores } from './decode'
import type { Layout } from './layout'

const pairs = ['0O', '1I', '2Z', '5S', '6G', '8B'] as const

export const twins: ReadonlyMap<string, string> = new Map(
  pairs.flatMap(([digit, letter]) => [
    [digit!, letter!],
    [letter!, digit!],
  ]),
)

/** How the net leans on a face that it knows: ln of how much likelier it finds the one. More than that says no more. */
const usual = 12
/** Leaning so far it is never overruled: what is printed where it does not belong stays as it is printed. */
const sure = 8
/** Standard deviations of how the net leans at one twin: from face to face, and within one. */
const deviation = { faces: 6, places: 4 }
/** How much likelier a place holds its kind than the other, in nats. */
const kept = { digit: 4, any: 0, letter: -4 }

export interface LineRead {
  read: Read
  scores: Scores
}

interface Place {
  line: number
  column: number
  /** ln (digit : letter), within -usual and usual. */
  odds: number
  /** Probability that it is one of the two. */
  either: number
  /** What the layout says of the place. */
  kind: 'digit' | 'letter' | 'any'
}

/** @returns the lines with twins told apart by how this document draws them; everything else as it was */
export function settleTwins(layout: Layout, lines: readonly LineRead[]): Read[] {
  const settled = lines.map(({ read }) => ({ ...read, confidences: [...read.confidences] }))
  for (const [digit, letter] of pairs) {
    const places = placesOf(layout, lines, digit!, letter!)
    for (const place of places) {
      const others = places.filter((other) => other !== place)
      const digits = others.filter(({ kind, odds }) => kind === 'digit' && odds > -sure)
      const letters = others.filter(({ kind, odds }) => kind === 'letter' && odds < sure)
      const likelier = fit(place, digits, usual) - fit(place, letters, -usual) + kept[place.kind]
      const gain = Math.abs(place.odds) >= sure ? place.odds : likelier
      const read = settled[place.line]
      read.text = `${read.text.slice(0, place.column)}${gain > 0 ? digit : letter}${read.text.slice(place.column + 1)}`
      read.confidences[place.column] = place.either / (1 + Math.exp(-Math.min(Math.abs(place.odds), Math.abs(gain))))
    }
  }
  return settled
}

function placesOf(layout: Layout, lines: readonly LineRead[], digit: string, letter: string): Place[] {
  return lines.flatMap(({ read, scores }, line) =>
    [...read.text].flatMap((character, column) => {
      if (character !== digit && character !== letter) return []
      const [one, other] = [digit, letter].map((twin) =>
        probabilityOf(scores, read.at[column], characters.indexOf(twin)),
      )
      const odds = Math.max(-usual, Math.min(usual, Math.log(one / other)))
      const allowed = layout.allowed[line][column]
      const takes = { digit: allowed.includes(digit), letter: allowed.includes(letter) }
      const kind = takes.digit === takes.letter ? 'any' : takes.digit ? 'digit' : 'letter'
      return [{ line, column, odds, either: Math.min(1, one + other), kind } as const]
    }),
  )
}

/**
 * ln of how likely it is that the net leans so at one twin, but for a constant: normal about a mean of which a face that the net knows gives a first
 * idea, and what was seen of this one a better (Murphy, Conjugate Bayesian analysis of the Gaussian distribution, 2007, section 2).
 */
function fit({ odds }: Place, seen: readonly Place[], expected: number): number {
  const [faces, places] = [deviation.faces ** 2, deviation.places ** 2]
  const weight = seen.length * faces + places
  const mean = (faces * seen.reduce((sum, place) => sum + place.odds, 0) + places * expected) / weight
  const variance = places + (faces * places) / weight
  return -((odds - mean) ** 2) / (2 * variance) - Math.log(variance) / 2
}
