/** The 468-point mesh of a face: how sure it is that this is a face at all, and where the head is turned. */
import { applyAffine, cut, squareMap, type RgbImage } from '../image'
import { degrees } from '../math'
import type { Net } from '../runtime'
import type { Point, Square } from './geometry'

const inputSize = 192

export interface Mesh {
  /** 0..1 */
  score: number
  /** 468 points in the picture; `z` in the same unit, greater is farther, not calibrated. */
  points: (Point & { z: number })[]
  /** Positive: the nose points to the right side of the picture. */
  yawDegrees: number
  /** Positive: the chin is raised. */
  pitchDegrees: number
}

/** Points on the outline of the face, as the picture shows it. */
const leftCheek = 234
const rightCheek = 454
const forehead = 10
const chin = 152

/** By how much the line from forehead to chin leans back in people who look straight ahead (median of 2,700 portraits). */
const neutralPitchDegrees = 7

export async function meshIn(net: Net, image: RgbImage, { centre, side, angle }: Square): Promise<Mesh> {
  const map = squareMap(centre.x, centre.y, side, angle, inputSize)
  const data = new Float32Array(3 * inputSize * inputSize)
  cut(image, map, inputSize, data)
  const { points, score } = await net.run({ input: { data, dims: [1, 3, inputSize, inputSize] } })
  const raw = points.data
  return {
    score: score.data[0],
    points: Array.from({ length: 468 }, (_, i) => {
      const [x, y] = applyAffine(map, raw[3 * i], raw[3 * i + 1])
      return { x, y, z: (raw[3 * i + 2] * side) / inputSize }
    }),
    ...turnOf(raw),
  }
}

/**
 * The head's turn from the slopes of two lines in depth, in the levelled square: cheek to cheek and forehead to chin.
 * The depth of the net is not calibrated: small angles are right to a few degrees, large ones come out too small.
 */
function turnOf(raw: Float32Array): { yawDegrees: number; pitchDegrees: number } {
  const along = (from: number, to: number, axis: number) => raw[3 * to + axis] - raw[3 * from + axis]
  const yaw = Math.atan2(along(leftCheek, rightCheek, 2), along(leftCheek, rightCheek, 0))
  const pitch = Math.atan2(along(forehead, chin, 2), along(forehead, chin, 1))
  return { yawDegrees: degrees(yaw), pitchDegrees: neutralPitchDegrees - degrees(pitch) }
}
