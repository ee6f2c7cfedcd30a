/**
 * What the score of two templates is, in one place: every search result is this number.
 * Not for deciding: thresholds belong to the model that made the templates.
 */

/**
 * Cosine of two L2-normalised templates: float32 components, multiplied and summed in float64 in rising order.
 * Float64 because a JS engine sums that way without rounding each step; the order because a sum depends on it.
 * @param at where the first template starts in `rows`, which may hold many one after the other
 */
export function cosine(rows: Float32Array, at: number, probe: Float32Array): number {
  let sum = 0
  for (let i = 0; i < probe.length; i++) sum += rows[at + i] * probe[i]
  return sum
}
