import { expect, it } from 'vitest'
import { applyAffine } from '../image'
import { boundsOf, fitSimilarity, levelled, overlap } from './geometry'

const triangle = [
  { x: 0, y: 0 },
  { x: 4, y: 0 },
  { x: 1, y: 3 },
]

it('recovers the turn, scale and shift between two sets of points', () => {
  const truth = { a: 1.2, b: -0.5, c: 0.5, d: 1.2, tx: 7, ty: -3 }
  const moved = triangle.map(({ x, y }) => {
    const [u, v] = applyAffine(truth, x, y)
    return { x: u, y: v }
  })
  const found = fitSimilarity(triangle, moved)
  for (const key of Object.keys(truth) as (keyof typeof truth)[]) expect(found[key]).toBeCloseTo(truth[key], 10)
})

it('finds the least squares where no similarity fits', () => {
  const stretched = triangle.map(({ x, y }) => ({ x: 2 * x, y }))
  const { a, c } = fitSimilarity(triangle, stretched)
  expect(c).toBeGreaterThan(-1)
  expect(a).toBeGreaterThan(1)
  expect(a).toBeLessThan(2)
})

it('levels points that lie at an angle', () => {
  const [left, right] = levelled(
    [
      { x: 0, y: 0 },
      { x: Math.cos(0.7), y: Math.sin(0.7) },
    ],
    0.7,
  )
  expect([left.y, right.x, right.y].map((value) => Number(value.toFixed(10)))).toEqual([0, 1, 0])
})

it('measures overlap from nothing to all', () => {
  const box = boundsOf(triangle)
  expect(box).toEqual({ x: 0, y: 0, width: 4, height: 3 })
  expect(overlap(box, box)).toBe(1)
  expect(overlap(box, { ...box, x: 2 })).toBeCloseTo(1 / 3)
  expect(overlap(box, { ...box, x: 4 })).toBe(0)
})
