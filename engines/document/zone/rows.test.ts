import { expect, test } from 'vitest'
import type { Quad } from '../types'
import { between, blockAround, joined, placeOn, rowOf, turned } from './rows'
import { lengthOf, quadOf, varied, type Row } from './strip'

const row = (x: number, y: number, length: number, heightPx = 10, angle = 0): Row => ({
  left: { x, y },
  right: { x: x + length * Math.cos(angle), y: y + length * Math.sin(angle) },
  heightPx,
})

test('a row is the middle of its quadrilateral, and the quadrilateral is what is around the row', () => {
  const quad: Quad = [
    { x: 10, y: 20 },
    { x: 110, y: 20 },
    { x: 110, y: 32 },
    { x: 10, y: 32 },
  ]
  expect(rowOf(quad)).toEqual({ left: { x: 10, y: 26 }, right: { x: 110, y: 26 }, heightPx: 12 })
  expect(quadOf(rowOf(quad))).toEqual(quad)
})

test('pieces of one line are one row, the lines above and below are others', () => {
  const rows = joined([row(0, 0, 100), row(140, 1, 60), row(0, 24, 200), row(0, 60, 30, 24)])
  expect(rows.map((one) => Math.round(lengthOf(one)))).toEqual([200, 200, 30])
})

test('pieces that are far apart, of other height or turned are not one row', () => {
  expect(joined([row(0, 0, 100), row(300, 0, 100)])).toHaveLength(2)
  expect(joined([row(0, 0, 100), row(120, 0, 100, 25)])).toHaveLength(2)
  expect(joined([row(0, 0, 100), row(120, 0, 100, 10, 0.3)])).toHaveLength(2)
})

test('a tilted line in pieces is one row along its tilt', () => {
  const angle = 0.2
  const whole = row(0, 0, 300, 10, angle)
  const [found, ...others] = joined([between(whole, 0, 120), between(whole, 150, 300)])
  expect(others).toEqual([])
  expect(lengthOf(found)).toBeCloseTo(300)
})

test('a block is what stands over each other, from the top', () => {
  const first = row(0, 0, 200)
  const second = row(2, 24, 196)
  const third = row(0, 48, 204)
  const elsewhere = [row(0, 150, 200), row(260, 24, 200), row(0, 24, 200, 30), row(80, -40, 200, 10, 0.5)]
  expect(blockAround(second, [third, ...elsewhere, second, first])).toEqual([first, second, third])
})

test('turned around, what was below is above', () => {
  const upright = row(0, 0, 100)
  expect(placeOn(upright, { x: 30, y: 5 })).toEqual({ along: 30, across: 5 })
  expect(placeOn(turned(upright), { x: 30, y: 5 }).across).toBeCloseTo(-5)
})

test('looks differ in height and place across the line, not along it', () => {
  const looked = varied(row(0, 50, 100, 10), { height: 1.2, shift: 0.5 })
  expect(looked).toEqual({ left: { x: 0, y: 55 }, right: { x: 100, y: 55 }, heightPx: 12 })
})
