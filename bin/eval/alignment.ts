/** How far a text that was read is from the one that is printed: edit distance, and both set beside each other. Pure. */

/** A text read and the text expected, padded to one length; `marks` has a caret under each place where they differ. */
export interface Alignment {
  read: string
  expected: string
  marks: string
  /** Characters to insert, remove or replace (Levenshtein). */
  distance: number
}

/** Stands where one of the two has no character. */
const gap = '·'

export function align(read: string, expected: string): Alignment {
  const width = expected.length + 1
  const costs = new Uint16Array((read.length + 1) * width)
  for (let i = 0; i <= read.length; i++) {
    for (let j = 0; j <= expected.length; j++) {
      const at = i * width + j
      if (i === 0 || j === 0) {
        costs[at] = i + j
        continue
      }
      const replaced = costs[at - width - 1] + (read[i - 1] === expected[j - 1] ? 0 : 1)
      costs[at] = Math.min(replaced, costs[at - width] + 1, costs[at - 1] + 1)
    }
  }

  const alignment: Alignment = { read: '', expected: '', marks: '', distance: costs[costs.length - 1] }
  for (let i = read.length, j = expected.length; i > 0 || j > 0;) {
    const cost = costs[i * width + j]
    const same = i > 0 && j > 0 && read[i - 1] === expected[j - 1]
    const isPair = i > 0 && j > 0 && costs[(i - 1) * width + j - 1] + (same ? 0 : 1) === cost
    const isExtra = !isPair && i > 0 && costs[(i - 1) * width + j] + 1 === cost
    alignment.read = (isPair || isExtra ? read[--i] : gap) + alignment.read
    alignment.expected = (isExtra ? gap : expected[--j]) + alignment.expected
    alignment.marks = (isPair && same ? ' ' : '^') + alignment.marks
  }
  return alignment
}

/**
 * Lines read beside lines expected, in the order of both. A line that was not read counts whole, and so does one that
 * is not printed; which of them these are is chosen so that the sum is least.
 */
export function alignLines(read: readonly string[], expected: readonly string[]): Alignment[] {
  if (read.length === 0 || expected.length === 0) {
    return [...read.map((line) => align(line, '')), ...expected.map((line) => align('', line))]
  }
  const [firstRead, firstExpected] = [read[0], expected[0]]
  const both = [align(firstRead, firstExpected), ...alignLines(read.slice(1), expected.slice(1))]
  if (read.length === expected.length) return both
  const missing = [align('', firstExpected), ...alignLines(read, expected.slice(1))]
  const extra = [align(firstRead, ''), ...alignLines(read.slice(1), expected)]
  return [both, missing, extra].reduce((best, one) => (sumOf(one) < sumOf(best) ? one : best))
}

export function sumOf(alignments: Alignment[]): number {
  return alignments.reduce((sum, { distance }) => sum + distance, 0)
}
