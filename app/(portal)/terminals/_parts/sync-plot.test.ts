import { expect, test } from 'vitest'
import { partsOf } from './sync-plot'

const none = { pending: 0, delivered: 0, acknowledged: 0, overdue: 0 }

test('The parts of the plot lie beside each other, as wide as they are many', () => {
  expect(partsOf(none)).toEqual([])
  expect(partsOf({ ...none, acknowledged: 3, pending: 1 })).toEqual([
    { state: 'ACKNOWLEDGED', from: 0, width: 75 },
    { state: 'PENDING', from: 75, width: 25 },
  ])
})

test('One who is overdue among many is seen', () => {
  const [, overdue] = partsOf({ ...none, acknowledged: 100_000, overdue: 1 })
  expect(overdue!.state).toBe('OVERDUE')
  expect(overdue!.width).toBeGreaterThan(1.4)
  expect(overdue!.from + overdue!.width).toBeCloseTo(100)
})
