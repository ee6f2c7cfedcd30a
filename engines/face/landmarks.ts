/**
 * The 68 points of a face (jaw, brows, nose, eyes, mouth; numbered as in iBUG 300-W). Each pass reads a square that the
 * caller has levelled by what it knew so far: the detector's keypoints first, the points of the first pass then.
 */
import { applyAffine, cut, squareMap, type RgbImage } from '../image'
import type { Net } from '../runtime'
import { angleOf, boundsOf, centreOf, levelled, mean, type Point, type Square } from './geometry'

const inputSize = 112

/** One pass of the net over the square. */
export async function landmarksIn(net: Net, image: RgbImage, { centre, side, angle }: Square): Promise<Point[]> {
  const map = squareMap(centre.x, centre.y, side, angle, inputSize)
  const data = new Float32Array(3 * inputSize * inputSize)
  cut(image, map, inputSize, data)
  const { points } = await net.run({ input: { data, dims: [1, 3, inputSize, inputSize] } })
  return Array.from({ length: 68 }, (_, i) => {
    const [x, y] = applyAffine(map, points.data[2 * i] * inputSize, points.data[2 * i + 1] * inputSize)
    return { x, y }
  })
}

/** Centres of the eyes, as the picture shows an upright face: left, right. */
export function eyesOf(points: readonly Point[]): [left: Point, right: Point] {
  return [mean(points.slice(36, 42)), mean(points.slice(42, 48))]
}

/** The levelled square around 68 points: turned by the line between the eyes, as wide as the points' longer side. */
export function squareAround(points: readonly Point[]): Square {
  const angle = angleOf(...eyesOf(points))
  const bounds = boundsOf(levelled(points, angle))
  const [centre] = levelled([centreOf(bounds)], -angle)
  return { centre, side: Math.max(bounds.width, bounds.height), angle }
}
