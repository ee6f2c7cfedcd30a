/** All that is printed on a page beside its machine-readable zone. */
import type { RgbImage } from '../../image'
import type { DocumentNets } from '../nets'
import type { Point, Quad, TextLine } from '../types'
import { readLines } from './read'

export { findLines, type FindOptions } from './find'
export { heightOf, lengthOf, readLine, readLines } from './read'
export { uprightTurn, type TurnEvidence } from './turn'

/**
 * Reads the lines that were found on a page, from the top.
 * @param zone where its machine-readable zone lies: what is printed in there is left to its own reader
 */
export async function readText(
  nets: Pick<DocumentNets, 'text_line' | 'characters'>,
  page: RgbImage,
  found: readonly Quad[],
  zone: Quad | null,
): Promise<TextLine[]> {
  const quads = zone ? found.filter((quad) => !isInside(centreOf(quad), zone)) : [...found]
  const fromTop = quads.sort((a, b) => centreOf(a).y - centreOf(b).y || centreOf(a).x - centreOf(b).x)
  return readLines(nets.text_line, nets.characters, page, fromTop)
}

function centreOf([a, b, c, d]: Quad): Point {
  return { x: (a.x + b.x + c.x + d.x) / 4, y: (a.y + b.y + c.y + d.y) / 4 }
}

/** Whether a point lies on the inner side of every side of a quad that runs clockwise. */
function isInside({ x, y }: Point, quad: Quad): boolean {
  return quad.every((from, index) => {
    const to = quad[(index + 1) % quad.length]
    return (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x) >= 0
  })
}
