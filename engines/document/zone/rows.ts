/** From found lines of print to rows that could be lines of a zone: pieces of one line joined, parallel rows of one block told. */
import type { Point, Quad } from '../types'
import { lengthOf, type Row } from './strip'

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })

export function rowOf([upperLeft, upperRight, lowerRight, lowerLeft]: Quad): Row {
  const left = middle(upperLeft, lowerLeft)
  const right = middle(upperRight, lowerRight)
  const heightPx =
    (Math.hypot(upperLeft.x - lowerLeft.x, upperLeft.y - lowerLeft.y) +
      Math.hypot(upperRight.x - lowerRight.x, upperRight.y - lowerRight.y)) /
    2
  return { left, right, heightPx }
}

/** A row turned around: the same line read from its other end. */
export function turned({ left, right, heightPx }: Row): Row {
  return { left: right, right: left, heightPx }
}

/** Unit vector along a row. */
export function directionOf(row: Row): Point {
  const length = lengthOf(row)
  return { x: (row.right.x - row.left.x) / length, y: (row.right.y - row.left.y) / length }
}

/** Where a point lies from a row's left end: along the row, and across it (positive below), in pixels. */
export function placeOn(row: Row, point: Point): { along: number; across: number } {
  const { x, y } = directionOf(row)
  const dx = point.x - row.left.x
  const dy = point.y - row.left.y
  return { along: dx * x + dy * y, across: dy * x - dx * y }
}

/** The part of a row's line between two places along it; beyond its ends too. */
export function between(row: Row, from: number, to: number): Row {
  const { x, y } = directionOf(row)
  const at = (along: number): Point => ({ x: row.left.x + along * x, y: row.left.y + along * y })
  return { left: at(from), right: at(to), heightPx: row.heightPx }
}

/** Lines whose directions differ by more are not of one block; degrees. */
const parallelWithin = 5

function isParallel(a: Row, b: Row): boolean {
  const from = directionOf(a)
  const to = directionOf(b)
  return from.x * to.x + from.y * to.y > Math.cos((parallelWithin * Math.PI) / 180)
}

const similarHeight = (a: Row, b: Row) => a.heightPx / b.heightPx < 1.7 && b.heightPx / a.heightPx < 1.7

/**
 * Joins what the detector found in pieces (it skips fillers that are printed thin): rows that go on in each other's line. The longest first.
 */
export function joined(pieces: readonly Row[]): Row[] {
  const rows: Row[] = []
  for (const piece of [...pieces].sort((a, b) => lengthOf(b) - lengthOf(a))) {
    const home = rows.findIndex((row) => {
      if (!similarHeight(row, piece) || !isParallel(row, piece)) return false
      const left = placeOn(row, piece.left)
      const right = placeOn(row, piece.right)
      const gap = Math.max(left.along - lengthOf(row), -right.along)
      return Math.abs((left.across + right.across) / 2) < 0.4 * row.heightPx && gap < 12 * row.heightPx
    })
    if (home < 0) rows.push(piece)
    else rows[home] = union(rows[home], piece)
  }
  return rows.sort((a, b) => lengthOf(b) - lengthOf(a))
}

/** One row over two pieces of a line: from the leftmost end to the rightmost. */
function union(row: Row, piece: Row): Row {
  const ends = [row.left, row.right, piece.left, piece.right]
  const along = ends.map((end) => placeOn(row, end).along)
  const left = ends[along.indexOf(Math.min(...along))]
  const right = ends[along.indexOf(Math.max(...along))]
  const weight = lengthOf(piece) / (lengthOf(row) + lengthOf(piece))
  return { left, right, heightPx: row.heightPx * (1 - weight) + piece.heightPx * weight }
}

/** Rows that stand over and under a row as the lines of a zone do, with the row itself, from the top. */
export function blockAround(row: Row, rows: readonly Row[]): Row[] {
  const length = lengthOf(row)
  const placed = rows
    .filter((other) => other !== row && similarHeight(row, other) && isParallel(row, other))
    .map((other) => {
      const left = placeOn(row, other.left)
      const right = placeOn(row, other.right)
      const shared = Math.min(length, right.along) - Math.max(0, left.along)
      return {
        row: other,
        across: (left.across + right.across) / 2,
        shared: shared / Math.min(length, lengthOf(other)),
      }
    })
    .filter(
      ({ across, shared }) =>
        shared > 0.5 && Math.abs(across) > 0.8 * row.heightPx && Math.abs(across) < 7 * row.heightPx,
    )
  return [{ row, across: 0 }, ...placed].sort((a, b) => a.across - b.across).map((entry) => entry.row)
}
