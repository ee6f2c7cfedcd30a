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
  const luminance = luminanceOf(chip)
  const { mean, deviation } = spreadOf(luminance)
  return {
    detectionScore: detection.score,
    meshScore: mesh.score,
    yawDegrees: mesh.yawDegrees,
    pitchDegrees: mesh.pitchDegrees,
    rollDegrees: degrees(angleOf(left, right)),
    eyeDistancePx: distance(left, right) * pixelRatio,
    sharpness: sharpnessOf(luminance),
    brightness: mean,
    contrast: deviation,
    outsideShare,
  }
}

/** Rec. 601 luma of the chip, 0..255. */
function luminanceOf(chip: Float32Array): Float32Array {
  const plane = chipSize * chipSize
  const luminance = new Float32Array(plane)
  for (let i = 0; i < plane; i++) {
    luminance[i] = 0.299 * chip[i] + 0.587 * chip[plane + i] + 0.114 * chip[2 * plane + i]
  }
  return luminance
}

function spreadOf(luminance: Float32Array): { mean: number; deviation: number } {
  let sum = 0
  let squares = 0
  let count = 0
  for (let y = inner.top; y < inner.bottom; y++) {
    for (let x = inner.left; x < inner.right; x++) {
      const value = luminance[y * chipSize + x]
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
 * 2 and 3 chip pixels brings it to 0.6, 0.3 and 0.2. Noise counts as crispness.
 */
function sharpnessOf(luminance: Float32Array): number {
  let near = 0
  let far = 0
  for (let y = inner.top; y < inner.bottom; y++) {
    for (let x = inner.left; x < inner.right; x++) {
      const i = y * chipSize + x
      near += (luminance[i + 1] - luminance[i - 1]) ** 2 + (luminance[i + chipSize] - luminance[i - chipSize]) ** 2
      far +=
        (luminance[i + 4] - luminance[i - 4]) ** 2 + (luminance[i + 4 * chipSize] - luminance[i - 4 * chipSize]) ** 2
    }
  }
  if (far === 0) return 0
  return Math.min(1, Math.max(0, (Math.sqrt(near / far) - 0.25) * 4))
}
