import fc from 'fast-check'
import { expect, test } from 'vitest'
import { confidenceText, shownConfidence } from './confidence'

test('Two decimals never say yes for a rejection nor no for an acceptance', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (confidence) => {
      expect(shownConfidence(confidence, true)).toBeGreaterThanOrEqual(0.75)
      expect(shownConfidence(confidence, false)).toBeLessThan(0.75)
    }),
  )
})

test('A confidence is shown in hundredths, rounded down', () => {
  expect(confidenceText(0.7899, true)).toBe('0.78')
  expect(confidenceText(0.7499999, false)).toBe('0.74')
  expect(confidenceText(0.75, true)).toBe('0.75')
  expect(confidenceText(0.29, false)).toBe('0.29')
  expect(confidenceText(1, true)).toBe('1.00')
  expect(shownConfidence(0.8, true)).toBe(0.8)
})
