/** Points, boxes and the similarity transform between two sets of points. Plane geometry only. */
import type { Affine } from '../image'
import type { Box } from '../types'

/** In picture pixels unless said otherwise; y grows downwards. */
export interface Point {
  x: number
  y: number
}

/** A turned square of the picture; the angle is clockwise, in radians. */
export interface Square {
  centre: Point
  side: number
  angle: number
}

export function scaled(square: Square, factor: number): Square {
  return { ...square, side: square.side * factor }
}

export function mean(points: readonly Point[]): Point {
  let x = 0
  let y = 0
  for (const point of points) {
    x += point.x
    y += point.y
  }
  return { x: x / points.length, y: y / points.length }
}

export function distance(from: Point, to: Point): number {
  return Math.hypot(to.x - from.x, to.y - from.y)
}

/** Angle of the line from one point to another, clockwise from the x axis, in radians. */
export function angleOf(from: Point, to: Point): number {
  return Math.atan2(to.y - from.y, to.x - from.x)
}

/** The points turned counter-clockwise by `angle` about the origin: levels what lies at that angle. */
export function levelled(points: readonly Point[], angle: number): Point[] {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  return points.map(({ x, y }) => ({ x: cos * x + sin * y, y: cos * y - sin * x }))
}

export function boundsOf(points: readonly Point[]): Box {
  const xs = points.map((point) => point.x)
  const ys = points.map((point) => point.y)
  const x = Math.min(...xs)
  const y = Math.min(...ys)
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}

export function centreOf(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Area of the overlap over area of the union, 0..1. */
export function overlap(left: Box, right: Box): number {
  const width = Math.min(left.x + left.width, right.x + right.width) - Math.max(left.x, right.x)
  const height = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y)
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / (left.width * left.height + right.width * right.height - shared)
}

/**
 * The rotation, scale and shift that carries `from` to `to` with the least squared error (no reflection).
 * @returns a map from the coordinates of `from` to those of `to`
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Affine {
  const centreFrom = mean(from)
  const centreTo = mean(to)
  let dot = 0
  let cross = 0
  let spread = 0
  for (let i = 0; i < from.length; i++) {
    const x = from[i].x - centreFrom.x
    const y = from[i].y - centreFrom.y
    const u = to[i].x - centreTo.x
    const v = to[i].y - centreTo.y
    dot += x * u + y * v
    cross += x * v - y * u
    spread += x * x + y * y
  }
  const a = dot / spread
  const c = cross / spread
  return {
    a,
    b: -c,
    c,
    d: a,
    tx: centreTo.x - a * centreFrom.x + c * centreFrom.y,
    ty: centreTo.y - c * centreFrom.x - a * centreFrom.y,
  }
}
