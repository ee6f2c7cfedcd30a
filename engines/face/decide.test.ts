import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ThresholdTable } from '../types'
import { confidence, searchThreshold, thresholdAt } from './decide'

const table: ThresholdTable = {
  points: [
    { fmr: 1e-3, threshold: 0.9661, extrapolated: false },
    { fmr: 1e-2, threshold: 0.9569, extrapolated: false },
    { fmr: 1e-5, threshold: 0.9809, extrapolated: true },
    { fmr: 1e-4, threshold: 0.9735, extrapolated: false },
  ],
  nonMatedComparisons: 500506,
  matedComparisons: 1797,
  fittedOn: 'a test',
}

describe('thresholdAt', () => {
  it('gives a point of the table to the last bit, in whatever order they stand', () => {
    for (const { fmr, threshold } of table.points) expect(thresholdAt(table, fmr)).toBe(threshold)
  })

  it('is linear in log FMR between points and that of the nearest end beyond', () => {
    expect(thresholdAt(table, Math.sqrt(1e-3 * 1e-4))).toBeCloseTo((0.9661 + 0.9735) / 2, 10)
    expect(thresholdAt(table, 0.5)).toBe(0.9569)
    expect(thresholdAt(table, 1e-9)).toBe(0.9809)
  })

  it('refuses an empty table', () => {
    expect(() => thresholdAt({ ...table, points: [] }, 1e-3)).toThrow(/empty/)
  })
})

describe('searchThreshold', () => {
  it('gives each comparison its share of the risk', () => {
    expect(searchThreshold(table, 1e-2, 1)).toBe(0.9569)
    expect(searchThreshold(table, 1e-2, 10)).toBe(0.9661)
    expect(searchThreshold(table, 1e-2, 0)).toBe(0.9569)
    expect(searchThreshold(table, 1e-2, 1_000_000)).toBe(0.9809)
  })

  it('never falls when the gallery grows', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (size, more) => {
        expect(searchThreshold(table, 1e-2, size + more)).toBeGreaterThanOrEqual(searchThreshold(table, 1e-2, size))
      }),
    )
  })
})

describe('confidence', () => {
  it('is exactly 0.75 at FMR 1e-3', () => {
    expect(confidence(table, 0.9661)).toBe(0.75)
    expect(confidence(table, 0.966)).toBeLessThan(0.75)
    expect(confidence(table, 0.9569)).toBeCloseTo(0.5, 10)
  })

  it('spans 0 to 1 and never falls when the score rises', () => {
    expect([-1, 0, 1].map((score) => confidence(table, score))).toEqual([0, 0, 1])
    expect(confidence(table, Number.NaN)).toBe(0)
    const score = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(score, score, (left, right) => {
        const [low, high] = left < right ? [left, right] : [right, left]
        expect(confidence(table, low)).toBeLessThanOrEqual(confidence(table, high))
        expect(confidence(table, low)).toBeGreaterThanOrEqual(0)
        expect(confidence(table, high)).toBeLessThanOrEqual(1)
      }),
    )
  })
})
