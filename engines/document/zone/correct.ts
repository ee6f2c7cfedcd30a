/**
 * Characters of a zone that look alike, put right where there is a reason: the class of the place, or a check digit that no longer fails.
 * Whatever is changed is reported, and nothing is changed on likeness alone.
 */
import type { Correction } from '../report-types'
import type { ZoneText } from '../types'
import { digitChecks, digitHolds } from './digits'
import { allowedAt, type DigitCheck, type Place } from './layout'
import { twins } from './twins'

/** Characters read with a lower probability than this may be changed for a check digit's sake. */
export const doubtfulBelow = 0.8

/** @param zone lines as long as its format demands */
export function correct(zone: ZoneText): { lines: string[]; corrections: Correction[] } {
  const corrections: Correction[] = []
  let lines = [...zone.lines]
  const change = ({ line, column }: Place) => {
    const read = lines[line]![column]!
    corrections.push({ line, column, read, corrected: twins.get(read)! })
    lines = swapped(lines, { line, column })
  }
  zone.lines.forEach((text, line) => {
    for (let column = 0; column < text.length; column++) {
      const allowed = allowedAt(zone.format, line, column)
      const twin = twins.get(text[column]!)
      if (!allowed.includes(text[column]!) && twin && allowed.includes(twin)) change({ line, column })
    }
  })
  for (let place = changeForDigit(zone, lines); place; place = changeForDigit(zone, lines)) change(place)
  return { lines, corrections }
}

/**
 * The one character whose twin makes a failing check digit right. It must have been read with doubt, none of that check with more, no other
 * change may do the same, and no digit that holds may be broken. The composite comes last, as what the others cover is theirs to judge.
 * G and 6 count the same modulo 10, so that no digit decides between them.
 */
function changeForDigit({ format, confidences }: ZoneText, lines: readonly string[]): Place | null {
  const checks = digitChecks(format, lines)
  const holding = checks.filter((check) => digitHolds(check, lines))
  const failing = checks.filter((check) => !holding.includes(check))
  const confidenceAt = ({ line, column }: Place) => confidences[line]?.[column] ?? 0
  const isChangeable = (place: Place) => {
    const twin = twins.get(lines[place.line]![place.column]!)
    return (
      twin !== undefined &&
      allowedAt(format, place.line, place.column).includes(twin) &&
      confidenceAt(place) < doubtfulBelow
    )
  }
  for (const check of failing) {
    const candidates = check.covers.filter((place) => {
      if (!isChangeable(place)) return false
      const text = swapped(lines, place)
      return [check, ...holding].every((other) => digitHolds(other, text))
    })
    const [only] = candidates
    if (only && candidates.length === 1 && confidenceAt(only) <= weakest(check, confidenceAt)) return only
  }
  return null
}

function weakest({ digit, covers }: DigitCheck, confidenceAt: (place: Place) => number): number {
  return Math.min(...[digit, ...covers].map(confidenceAt))
}

function swapped(lines: readonly string[], { line, column }: Place): string[] {
  return lines.map((text, row) =>
    row === line ? text.slice(0, column) + twins.get(text[column]!)! + text.slice(column + 1) : text,
  )
}
