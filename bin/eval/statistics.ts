/**
 * The error rates of a comparison (ISO/IEC 19795-1 terms) and their uncertainty. Pure; knows nothing of faces or voices.
 * Scores: higher means more alike. A score of -Infinity stands for "no template could be made": it never matches.
 */

export interface Interval {
  low: number
  high: number
}

/** Small seeded generator (mulberry32), so that every run prints the same intervals. Returns numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Falling copy of the scores. */
export function falling(scores: Iterable<number>): Float64Array {
  return Float64Array.from(scores).sort().reverse()
}

/** Share of `scores` (falling) that are >= threshold. */
export function shareAtLeast(fallingScores: Float64Array, threshold: number): number {
  return fallingScores.length === 0 ? Number.NaN : countAtLeast(fallingScores, threshold) / fallingScores.length
}

/** How many of `scores` (falling) are >= threshold; binary search. */
export function countAtLeast(fallingScores: Float64Array, threshold: number): number {
  let low = 0
  let high = fallingScores.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (fallingScores[middle] >= threshold) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The lowest threshold at which at most `rate` of the non-mated scores still match.
 * It lies halfway between the last score allowed and the first refused, so that no score sits on it.
 */
export function thresholdAtFmr(nonMated: Float64Array, rate: number): number {
  const allowed = Math.floor(rate * nonMated.length)
  if (nonMated.length === 0) return Number.NaN
  if (allowed === 0) return nonMated[0] + 1e-6
  if (allowed >= nonMated.length) return nonMated[nonMated.length - 1]
  return (nonMated[allowed - 1] + nonMated[allowed]) / 2
}

/** False non-match rate: share of mated scores below the threshold. */
export function fnmrAt(mated: Float64Array, threshold: number): number {
  return mated.length === 0 ? Number.NaN : 1 - shareAtLeast(mated, threshold)
}

/** Equal error rate: the mean of FMR and FNMR at the threshold where they are closest. Both arrays falling. */
export function equalErrorRate(mated: Float64Array, nonMated: Float64Array): number {
  let best = Number.NaN
  let closest = Number.POSITIVE_INFINITY
  for (const threshold of [...mated, ...nonMated]) {
    if (threshold === Number.NEGATIVE_INFINITY) continue
    const fmr = shareAtLeast(nonMated, threshold)
    const fnmr = fnmrAt(mated, threshold)
    if (Math.abs(fmr - fnmr) < closest) {
      closest = Math.abs(fmr - fnmr)
      best = (fmr + fnmr) / 2
    }
  }
  return best
}

/** 95 % interval of a share, Wilson's score; right also for 0 of n. */
export function wilson(count: number, total: number): Interval {
  if (total === 0) return { low: Number.NaN, high: Number.NaN }
  const z = 1.959964
  const share = count / total
  const centre = share + (z * z) / (2 * total)
  const spread = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total))
  const scale = 1 + (z * z) / total
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) }
}

/**
 * 95 % percentile interval by resampling people, not comparisons: comparisons of one person are not independent.
 * `statistic` gets a weight per person (how often the resample drew them).
 */
export function bootstrapByPerson(
  people: number,
  statistic: (weights: Uint16Array) => number,
  { replicates = 500, seed = 20 }: { replicates?: number; seed?: number } = {},
): Interval {
  const random = seededRandom(seed)
  const values: number[] = []
  for (let replicate = 0; replicate < replicates; replicate++) {
    const weights = new Uint16Array(people)
    for (let draw = 0; draw < people; draw++) weights[Math.floor(random() * people)]++
    const value = statistic(weights)
    if (Number.isFinite(value)) values.push(value)
  }
  values.sort((a, b) => a - b)
  if (values.length === 0) return { low: Number.NaN, high: Number.NaN }
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))]
  return { low: at(0.025), high: at(0.975) }
}

/** Points of a DET curve: FMR falling from 1 to one in `nonMated.length`, logarithmic steps. Both arrays falling. */
export function detCurve(mated: Float64Array, nonMated: Float64Array): { fmr: number; fnmr: number }[] {
  const points: { fmr: number; fnmr: number }[] = []
  for (let exponent = 0; 10 ** exponent * nonMated.length >= 1; exponent -= 0.05) {
    const fmr = 10 ** exponent
    points.push({ fmr, fnmr: fnmrAt(mated, thresholdAtFmr(nonMated, fmr)) })
  }
  return points
}
