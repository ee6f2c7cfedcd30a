/** Where the characters of a zone stand in the picture. */
import type { Quad } from '../types'
import type { Read } from './decode'
import { between, placeOn } from './rows'
import { lengthOf, quadOf, type Row } from './strip'

export interface PlacedLine {
  row: Row
  read: Pick<Read, 'at'>
  /** Of the row's scores: equal shares of its length. */
  steps: number
}

/**
 * From the left edge of the first characters to the right edge of the last, and from half a line's distance above the first line to as
 * much below the last: every line has an equal share of its height, every character of its width.
 * @param lines at least two, from the top, of a whole zone
 */
export function placeOfZone(lines: readonly PlacedLine[]): Quad {
  const rows = lines.map(trimmed)
  const [first, last] = [rows[0], rows[rows.length - 1]]
  const heightPx = placeOn(first, last.left).across / (rows.length - 1)
  const [upperLeft, upperRight] = quadOf({ ...first, heightPx })
  const [, , lowerRight, lowerLeft] = quadOf({ ...last, heightPx })
  return [upperLeft, upperRight, lowerRight, lowerLeft]
}

/** The row from the edge of its first character to that of its last, by the straight line through the places of all. */
function trimmed({ row, read: { at }, steps }: PlacedLine): Row {
  const middle = (at.length - 1) / 2
  const mean = at.reduce((sum, step) => sum + step, 0) / at.length
  let shared = 0
  let spread = 0
  at.forEach((step, index) => {
    shared += (index - middle) * (step - mean)
    spread += (index - middle) ** 2
  })
  const pitch = shared / spread
  const perStep = lengthOf(row) / steps
  const edge = (character: number) => (mean + 0.5 + pitch * (character - 0.5 - middle)) * perStep
  return between(row, edge(0), edge(at.length))
}
