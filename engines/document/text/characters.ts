/** From the recogniser's probabilities to text: connectionist temporal classification, the likeliest class of every step. */

export interface DecodedText {
  text: string
  /** Mean probability of its characters, 0..1; 0 without any. */
  confidence: number
}

/** The net is shy of spaces between Latin words: one is taken where it holds it at least this likely and the gap is wide, or more likely and not narrow. */
const wideGap = { probability: 0.05, ofMedian: 1.6 }
const likelyGap = { probability: 0.3, steps: 3 }

interface Character {
  character: string
  /** The first step that shows it. */
  step: number
  probability: number
  /** Greatest probability of a space since the character before. */
  spaceBefore: number
}

/**
 * Class 0 is nothing, then come the characters, then the space. The same class in steps that touch is one character.
 * @param data probabilities of one line, step by step
 */
export function decodeSteps(data: Float32Array, steps: number, characters: readonly string[]): DecodedText {
  const classes = characters.length + 2
  if (data.length !== steps * classes) {
    throw new Error(`text_line gave ${data.length} numbers for ${steps} steps of ${classes} classes.`)
  }
  const found: Character[] = []
  let before = 0
  let spaceBefore = 0
  for (let step = 0; step < steps; step++) {
    const from = step * classes
    let best = 0
    for (let index = 1; index < classes; index++) if (data[from + index] > data[from + best]) best = index
    spaceBefore = best === classes - 1 ? 1 : Math.max(spaceBefore, data[from + classes - 1])
    if (best !== 0 && best !== before && best !== classes - 1) {
      found.push({ character: characters[best - 1], step, probability: data[from + best], spaceBefore })
      spaceBefore = 0
    }
    before = best
  }
  const confidence = found.reduce((sum, { probability }) => sum + probability, 0) / Math.max(1, found.length)
  return { text: narrowed(spaced(found)).trim().replace(/\s+/g, ' '), confidence }
}

function spaced(found: readonly Character[]): string {
  const gaps = found.slice(1).map(({ step }, index) => step - found[index].step)
  const median = [...gaps].sort((a, b) => a - b)[gaps.length >> 1]
  return found
    .map(({ character, spaceBefore }, index) => {
      const gap = index === 0 ? 0 : gaps[index - 1]
      const isWide = spaceBefore >= wideGap.probability && gap >= wideGap.ofMedian * median
      const isLikely = spaceBefore >= likelyGap.probability && gap >= likelyGap.steps
      return spaceBefore === 1 || isWide || isLikely ? ` ${character}` : character
    })
    .join('')
}

/** Full-width forms, of which the recogniser is fond, as the characters that are printed: a colon is a colon. */
function narrowed(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u2003]/g, ' ')
    .replace(/\u3002/g, '.')
}
