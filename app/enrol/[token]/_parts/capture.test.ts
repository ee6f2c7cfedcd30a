import { expect, test } from 'vitest'
import { qualityFor } from './capture'

test('Frames get as good as there is room for, and never useless', () => {
  expect(qualityFor(60_000, 0.85, 40_000)).toBeLessThan(0.85)
  expect(qualityFor(39_000, 0.7, 40_000)).toBe(0.7)
  expect(qualityFor(10_000, 0.7, 40_000)).toBeGreaterThan(0.7)
  expect(qualityFor(10_000, 0.85, 40_000)).toBe(0.85)
  let now = 0.85
  for (let frame = 0; frame < 100; frame++) now = qualityFor(90_000, now, 30_000)
  expect(now).toBe(0.4)
})
