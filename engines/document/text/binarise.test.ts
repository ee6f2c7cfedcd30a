/** From maps of probabilities to lines, on maps that are drawn by hand. */
import { expect, it } from 'vitest'
import { linesOf, type ProbabilityMap } from './binarise'
import { convexHull, cornersOf, leastRectangle, rectangleAlong } from './rectangle'

const degrees = (angle: number) => (angle * 180) / Math.PI

/** A map with slanted bars: everything within `length` and `thickness` of a centre, at an angle. */
function mapOf(
  bars: { x: number; y: number; length: number; thickness: number; angle: number; probability?: number }[],
) {
  const map: ProbabilityMap = { width: 200, height: 160, data: new Float32Array(200 * 160) }
  for (const { x, y, length, thickness, angle, probability = 0.9 } of bars) {
    const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
    for (let row = 0; row < map.height; row++) {
      for (let column = 0; column < map.width; column++) {
        const [dx, dy] = [column + 0.5 - x, row + 0.5 - y]
        if (Math.abs(dx * cos + dy * sin) > length / 2 || Math.abs(dy * cos - dx * sin) > thickness / 2) continue
        map.data[row * map.width + column] = probability
      }
    }
  }
  return map
}

it('finds nothing in a map without text', () => {
  expect(linesOf(mapOf([]))).toEqual([])
})

it('grows a core by its area times 1.5 over its girth', () => {
  const [line, ...others] = linesOf(mapOf([{ x: 100, y: 80, length: 80, thickness: 10, angle: 0 }]))
  expect(others).toEqual([])
  const by = (80 * 10 * 1.5) / (2 * (80 + 10))
  expect(line.length).toBeCloseTo(80 + 2 * by)
  expect(line.thickness).toBeCloseTo(10 + 2 * by)
  expect(line.centre).toEqual({ x: 100, y: 80 })
  expect(line.score).toBeCloseTo(0.9)
})

it.each([0, 7, 30, 44, 46, 90, 130, 134, 136, 170, 180])(
  'follows a bar at %i degrees, to the right or down',
  (angle) => {
    const [line] = linesOf(mapOf([{ x: 100, y: 80, length: 90, thickness: 12, angle }]))
    const expected = angle >= 135 ? angle - 180 : angle
    expect(Math.abs(degrees(line.angle) - expected)).toBeLessThan(2)
    expect(line.length).toBeGreaterThan(3 * line.thickness)
  },
)

it('lays what is nearly square, and a lone letter that is not, along the other lines', () => {
  const standing = [40, 80].map((x) => ({ x, y: 80, length: 120, thickness: 10, angle: 90 }))
  const square = { x: 130, y: 80, length: 12, thickness: 10, angle: 0 }
  const letter = { x: 170, y: 80, length: 22, thickness: 10, angle: 0 }
  const lines = linesOf(mapOf([...standing, square, letter]))
  expect(lines).toHaveLength(4)
  for (const { angle } of lines) expect(degrees(angle)).toBeCloseTo(90)
})

it('leaves a line across the others as it is', () => {
  const lying = [20, 40].map((y) => ({ x: 100, y, length: 120, thickness: 10, angle: 0 }))
  const lines = linesOf(mapOf([...lying, { x: 100, y: 100, length: 60, thickness: 8, angle: 90 }]))
  expect(lines.map(({ angle }) => Math.round(degrees(angle)))).toEqual([0, 0, 90])
})

it('joins what touches at a corner and parts what does not', () => {
  const beside = [40, 81].map((x) => ({ x, y: 45, length: 40, thickness: 10, angle: 0 }))
  const touching = mapOf(beside)
  touching.data[39 * touching.width + 60] = 0.9
  expect(linesOf(touching)).toHaveLength(1)
  expect(linesOf(mapOf(beside))).toHaveLength(2)
  const apart = [60, 76].map((y) => ({ x: 100, y, length: 80, thickness: 10, angle: 0 }))
  expect(linesOf(mapOf(apart))).toHaveLength(2)
})

it('leaves out what is faint, thin, or only sparsely covered', () => {
  expect(linesOf(mapOf([{ x: 100, y: 80, length: 80, thickness: 10, angle: 0, probability: 0.29 }]))).toEqual([])
  expect(linesOf(mapOf([{ x: 100, y: 80, length: 80, thickness: 10, angle: 0, probability: 0.5 }]))).toEqual([])
  expect(linesOf(mapOf([{ x: 100, y: 80, length: 80, thickness: 2, angle: 0 }]))).toEqual([])
  const cross = [0, 90].map((angle) => ({ x: 100, y: 80, length: 100, thickness: 6, angle }))
  expect(linesOf(mapOf(cross))).toEqual([])
})

it('finds bars at the edges of the map', () => {
  const map = mapOf([
    { x: 40, y: 5, length: 80, thickness: 10, angle: 0 },
    { x: 160, y: 155, length: 80, thickness: 10, angle: 0 },
  ])
  expect(linesOf(map)).toHaveLength(2)
})

it('puts the least rectangle around points, and one along a given angle', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 2, y: 1 },
    { x: 2, y: 6 },
    { x: 4, y: 0 },
    { x: 4, y: 6 },
    { x: 0, y: 6 },
  ].sort((a, b) => a.x - b.x || a.y - b.y)
  const hull = convexHull(points)
  expect(hull).toHaveLength(4)
  const least = leastRectangle(hull)
  expect([least.length, least.thickness]).toEqual([6, 4])
  expect(Math.abs(Math.cos(least.angle))).toBeCloseTo(0)
  expect(cornersOf(rectangleAlong(hull, 0))).toEqual([
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 6 },
    { x: 0, y: 6 },
  ])
})
