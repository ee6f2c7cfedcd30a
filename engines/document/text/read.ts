/** Reads lines of print that were found: each is cut out level, 48 pixels high, and read by the recogniser. */
import type { RgbImage } from '../../image'
import type { Net } from '../../runtime'
import { ontoQuad, warp } from '../../warp'
import type { Point, Quad, TextLine } from '../types'
import { decodeSteps } from './characters'

const lineHeight = 48
/** Widths come in steps, so that the runtime meets few shapes; what is left over is grey. */
const widthStep = 32
const narrowest = 32
/** Longer lines are pressed together: no line of a document is 40 times as long as it is high. */
const widest = 1920
/** Pixels of the picture: lower letters cannot be read, and are mostly pattern. */
const leastHeight = 7
/** No document shows more lines beside its zone; a page of a book does, and would take a minute. */
const mostLines = 80
/** Less is a guess. */
const leastConfidence = 0.5

/**
 * What the lines say, in their order; a line that says nothing that can be read is left out. One line at a time: several at once take as
 * long as one after the other, and would all have to be as wide as the widest.
 * @param net `text_line`
 * @param characters of its classes
 */
export async function readLines(
  net: Net,
  characters: readonly string[],
  image: RgbImage,
  quads: readonly Quad[],
): Promise<TextLine[]> {
  const lines: TextLine[] = []
  for (const quad of tallest(quads.filter((quad) => heightOf(quad) >= leastHeight))) {
    const { text, confidence } = await readLine(net, characters, image, quad)
    if (text !== '' && confidence >= leastConfidence) lines.push({ text, confidence, quad })
  }
  return lines
}

/** In their order. */
function tallest(quads: readonly Quad[]): readonly Quad[] {
  if (quads.length <= mostLines) return quads
  const least = quads.map(heightOf).sort((a, b) => b - a)[mostLines - 1]
  return quads.filter((quad) => heightOf(quad) >= least).slice(0, mostLines)
}

/** What one line says, however sure. */
export async function readLine(net: Net, characters: readonly string[], image: RgbImage, quad: Quad) {
  const natural = Math.ceil((lineHeight * lengthOf(quad)) / heightOf(quad))
  const cut = Math.min(widest, Math.max(8, natural))
  const width = Math.max(narrowest, Math.ceil(cut / widthStep) * widthStep)
  const line = warp(image, ontoQuad(quad, cut, lineHeight), cut, lineHeight)
  const data = new Float32Array(3 * lineHeight * width)
  for (let row = 0, from = 0; row < lineHeight; row++) {
    for (let column = 0; column < cut; column++, from += 3) {
      for (let channel = 0; channel < 3; channel++) {
        data[(channel * lineHeight + row) * width + column] = line.data[from + 2 - channel] / 127.5 - 1
      }
    }
  }
  const outputs = await net.run({ [net.inputs[0]]: { data, dims: [1, 3, lineHeight, width] } })
  const { data: probabilities, dims } = outputs[net.outputs[0]]
  return decodeSteps(probabilities, dims[1], characters)
}

const between = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y)

/** Of the line, along its text. */
export function lengthOf([a, b, c, d]: Quad): number {
  return (between(a, b) + between(d, c)) / 2
}

export function heightOf([a, b, c, d]: Quad): number {
  return (between(a, d) + between(b, c)) / 2
}
