/** What can be measured on the aligned chip and the points: light, blur, size, what is cut off. No opinion on it: decide.ts has that. */
import { degrees } from '../math'
import type { FaceQuality } from '../types'
import { chipSize } from './chip'
import { angleOf, distance } from './geometry'
import { eyesOf } from './landmarks'
import type { LocatedFace } from './locate'

/** The part of the chip that every face fills, in chip pixels. */
const inner = { left: 30, right: 120, top: 35, bottom: 125 }

/**
 * @param chip planes of 150 x 150 pixels
 * @param outsideShare of the chip, as `cut` told it
 * @param pixelRatio pixels of the original per pixel of the decoded picture, which may have been shrunk
 */
export function measure(
  { detection, points, mesh }: LocatedFace,
  chip: Float32Array,
  outsideShare: number,
  pixelRatio: number,
): FaceQuality {
  const [left, right] = eyesOf(points)
  const luminance = luminanceOf(chip, chipSize)
  const { mean, deviation } = spreadOf(luminance, chipSize, inner)
  return {
    detectionScore: detection.score,
    meshScore: mesh.score,
    yawDegrees: mesh.yawDegrees,
    pitchDegrees: mesh.pitchDegrees,
    rollDegrees: degrees(angleOf(left, right)),
    eyeDistancePx: distance(left, right) * pixelRatio,
    sharpness: sharpnessOf(luminance, chipSize, inner),
    brightness: mean,
    contrast: deviation,
    outsideShare,
  }
}

/** Of a cut, in its pixels. */
export interface Part {
  left: number
  right: number
  top: number
  bottom: number
}

/** Rec. 601 luma of a cut of `size` x `size` pixels, 0..255. */
export function luminanceOf(planes: Float32Array, size: number): Float32Array {
  const plane = size * size
  const luminance = new Float32Array(plane)
  for (let i = 0; i < plane; i++) {
    luminance[i] = 0.299 * planes[i] + 0.587 * planes[plane + i] + 0.114 * planes[2 * plane + i]
  }
  return luminance
}

export function spreadOf(luminance: Float32Array, size: number, part: Part): { mean: number; deviation: number } {
  let sum = 0
  let squares = 0
  let count = 0
  for (let y = part.top; y < part.bottom; y++) {
    for (let x = part.left; x < part.right; x++) {
      const value = luminance[y * size + x]
      sum += value
      squares += value * value
      count++
    }
  }
  const mean = sum / count
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) }
}

/**
 * Squared differences across 2 px against those across 8 px. Where everything is smeared the picture is locally a ramp and
 * the ratio of the roots is 1/4, whatever the contrast; crisp faces reach twice that. 0.9 is usual, a Gaussian blur of 1,
 * 2 and 3 pixels of the chip brings it to 0.6, 0.3 and 0.2. Noise counts as crispness.
 */
export function sharpnessOf(luminance: Float32Array, size: number, part: Part): number {
  let near = 0
  let far = 0
  for (let y = part.top; y < part.bottom; y++) {
    for (let x = part.left; x < part.right; x++) {
      const i = y * size + x
      near += (luminance[i + 1] - luminance[i - 1]) ** 2 + (luminance[i + size] - luminance[i - size]) ** 2
      far += (luminance[i + 4] - luminance[i - 4]) ** 2 + (luminance[i + 4 * size] - luminance[i - 4 * size]) ** 2
    }
  }
  if (far === 0) return 0
  return Math.min(1, Math.max(0, (Math.sqrt(near / far) - 0.25) * 4))
}
