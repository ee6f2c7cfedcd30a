import { describe, expect, it } from 'vitest'
import {
  bootstrapByPerson,
  detCurve,
  equalErrorRate,
  falling,
  fnmrAt,
  seededRandom,
  shareAtLeast,
  thresholdAtFmr,
  wilson,
} from './statistics'

describe('error rates', () => {
  const nonMated = falling([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])

  it('puts the threshold so that exactly the allowed share still matches', () => {
    for (const rate of [0.1, 0.2, 0.5]) {
      expect(shareAtLeast(nonMated, thresholdAtFmr(nonMated, rate))).toBeCloseTo(rate, 12)
    }
  })

  it('allows no match at all when the data cannot show so low a rate', () => {
    expect(shareAtLeast(nonMated, thresholdAtFmr(nonMated, 0.01))).toBe(0)
  })

  it('counts a missing template as a non-match at any threshold', () => {
    const mated = falling([0.9, 0.8, Number.NEGATIVE_INFINITY, 0.7])
    expect(fnmrAt(mated, -1)).toBe(0.25)
    expect(fnmrAt(mated, 0.75)).toBe(0.5)
  })

  it('finds the equal error rate of two known overlapping sets', () => {
    expect(equalErrorRate(falling([3, 4, 5, 6]), falling([0, 1, 2, 3.5]))).toBeCloseTo(0.25, 12)
    expect(equalErrorRate(falling([3, 4]), falling([1, 2]))).toBe(0)
  })

  it('draws a DET curve that never falls when FMR falls', () => {
    const curve = detCurve(falling([0.65, 0.75, 0.85, 0.95]), nonMated)
    for (let i = 1; i < curve.length; i++) expect(curve[i].fnmr).toBeGreaterThanOrEqual(curve[i - 1].fnmr)
  })
})

describe('uncertainty', () => {
  it("agrees with published values of Wilson's interval", () => {
    const { low, high } = wilson(0, 100)
    expect(low).toBe(0)
    expect(high).toBeCloseTo(0.037, 3)
    expect(wilson(50, 100).low).toBeCloseTo(0.4038, 3)
  })

  it('covers the true mean in about 95 of 100 samples', () => {
    const random = seededRandom(7)
    let covered = 0
    for (let trial = 0; trial < 200; trial++) {
      const values = Array.from({ length: 60 }, () => random())
      const { low, high } = bootstrapByPerson(
        60,
        (weights) => values.reduce((sum, value, i) => sum + value * weights[i], 0) / 60,
        { replicates: 200, seed: trial },
      )
      if (low <= 0.5 && high >= 0.5) covered++
    }
    expect(covered).toBeGreaterThan(178)
  })
})
