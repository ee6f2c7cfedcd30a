/** All that is printed on a page beside its machine-readable zone. */
import type { RgbImage } from '../../image'
import type { DocumentNets } from '../nets'
import { centreOf, holds } from '../page/quads'
import type { Quad, TextLine } from '../types'
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
  const quads = zone ? found.filter((quad) => !holds(zone, centreOf(quad))) : [...found]
  const fromTop = quads.sort((a, b) => centreOf(a).y - centreOf(b).y || centreOf(a).x - centreOf(b).x)
  return readLines(nets.text_line, nets.characters, page, fromTop)
}
