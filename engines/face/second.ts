/** The second opinion (`secondDescriptor`): faceres's 1024 numbers, and how they join the 128 of dlib in one template. */
import { cut, squareMap, type RgbImage } from '../image'
import { normalise } from '../math'
import type { Net } from '../runtime'
import { scaled, type Square } from './geometry'

const inputSize = 224

/** Room around the face, as a multiple of the square that the detector saw. */
const room = 1.4

/**
 * How much a distance of the second descriptor counts beside one of the first. 0.4 was best beside plainly normalised
 * descriptors; the constant part of ours (embed.ts) shortens their distances by about a third, and the weight with them.
 */
const weight = 0.25

/** @returns L2-normalised, 1024 long */
export async function embedSecond(net: Net, image: RgbImage, seen: Square): Promise<Float32Array> {
  const { centre, side, angle } = scaled(seen, room)
  const data = new Float32Array(3 * inputSize * inputSize)
  cut(image, squareMap(centre.x, centre.y, side, angle, inputSize), inputSize, data)
  const { descriptor } = await net.run({ input: { data, dims: [1, 3, inputSize, inputSize] } })
  return normalise(descriptor.data.slice(0, 1024))
}

/**
 * Both parts in one vector of length 1. Its cosine is (c1 + w² c2) / (1 + w²), so 1 minus it is in proportion to the fused
 * squared distance d1² + (w d2)²: one cosine orders pairs exactly as the fused distance does, and search needs nothing new.
 */
export function joined(first: Float32Array, second: Float32Array): Float32Array {
  const template = new Float32Array(first.length + second.length)
  template.set(first)
  for (let i = 0; i < second.length; i++) template[first.length + i] = weight * second[i]
  return normalise(template)
}
