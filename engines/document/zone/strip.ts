/** Cuts lines out of a picture as the line reader takes them, and asks it. */
import type { RgbImage } from '../../image'
import type { Net } from '../../runtime'
import { ontoQuad, warp } from '../../warp'
import type { Point, Quad } from '../types'
import { probabilities, type Scores } from './decode'

/** Size of what the net was trained on, in pixels; one step of its output stands for `stepPx` of them. */
export const stripHeight = 24
export const longestStrip = 768
export const stepPx = 4

/** A line of print in the picture: the middle of its left and right end as it is read, and how high the strip around it is. */
export interface Row {
  left: Point
  right: Point
  heightPx: number
}

export function lengthOf({ left, right }: Row): number {
  return Math.hypot(right.x - left.x, right.y - left.y)
}

/** Corners of the strip around a row, clockwise from the upper left as it is read. */
export function quadOf({ left, right, heightPx }: Row): Quad {
  const length = Math.hypot(right.x - left.x, right.y - left.y)
  const nx = (-(right.y - left.y) / length) * (heightPx / 2)
  const ny = ((right.x - left.x) / length) * (heightPx / 2)
  return [
    { x: left.x - nx, y: left.y - ny },
    { x: right.x - nx, y: right.y - ny },
    { x: right.x + nx, y: right.y + ny },
    { x: left.x + nx, y: left.y + ny },
  ]
}

/** The same row in another height, moved across the line by a share of its height. */
export function varied(row: Row, { height, shift }: { height: number; shift: number }): Row {
  const length = lengthOf(row)
  const dx = (-(row.right.y - row.left.y) / length) * row.heightPx * shift
  const dy = ((row.right.x - row.left.x) / length) * row.heightPx * shift
  return {
    left: { x: row.left.x + dx, y: row.left.y + dy },
    right: { x: row.right.x + dx, y: row.right.y + dy },
    heightPx: row.heightPx * height,
  }
}

/** Pixels of the strip's width that a row takes: its own proportions, but never more than the net was trained on. */
export function widthOf(row: Row): number {
  const natural = (lengthOf(row) / row.heightPx) * stripHeight
  return Math.min(longestStrip, Math.max(4 * stepPx, Math.round(natural / stepPx) * stepPx))
}

/**
 * Reads rows in strips of one width.
 * @returns probabilities for each row; steps of equal number lie at equal shares of the rows
 */
export async function readRows(
  net: Net,
  image: RgbImage,
  rows: readonly Row[],
  width = widthOf(rows[0]),
): Promise<Scores[]> {
  const plane = stripHeight * width
  const data = new Float32Array(rows.length * plane)
  rows.forEach((row, index) => data.set(greyStrip(image, row, width), index * plane))
  const { scores } = await net.run({ strips: { data, dims: [rows.length, 1, stripHeight, width] } })
  const [, steps, classes] = scores.dims
  return rows.map((_, index) =>
    probabilities(scores.data.subarray(index * steps * classes, (index + 1) * steps * classes), steps),
  )
}

/** Luminance with mean 0 and spread 1, as in training. */
function greyStrip(image: RgbImage, row: Row, width: number): Float32Array {
  const { data } = warp(image, ontoQuad(quadOf(row), width, stripHeight), width, stripHeight)
  const grey = new Float32Array(width * stripHeight)
  let sum = 0
  for (let i = 0; i < grey.length; i++) {
    grey[i] = (0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2]) / 255
    sum += grey[i]
  }
  const mean = sum / grey.length
  let squares = 0
  for (const value of grey) squares += (value - mean) ** 2
  const spread = Math.sqrt(squares / grey.length) + 0.02
  for (let i = 0; i < grey.length; i++) grey[i] = (grey[i] - mean) / spread
  return grey
}
