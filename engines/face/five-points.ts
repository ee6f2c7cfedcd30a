/**
 * The 112 px chip that ArcFace and its kin were trained on: eyes, nose and corners of the mouth where InsightFace puts them, by the
 * similarity that carries the picture's points there with the least squared error.
 */
import type { Affine } from '../image'
import { fitSimilarity, type Point } from './geometry'
import { eyesOf } from './landmarks'

export const arcFaceSize = 112

/** Places of pixels' centres in the chip as InsightFace counts them, from 0; ours begin at a pixel's corner. */
const places: readonly [x: number, y: number][] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
]
export const arcFacePoints: readonly Point[] = places.map(([x, y]) => ({ x: x + 0.5, y: y + 0.5 }))

const noseTip = 30
const mouthCorners = [48, 54] as const

/** Of the 68 points: eye, eye, tip of the nose, corner and corner of the mouth, from the left as the picture shows an upright face. */
export function fivePoints(points: readonly Point[]): Point[] {
  const [left, right] = mouthCorners
  return [...eyesOf(points), points[noseTip], points[left], points[right]]
}

/** Where the chip of a face with these five points lies in the picture. */
export function arcFaceMap(points: readonly Point[]): Affine {
  return inverse(fitSimilarity(points, arcFacePoints))
}

function inverse({ a, b, c, d, tx, ty }: Affine): Affine {
  const det = a * d - b * c
  return {
    a: d / det,
    b: -b / det,
    c: -c / det,
    d: a / det,
    tx: (b * ty - d * tx) / det,
    ty: (c * tx - a * ty) / det,
  }
}
