import { expect, it } from 'vitest'
import { confidence, thresholdAt } from './thresholds'
import type { ThresholdTable } from './types'

/** Normalised scores are no cosines: strangers lie around 0, and 4 is far from them. */
const table: ThresholdTable = {
  points: [
    { fmr: 1e-2, threshold: 2.4, extrapolated: false },
    { fmr: 1e-3, threshold: 3.6, extrapolated: false },
    { fmr: 1e-4, threshold: 4.5, extrapolated: true },
  ],
  scale: { zero: -2, one: 15 },
  nonMatedComparisons: 1000,
  matedComparisons: 100,
  fittedOn: 'nothing',
}

it('shows a score of another scale between its ends', () => {
  expect([-3, -2, 15, 99].map((score) => confidence(table, score))).toEqual([0, 0, 1, 1])
  expect(confidence(table, 0.2)).toBeCloseTo(0.25, 10)
  expect(confidence(table, thresholdAt(table, 1e-3))).toBe(0.75)
})

it('never falls when the score rises', () => {
  const values = Array.from({ length: 200 }, (_, step) => confidence(table, -3 + step / 10))
  for (const [index, value] of values.slice(1).entries()) expect(value).toBeGreaterThanOrEqual(values[index]!)
})

it('is 0 for a score that is no number', () => expect(confidence(table, Number.NaN)).toBe(0))
