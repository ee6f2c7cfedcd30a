/** Where a small picture has edges: how steep its colours change at every pixel, and in which direction. */
import { boxShrink, type RgbImage } from '../../image'
import { ontoQuad, warp } from '../../warp'

export interface Edges {
  width: number
  height: number
  /** Slope of the steepest of the three colours at every pixel, levels a pixel; 0 along the picture's rim. */
  gx: Float32Array
  gy: Float32Array
  steepness: Float32Array
  /** 1 where the steepness is the greatest across the edge: edges one pixel wide. */
  crest: Uint8Array
  /** No slope below this is an edge: the texture of what the document lies on, and the noise of a camera. Levels a pixel. */
  floor: number
}

/** Bounds of that floor, half as much again as the median slope: white on white has slopes of 3, bold print is not drowned by cloth. */
const floors = { least: 2, most: 8 }

/** Shrinks a picture, never enlarges it; blocks are averaged first, so that nothing aliases. */
export function shrink(image: RgbImage, longSide: number): RgbImage {
  const factor = Math.max(image.width, image.height) / longSide
  if (factor <= 1) return image
  const whole = Math.floor(factor)
  const blocks = whole > 1 ? boxShrink(image, whole, 0, 0, image.width, image.height) : image
  const width = Math.max(1, Math.round(image.width / factor))
  const height = Math.max(1, Math.round(image.height / factor))
  // Blocks at the right and lower rim may be cut: the picture ends within them.
  const right = image.width / whole
  const bottom = image.height / whole
  const corners = [
    { x: 0, y: 0 },
    { x: right, y: 0 },
    { x: right, y: bottom },
    { x: 0, y: bottom },
  ] as const
  return warp(blocks, ontoQuad(corners, width, height), width, height)
}

/** Sobel's slopes of the colour that changes most; the crest keeps what is steeper than both neighbours across the edge. */
export function edgesOf({ width, height, data }: RgbImage): Edges {
  const gx = new Float32Array(width * height)
  const gy = new Float32Array(width * height)
  const steepness = new Float32Array(width * height)
  const row = width * 3
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      for (let channel = 0; channel < 3; channel++) {
        const i = at * 3 + channel
        const falling = data[i + row + 3] - data[i - row - 3]
        const rising = data[i - row + 3] - data[i + row - 3]
        const dx = (falling + rising + 2 * (data[i + 3] - data[i - 3])) / 8
        const dy = (falling - rising + 2 * (data[i + row] - data[i - row])) / 8
        const slope = Math.hypot(dx, dy)
        if (slope <= steepness[at]) continue
        steepness[at] = slope
        gx[at] = dx
        gy[at] = dy
      }
    }
  }
  const crest = crestOf(width, height, gx, gy, steepness)
  return { width, height, gx, gy, steepness, crest, floor: floorOf(steepness) }
}

function floorOf(steepness: Float32Array): number {
  const counts = new Uint32Array(64)
  for (const slope of steepness) counts[Math.min(63, Math.floor(slope * 4))]++
  let bin = 0
  for (let below = counts[0]; below < steepness.length / 2; below += counts[bin]) bin++
  return Math.min(floors.most, Math.max(floors.least, (1.5 * (bin + 0.5)) / 4))
}

/** The tangent of 22.5 degrees: the neighbour across an edge is one of eight. */
const eighth = Math.SQRT2 - 1

function crestOf(width: number, height: number, gx: Float32Array, gy: Float32Array, steepness: Float32Array) {
  const crest = new Uint8Array(width * height)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const across = Math.abs(gx[at])
      const down = Math.abs(gy[at])
      const step =
        down <= across * eighth
          ? 1
          : across <= down * eighth
            ? width
            : gx[at] > 0 === gy[at] > 0
              ? width + 1
              : width - 1
      if (steepness[at] > steepness[at - step] && steepness[at] >= steepness[at + step]) crest[at] = 1
    }
  }
  return crest
}
