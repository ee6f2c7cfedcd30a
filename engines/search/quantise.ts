/**
 * Rounds a template to whole numbers for the int8 scan, and measures how much that loses.
 * Why the result bounds a score is proven in rows.ts.
 */

export interface Quantised {
  /** A float32: component = whole number * scale, nearly. */
  scale: number
  /** Euclidean length of (vector - whole numbers * scale), in float64. */
  error: number
}

/** Adding and taking away 1.5 * 2^52 rounds a small float64 to a whole number, twice as fast as Math.round. */
const ROUNDER = 1.5 * 2 ** 52

/**
 * @param source holds the vector from index `at`, `length` finite components, not all nearly zero
 * @param range largest whole number to use, e.g. 127
 * @param target receives the whole numbers, -range..range, from index 0
 */
export function quantise(
  source: Float32Array,
  at: number,
  length: number,
  range: number,
  target: Int16Array,
): Quantised {
  let largest = 0
  for (let i = 0; i < length; i++) largest = Math.max(largest, Math.abs(source[at + i]))
  const scale = Math.fround(largest / range)
  const perUnit = 1 / scale
  let errorSquared = 0
  for (let i = 0; i < length; i++) {
    const value = source[at + i]
    const whole = value * perUnit + ROUNDER - ROUNDER
    const lost = value - whole * scale
    errorSquared += lost * lost
    target[i] = whole
  }
  return { scale, error: Math.sqrt(errorSquared) }
}
