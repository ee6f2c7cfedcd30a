import { expect, test } from 'vitest'
import { summaryOf } from './sync'

const known = (name: string) => ({ state: 'ACKNOWLEDGED' as const, terminal: { name } })
const label = (...names: string[]) => summaryOf(names.map(known), { isRecognisable: true }).label

test('Where every terminal knows of somebody, it is said as people count', () => {
  expect(label('North')).toBe('At the terminal')
  expect(label('North', 'South')).toBe('At both terminals')
  expect(label('North', 'South', 'East')).toBe('At all 3 terminals')
})
