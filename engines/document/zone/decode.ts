/**
 * From the scores of the line reader to text. The net gives, for every four pixels along a strip, how likely each character ends up there,
 * or none (connectionist temporal classification: Graves et al., 2006).
 */

/** In the order of the net's outputs; after the last of them stands "none". */
export const characters = '<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const none = characters.length
const classes = none + 1
/** A probability is not taken for less. */
const floor = 1e-6

/** Probabilities of one strip: `steps` rows of 38. */
export interface Scores {
  steps: number
  data: Float32Array
}

export interface Read {
  text: string
  /** Probability of each character, 0..1. */
  confidences: number[]
  /** The step at which each character is. */
  at: number[]
}

/** What a place of a line may hold, and what it costs (in nats) to hold something else. */
export interface Expectation {
  allowed: readonly string[]
  cost: number
}

/** Softmax over each step of the net's output. */
export function probabilities(logits: Float32Array, steps: number): Scores {
  const data = new Float32Array(steps * classes)
  for (let step = 0; step < steps; step++) {
    const from = step * classes
    let most = -Infinity
    for (let c = 0; c < classes; c++) most = Math.max(most, logits[from + c])
    let sum = 0
    for (let c = 0; c < classes; c++) sum += data[from + c] = Math.exp(logits[from + c] - most)
    for (let c = 0; c < classes; c++) data[from + c] /= sum
  }
  return { steps, data }
}

/** Several looks at one strip, step by step in the same places. */
export function mean(looks: readonly Scores[]): Scores {
  const data = new Float32Array(looks[0].data.length)
  for (const look of looks) for (let i = 0; i < data.length; i++) data[i] += look.data[i] / looks.length
  return { steps: looks[0].steps, data }
}

/** At least a millionth, so that two can be compared. */
export function probabilityOf({ data }: Scores, step: number, index: number): number {
  return Math.max(floor, data[step * classes + index])
}

/** The likeliest class of each step, repeats and "none" dropped: whatever length comes out. */
export function readFreely({ steps, data }: Scores): Read {
  const read: Read = { text: '', confidences: [], at: [] }
  let before = none
  for (let step = 0; step < steps; step++) {
    const from = step * classes
    let best = 0
    for (let c = 1; c < classes; c++) if (data[from + c] > data[from + best]) best = c
    if (best !== none && best !== before) {
      read.text += characters[best]
      read.confidences.push(data[from + best])
      read.at.push(step)
    } else if (best !== none) {
      const last = read.confidences.length - 1
      read.confidences[last] = Math.max(read.confidences[last], data[from + best])
    }
    before = best
  }
  return read
}

/**
 * The likeliest text of exactly `length` characters (Viterbi), where a line of a zone has a known length: a filler that the print swallowed is
 * found again, one too many is dropped.
 * @param expected for each place; what is not expected can still be read, if the net is sure enough
 * @returns null when the strip has fewer steps than characters; `cost`: -log of the path, in nats
 */
export function readExactly(scores: Scores, length: number, expected?: Expectation): (Read & { cost: number }) | null {
  const { steps, data } = scores
  if (steps < length) return null
  const width = length + 1
  // Cheapest path to "count characters so far, now in the last of them" per class, and "now in none".
  let inside = new Float64Array(width * none).fill(Infinity)
  let between = new Float64Array(width).fill(Infinity)
  between[0] = 0
  const surcharge = surcharges(length, expected)
  // For the way back: what stood before. -1: stayed; otherwise the class before (none: came from between).
  const enteredFrom = new Int8Array(steps * width * none).fill(-2)
  const betweenFrom = new Int8Array(steps * width).fill(-2)
  for (let step = 0; step < steps; step++) {
    const prices = Array.from({ length: classes }, (_, index) => -Math.log(probabilityOf(scores, step, index)))
    const nextInside = new Float64Array(width * none).fill(Infinity)
    const nextBetween = new Float64Array(width).fill(Infinity)
    const least = Math.max(0, length - (steps - step))
    for (let count = least; count <= Math.min(length, step + 1); count++) {
      const { first } = cheapestTwo(inside, count * none)
      // Into none: from none or from the character that has just been.
      const fromInside = first >= 0 ? inside[count * none + first] : Infinity
      const stays = between[count] <= fromInside
      nextBetween[count] = Math.min(between[count], fromInside) + prices[none]
      betweenFrom[step * width + count] = stays ? none : first
      if (count === 0) continue
      const previous = cheapestTwo(inside, (count - 1) * none)
      for (let c = 0; c < none; c++) {
        const repeat = inside[count * none + c]
        const other = previous.first === c ? previous.second : previous.first
        const viaOther = other >= 0 ? inside[(count - 1) * none + other] : Infinity
        const viaNone = between[count - 1]
        const entering = Math.min(viaOther, viaNone) + surcharge[(count - 1) * none + c]
        const at = count * none + c
        nextInside[at] = Math.min(repeat, entering) + prices[c]
        enteredFrom[step * width * none + at] = repeat <= entering ? -1 : viaNone <= viaOther ? none : other
      }
    }
    inside = nextInside
    between = nextBetween
  }
  return walkBack()

  function walkBack(): (Read & { cost: number }) | null {
    const { first } = cheapestTwo(inside, length * none)
    const endsInside = first >= 0 ? inside[length * none + first] : Infinity
    const cost = Math.min(between[length], endsInside)
    if (!Number.isFinite(cost)) return null
    const read = { text: '', confidences: [] as number[], at: [] as number[], cost }
    let current = between[length] <= endsInside ? none : first
    let count = length
    let best = 0
    let bestAt = 0
    for (let step = steps - 1; step >= 0; step--) {
      if (current === none) {
        current = betweenFrom[step * width + count]
        continue
      }
      const probability = data[step * classes + current]
      if (probability >= best) {
        best = probability
        bestAt = step
      }
      const from = enteredFrom[(step * width + count) * none + current]
      if (from === -1) continue
      read.text = characters[current] + read.text
      read.confidences.unshift(best)
      read.at.unshift(bestAt)
      best = 0
      count--
      current = from
    }
    return read
  }
}

function surcharges(length: number, expected?: Expectation): Float64Array {
  const table = new Float64Array(length * none)
  if (!expected) return table
  for (let place = 0; place < length; place++) {
    const allowed = expected.allowed[place]
    for (let c = 0; c < none; c++) if (!allowed.includes(characters[c])) table[place * none + c] = expected.cost
  }
  return table
}

/** Classes of the cheapest and the second cheapest of 37 entries; -1 where there is none. */
function cheapestTwo(values: Float64Array, from: number): { first: number; second: number } {
  let first = -1
  let second = -1
  for (let c = 0; c < none; c++) {
    const value = values[from + c]
    if (!Number.isFinite(value)) continue
    if (first < 0 || value < values[from + first]) {
      second = first
      first = c
    } else if (second < 0 || value < values[from + second]) second = c
  }
  return { first, second }
}
