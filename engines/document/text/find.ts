/** Finds lines of print in any picture, at any angle. Reads nothing: that is `read.ts`. */
import { boxShrink, type RgbImage } from '../../image'
import type { Net } from '../../runtime'
import type { Quad } from '../types'
import { linesOf } from './binarise'
import { cornersOf } from './rectangle'

export interface FindOptions {
  /** Longer side of what the net sees, in pixels, rounded to 32. More finds smaller print and takes longer, by the square. */
  longSide?: number
}

/** What the net sees of a pixel: planes blue, green, red. */
const mean = [0.485, 0.456, 0.406]
const deviation = [0.229, 0.224, 0.225]
const step = 32
/** Enlarging by more shows the net nothing that it could tell. */
const mostEnlarged = 2

/**
 * Where lines of print lie, in pixels of the picture. Each quad runs clockwise from the corner where its line begins if it is read to the
 * right or, where it stands, downwards: its first side lies along the text. Whether the picture lies on its head is not told (`turn.ts`).
 * @param net `text_lines`
 */
export async function findLines(net: Net, image: RgbImage, { longSide = 960 }: FindOptions = {}): Promise<Quad[]> {
  const scale = Math.min(mostEnlarged, longSide / Math.max(image.width, image.height))
  const width = Math.max(step, Math.round((image.width * scale) / step) * step)
  const height = Math.max(step, Math.round((image.height * scale) / step) * step)
  const input = { data: planesOf(image, width, height), dims: [1, 3, height, width] }
  const outputs = await net.run({ [net.inputs[0]]: input })
  const { data } = outputs[net.outputs[0]]
  const [x, y] = [image.width / width, image.height / height]
  return linesOf({ width, height, data }).map((line) => {
    const [a, b, c, d] = cornersOf(line).map((corner) => ({ x: corner.x * x, y: corner.y * y }))
    return [a, b, c, d]
  })
}

/** The whole picture as planes of the size that the net is asked at: blocks of pixels averaged, the rest bilinear. */
function planesOf(image: RgbImage, width: number, height: number): Float32Array {
  const factor = Math.floor(Math.max(image.width / width, image.height / height))
  const source = factor < 2 ? image : boxShrink(image, factor, 0, 0, image.width, image.height)
  const across = taps(source.width, image.width / Math.max(1, factor), width)
  const down = taps(source.height, image.height / Math.max(1, factor), height)
  const plane = width * height
  const out = new Float32Array(3 * plane)
  for (let row = 0, to = 0; row < height; row++) {
    const upper = down.first[row] * source.width
    const lower = down.second[row] * source.width
    const fy = down.share[row]
    for (let column = 0; column < width; column++, to++) {
      const left = across.first[column]
      const right = across.second[column]
      const fx = across.share[column]
      for (let channel = 0; channel < 3; channel++) {
        const at = (position: number) => source.data[position * 3 + 2 - channel]
        const above = at(upper + left) * (1 - fx) + at(upper + right) * fx
        const below = at(lower + left) * (1 - fx) + at(lower + right) * fx
        const value = (above * (1 - fy) + below * fy) / 255
        out[channel * plane + to] = (value - mean[channel]) / deviation[channel]
      }
    }
  }
  return out
}

/** For every place of a row of `count`, the two pixels it lies between and the share of the second. @param extent of the row, in source pixels */
function taps(available: number, extent: number, count: number) {
  const first = new Int32Array(count)
  const second = new Int32Array(count)
  const share = new Float32Array(count)
  for (let index = 0; index < count; index++) {
    const at = Math.min(Math.max(((index + 0.5) * extent) / count - 0.5, 0), available - 1)
    first[index] = Math.floor(at)
    second[index] = Math.min(first[index] + 1, available - 1)
    share[index] = at - first[index]
  }
  return { first, second, share }
}
