/** Latencies as a histogram: each is counted in the bucket that it fits into, and shares of them are read back from there. */

/** Upper ends in milliseconds, each 1.2 to 2 times the one before; longer ones count in the last. */
const ends = [
  1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 50, 60, 75, 90, 110, 135, 165, 200, 245, 300, 370, 450, 550, 700, 900, 1_200,
  1_600, 2_200, 3_000, 4_500, 7_000, 11_000, 18_000, 30_000, 60_000,
]

/** The key under which a latency is counted. */
export function bucketOf(ms: number): string {
  return String(ends.find((end) => ms <= end) ?? ends.at(-1))
}

export interface Latency {
  count: number
  /** Half of them took no longer; ms, as exact as the buckets are. */
  medianMs: number
  /** 95 of 100 took no longer; ms. */
  p95Ms: number
}

/** @param counts by bucket key. @returns null where nothing was measured */
export function readLatency(counts: ReadonlyMap<string, number>): Latency | null {
  const buckets = ends.map((end, index) => ({
    from: ends[index - 1] ?? 0,
    end,
    count: counts.get(String(end)) ?? 0,
  }))
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0)
  if (count === 0) return null
  const quantile = (share: number) => {
    let left = share * count
    for (const bucket of buckets) {
      // Within a bucket they are taken as evenly spread.
      if (bucket.count >= left && bucket.count > 0)
        return bucket.from + (left / bucket.count) * (bucket.end - bucket.from)
      left -= bucket.count
    }
    return buckets.at(-1)!.end
  }
  return { count, medianMs: quantile(0.5), p95Ms: quantile(0.95) }
}
