/** Medians and ratios: the only figures the benchmark prints, because a shared machine's single timings mean little. */

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Nearest-rank percentile, `share` in 0..1. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]
}

/** Median of the ratios taken round by round, so that a drift of the machine's speed cancels. */
export function pairedRatio(ours: number[], theirs: number[]): number {
  return median(ours.map((value, round) => value / theirs[round]))
}
