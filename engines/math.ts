/** Small vector arithmetic that several engines share. Nothing here knows of faces or pictures. */

/** Scales a vector to length 1, in place. A zero vector stays zero. */
export function normalise(vector: Float32Array): Float32Array {
  let sum = 0
  for (const value of vector) sum += value * value
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i] * scale
  return vector
}

/**
 * Cosine of two L2-normalised vectors, -1..1.
 * @throws RangeError when their lengths differ: they are of two models
 */
export function cosine(left: Float32Array, right: Float32Array): number {
  if (left.length !== right.length) {
    throw new RangeError(
      `Templates of ${left.length} and ${right.length} numbers are of two models and cannot be compared.`,
    )
  }
  let sum = 0
  for (let i = 0; i < left.length; i++) sum += left[i] * right[i]
  return Math.min(1, Math.max(-1, sum))
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}

export const degrees = (radians: number) => (radians * 180) / Math.PI

/** The middle one; of an even number the upper of the two. NaN of none. */
export function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN
}
