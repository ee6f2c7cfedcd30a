/** Which way up a picture lies, by its print: lines lie or stand, and print on its head is read with less certainty. */
import type { RgbImage } from '../../image'
import type { DocumentNets } from '../nets'
import type { DocumentReading, Quad } from '../types'
import { heightOf, lengthOf, readLine } from './read'

export interface TurnEvidence {
  /** By how much the picture has to be turned clockwise for its print to be read. */
  degrees: DocumentReading['turnedDegrees']
  /** Share of the length of all lines that agrees whether they lie or stand, 0.5..1. */
  agreement: number
  /** Mean certainty of the lines that were read, turned like this and on their head, 0..1: the further apart, the surer. */
  upright: number
  onHead: number
}

/** So many lines are read both ways. */
const readBothWays = 4
/** Of length over height: shorter lines say little, longer ones take long. */
const telling = { least: 3, most: 14 }

/**
 * @param quads of `findLines` on the same picture
 * @returns null where no line could be read, so that nothing is told
 */
export async function uprightTurn(
  { text_line: net, characters }: Pick<DocumentNets, 'text_line' | 'characters'>,
  image: RgbImage,
  quads: readonly Quad[],
): Promise<TurnEvidence | null> {
  const lengths = { standing: 0, lying: 0 }
  for (const quad of quads) lengths[stands(quad) ? 'standing' : 'lying'] += lengthOf(quad)
  const standing = lengths.standing > lengths.lying
  const agreement = Math.max(lengths.standing, lengths.lying) / (lengths.standing + lengths.lying)

  const aspect = (quad: Quad) => Math.abs(Math.log(lengthOf(quad) / heightOf(quad) / telling.most))
  const candidates = quads
    .filter((quad) => stands(quad) === standing && lengthOf(quad) > telling.least * heightOf(quad))
    .sort((a, b) => heightOf(b) / (1 + aspect(b)) - heightOf(a) / (1 + aspect(a)))
    .slice(0, readBothWays)
  let [forwards, backwards] = [0, 0]
  for (const quad of candidates) {
    const [a, b, c, d] = quad
    forwards += certaintyOf(await readLine(net, characters, image, quad))
    backwards += certaintyOf(await readLine(net, characters, image, [c, d, a, b]))
  }
  if (forwards === backwards) return null
  const isForwards = forwards > backwards
  return {
    degrees: standing ? (isForwards ? 270 : 90) : isForwards ? 0 : 180,
    agreement,
    upright: Math.max(forwards, backwards) / candidates.length,
    onHead: Math.min(forwards, backwards) / candidates.length,
  }
}

function stands([a, b]: Quad): boolean {
  return Math.abs(b.y - a.y) > Math.abs(b.x - a.x)
}

const certaintyOf = ({ text, confidence }: { text: string; confidence: number }) => (text.length < 2 ? 0 : confidence)
