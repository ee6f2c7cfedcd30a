import { expect, it } from 'vitest'
import { placeOfZone } from './place'

/** A line of `count` characters, `pitch` wide, that begins at `left`, in a row that is longer than its print and some steps off here and there. */
function line(left: number, y: number, count: number, pitch: number) {
  const row = { left: { x: left - 30, y }, right: { x: left + count * pitch + 50, y }, heightPx: 30 }
  const steps = 200
  const perStep = (count * pitch + 80) / steps
  const at = Array.from({ length: count }, (_, i) => {
    const exact = (30 + (i + 0.5) * pitch) / perStep - 0.5
    return Math.round(exact) + (i % 7 === 3 ? 1 : 0)
  })
  return { row, read: { at }, steps }
}

it('runs from the first character to the last, each with its share', () => {
  const quad = placeOfZone([line(100, 400, 30, 20), line(103, 450, 30, 20), line(100, 500, 30, 20)])
  const expected = [
    [100, 375],
    [700, 375],
    [700, 525],
    [100, 525],
  ]
  quad.forEach(({ x, y }, corner) => {
    expect(Math.abs(x - expected[corner][0])).toBeLessThan(2.5)
    expect(y).toBeCloseTo(expected[corner][1], 1)
  })
})
