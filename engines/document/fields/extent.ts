/** Where a line lies on its page: what it spans, and the way it runs. */
import type { Point, Quad } from '../types'

export interface Extent {
  left: number
  right: number
  top: number
  bottom: number
}

/** Degrees between a label and its value: pages are straightened, and the angle of a short line is known less well. */
const mostApart = (shortness: number) => 3 + 30 * shortness

export function extentOf(quad: Quad): Extent {
  const all = (pick: (point: Point) => number) => quad.map(pick)
  const [xs, ys] = [all(({ x }) => x), all(({ y }) => y)]
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
}

export function overlap(a: Extent, b: Extent): number {
  return Math.min(a.right, b.right) - Math.max(a.left, b.left)
}

/** Rows seen as columns. */
export function turned({ left, right, top, bottom }: Extent): Extent {
  return { left: top, right: bottom, top: left, bottom: right }
}

/** Whether two lines run the same way; a stamp across the page does not run as its print does. */
export function runAlike(a: Quad, b: Quad): boolean {
  const [one, other] = [runOf(a), runOf(b)]
  const apart = Math.abs(((one.degrees - other.degrees + 540) % 360) - 180)
  return apart <= mostApart(Math.max(one.shortness, other.shortness))
}

/** `shortness` is a line's height over its length. */
function runOf([upperLeft, upperRight, , lowerLeft]: Quad): { degrees: number; shortness: number } {
  const [x, y] = [upperRight.x - upperLeft.x, upperRight.y - upperLeft.y]
  const height = Math.hypot(lowerLeft.x - upperLeft.x, lowerLeft.y - upperLeft.y)
  return { degrees: (Math.atan2(y, x) * 180) / Math.PI, shortness: Math.min(1, height / Math.max(1, Math.hypot(x, y))) }
}
