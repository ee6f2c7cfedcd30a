/** Rectangles around points: the smallest at any angle, and the one that lies along a given angle. Plain geometry. */
import type { Point, Quad } from '../types'

/** `angle` is that of its `length`, radians clockwise as seen; length and thickness are told apart by the caller's wish, not by size. */
export interface Rectangle {
  centre: Point
  length: number
  thickness: number
  angle: number
}

/** Corners of the convex hull, anticlockwise as seen. Andrew's monotone chain. @param points sorted by x, then y */
export function convexHull(points: readonly Point[]): Point[] {
  const turn = (a: Point, b: Point, c: Point) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
  const half = (ordered: readonly Point[]) => {
    const chain: Point[] = []
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  if (points.length < 2) return [...points]
  return [...half(points), ...half([...points].reverse())]
}

/** The rectangle around a hull whose length lies at `angle`. */
export function rectangleAlong(hull: readonly Point[], angle: number): Rectangle {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const { x, y } of hull) {
    const along = x * cos + y * sin
    const across = y * cos - x * sin
    left = Math.min(left, along)
    right = Math.max(right, along)
    top = Math.min(top, across)
    bottom = Math.max(bottom, across)
  }
  const along = (left + right) / 2
  const across = (top + bottom) / 2
  return {
    centre: { x: along * cos - across * sin, y: along * sin + across * cos },
    length: right - left,
    thickness: bottom - top,
    angle,
  }
}

/** The rectangle of least area around a hull: one of its sides lies on a side of the hull. Its length is its long side. */
export function leastRectangle(hull: readonly Point[]): Rectangle {
  let least: Rectangle | null = null
  for (const [index, from] of hull.entries()) {
    const to = hull[(index + 1) % hull.length]
    const rectangle = rectangleAlong(hull, Math.atan2(to.y - from.y, to.x - from.x))
    if (!least || rectangle.length * rectangle.thickness < least.length * least.thickness) least = rectangle
  }
  if (!least) throw new Error('A rectangle needs points to lie around.')
  return least.length >= least.thickness ? least : quarterTurned(least)
}

/** The same rectangle with length and thickness exchanged. */
export function quarterTurned({ centre, length, thickness, angle }: Rectangle): Rectangle {
  return { centre, length: thickness, thickness: length, angle: angle + Math.PI / 2 }
}

/** The corners, clockwise from where the length begins. */
export function cornersOf({ centre, length, thickness, angle }: Rectangle): Quad {
  const along = { x: (Math.cos(angle) * length) / 2, y: (Math.sin(angle) * length) / 2 }
  const across = { x: (-Math.sin(angle) * thickness) / 2, y: (Math.cos(angle) * thickness) / 2 }
  const corner = (a: number, b: number): Point => ({
    x: centre.x + a * along.x + b * across.x,
    y: centre.y + a * along.y + b * across.y,
  })
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
}
