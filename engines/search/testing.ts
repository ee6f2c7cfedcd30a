/** Vectors that are hard for a rounding scan, and the plain float scan that the search has to equal. For tests only. */
import * as fc from 'fast-check'
import type { GalleryMatch } from '../types'

export function normalised(values: ArrayLike<number>): Float32Array {
  const length = Math.hypot(...Array.from(values))
  return Float32Array.from(values, (value) => value / length)
}

/** Numbers in -1..1 from a seed (a linear congruential generator; quality is not needed). */
export function noise(seed: number, count: number): Float64Array {
  let state = seed >>> 0
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

/**
 * Families of vectors around few seeds, so that one gallery holds duplicates, opposites and near-ties: scores that
 * differ in the last bits of float32, far below what int8 can tell apart.
 */
export function vector(dimension: number): fc.Arbitrary<Float32Array> {
  const base = fc.integer({ min: 0, max: 3 }).map((seed) => noise(seed, dimension))
  const stranger = fc.integer().map((seed) => noise(seed, dimension))
  const nearTie = fc.tuple(base, fc.nat(), fc.constantFrom(1e-7, 1e-6, 1e-4, 1e-2)).map(([centre, seed, width]) => {
    const shift = noise(seed, dimension)
    return centre.map((value, i) => value + width * shift[i])
  })
  const opposite = base.map((centre) => centre.map((value) => -value))
  const mostlyTiny = fc.tuple(stranger, fc.nat(dimension - 1)).map(([values, large]) => {
    return values.map((value, i) => (i === large ? 1 : value * 1e-30))
  })
  /** All components of one size: every int8 is -127 or 127, the largest sums that there are. */
  const even = fc.nat().map((seed) => noise(seed % 4, dimension).map((value) => (seed % 3 === 0 || value < 0 ? -1 : 1)))
  return fc.oneof(base, stranger, nearTie, nearTie, opposite, mostlyTiny, even).map(normalised)
}

/** What a search has to answer: every entry scored in float64, in rising order, sorted by score and then by id. */
export function plainScan(
  entries: Iterable<[string, Float32Array]>,
  probe: Float32Array,
  limit: number,
  atLeast: number,
): GalleryMatch[] {
  const matches: GalleryMatch[] = []
  for (const [id, row] of entries) {
    let score = 0
    for (let i = 0; i < row.length; i++) score += row[i] * probe[i]
    if (score >= atLeast) matches.push({ id, score })
  }
  matches.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
  return matches.slice(0, limit)
}
