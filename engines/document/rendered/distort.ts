/**
 * What happens to a document on its way into a picture: placed and seen at an angle, lit unevenly, out of focus, noisy.
 * Every distortion is a number of its own. Pure loops over typed arrays; writing JPEG is render.ts.
 */
import { applyHomography, inverse, ontoQuad } from '../../warp'
import type { RgbImage } from '../../image'
import type { Point, Quad } from '../types'
import { random, type Random } from './random'

export interface Distortion {
  /** Pitch of the zone's characters in the picture; 14.5 is two pixels to a stroke of OCR-B. */
  pixelsPerCharacter: number
  /** Turned clockwise, by hand (degrees) and by the camera (quarters). */
  tilt: number
  turn: 0 | 90 | 180 | 270
  /** By how much the far side looks shorter than the near side, 0..1. */
  perspective: number
  /** Deviation of the blur where a stroke of OCR-B is two pixels wide; grows with the picture. */
  blur: number
  /** Deviation of the noise, of 255. */
  noise: number
  /** How much darker the darkest place is, 0..1. */
  shade: number
  /** How white a spot in the middle of the zone (or of a side without one) becomes, 0..1. */
  glare: number
  /** Of JPEG; null: PNG. */
  quality: number | null
  /** `table`: lies on something, with room around; `page`: fills the picture. */
  scene: 'table' | 'page'
}

export const undistorted: Distortion = {
  pixelsPerCharacter: 20,
  tilt: 0,
  turn: 0,
  perspective: 0,
  blur: 0,
  noise: 0,
  shade: 0,
  glare: 0,
  quality: 92,
  scene: 'table',
}

/** Width of OCR-B's stroke in its pitch. */
const strokeOfPitch = 35 / 254
export const strokePx = ({ pixelsPerCharacter }: Distortion) => pixelsPerCharacter * strokeOfPitch

export interface Placement {
  width: number
  height: number
  /** Corners of the document in the picture, clockwise from its own upper left. */
  quad: Quad
}

/** Where the corners of a document of that size in pixels come to lie, and how large the picture is. */
export function place(seed: number, documentWidth: number, documentHeight: number, distortion: Distortion): Placement {
  const chance = random(seed, 'place')
  const [w, h] = [documentWidth / 2, documentHeight / 2]
  const corners = [
    { x: -w, y: -h },
    { x: w, y: -h },
    { x: w, y: h },
    { x: -w, y: h },
  ]
  // The side that is farther away, as the document is read.
  const far = chance.whole(0, 3)
  for (const index of [far, (far + 1) % 4]) {
    const corner = corners[index]!
    const along = far % 2 === 0 ? 'x' : 'y'
    corner[along] *= 1 - distortion.perspective
  }
  const angle = ((distortion.tilt * chance.pick([1, -1]) + distortion.turn) * Math.PI) / 180
  const turned = corners.map(({ x, y }) => ({
    x: x * Math.cos(angle) - y * Math.sin(angle),
    y: x * Math.sin(angle) + y * Math.cos(angle),
  }))
  const margins = Array.from({ length: 4 }, () =>
    distortion.scene === 'table' ? chance.between(0.05, 0.2) * documentHeight : 0,
  )
  const left = Math.min(...turned.map(({ x }) => x)) - margins[0]!
  const top = Math.min(...turned.map(({ y }) => y)) - margins[1]!
  const right = Math.max(...turned.map(({ x }) => x)) + margins[2]!
  const bottom = Math.max(...turned.map(({ y }) => y)) + margins[3]!
  const quad = turned.map(({ x, y }) => ({ x: x - left, y: y - top })) as [Point, Point, Point, Point]
  return { width: Math.round(right - left), height: Math.round(bottom - top), quad }
}

export interface RgbaImage {
  width: number
  height: number
  data: Uint8Array
}

/** Lays the document over the picture of what it lies on (changed in place). */
export function compose(ground: RgbImage, document: RgbaImage, { quad }: Placement): void {
  const toDocument = inverse(ontoQuad(quad, document.width, document.height))
  const [left, right] = [Math.min(...quad.map(({ x }) => x)), Math.max(...quad.map(({ x }) => x))]
  const [top, bottom] = [Math.min(...quad.map(({ y }) => y)), Math.max(...quad.map(({ y }) => y))]
  const clip = (value: number, limit: number) => Math.min(Math.max(Math.floor(value), 0), limit)
  const { width, height, data } = document
  for (let y = clip(top - 1, ground.height); y < clip(bottom + 2, ground.height); y++) {
    for (let x = clip(left - 1, ground.width); x < clip(right + 2, ground.width); x++) {
      const at = applyHomography(toDocument, x + 0.5, y + 0.5)
      const u = at.x - 0.5
      const v = at.y - 0.5
      if (u <= -1 || v <= -1 || u >= width || v >= height) continue
      const u0 = Math.floor(u)
      const v0 = Math.floor(v)
      const to = (y * ground.width + x) * 3
      let [red, green, blue, cover] = [0, 0, 0, 0]
      for (let corner = 0; corner < 4; corner++) {
        const cu = u0 + (corner & 1)
        const cv = v0 + (corner >> 1)
        if (cu < 0 || cv < 0 || cu >= width || cv >= height) continue
        const share = (corner & 1 ? u - u0 : 1 - u + u0) * (corner >> 1 ? v - v0 : 1 - v + v0)
        const from = (cv * width + cu) * 4
        const opaque = (share * data[from + 3]!) / 255
        red += data[from]! * opaque
        green += data[from + 1]! * opaque
        blue += data[from + 2]! * opaque
        cover += opaque
      }
      ground.data[to] = red + ground.data[to]! * (1 - cover) + 0.5
      ground.data[to + 1] = green + ground.data[to + 1]! * (1 - cover) + 0.5
      ground.data[to + 2] = blue + ground.data[to + 2]! * (1 - cover) + 0.5
    }
  }
}

/** Light that falls off across the picture, with the soft edge of somebody's shadow; and a lamp that mirrors in the spot. */
export function light(image: RgbImage, seed: number, { shade, glare }: Distortion, spot: Point, radius: number): void {
  if (shade === 0 && glare === 0) return
  const chance = random(seed, 'light')
  const { width, height, data } = image
  const angle = chance.between(0, 2 * Math.PI)
  const [dx, dy] = [Math.cos(angle) / width, Math.sin(angle) / height]
  const edgeAngle = chance.between(0, 2 * Math.PI)
  const [ex, ey] = [Math.cos(edgeAngle), Math.sin(edgeAngle)]
  const edgeAt = chance.between(-0.3, 0.3) * width
  const softness = chance.between(0.01, 0.08) * width
  const [stretch, lean] = [chance.between(1, 2.2), chance.between(0, Math.PI)]
  const [cos, sin] = [Math.cos(lean), Math.sin(lean)]
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const [cx, cy] = [x - width / 2, y - height / 2]
      const fall = 0.5 + cx * dx + cy * dy
      const edge = 1 / (1 + Math.exp((cx * ex + cy * ey - edgeAt) / softness))
      const lit = 1 - shade * (0.5 * fall + 0.5 * edge)
      const [sx, sy] = [x - spot.x, y - spot.y]
      const [along, across] = [(sx * cos + sy * sin) / stretch, sy * cos - sx * sin]
      const shine = glare * Math.exp(-(along * along + across * across) / (2 * radius * radius))
      for (let channel = 0; channel < 3; channel++) {
        const value = data[to + channel]! * lit
        data[to + channel] = value + (255 - value) * shine + 0.5
      }
    }
  }
}

export function addNoise(image: RgbImage, seed: number, deviation: number): void {
  if (deviation === 0) return
  const chance = random(seed, 'noise')
  const table = Float32Array.from({ length: 1 << 14 }, () => chance.normal() * deviation)
  const { data } = image
  for (let i = 0; i < data.length; i++) {
    const value = data[i]! + table[Math.floor(chance.next() * table.length)]!
    data[i] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5
  }
}

/** One drawn from those under which 97 % of zones have to be read whole. */
export function withinBar(chance: Random): Distortion {
  return {
    ...undistorted,
    pixelsPerCharacter: 14.5,
    tilt: chance.between(0, 10),
    perspective: chance.between(0, 0.1),
    blur: chance.between(0, 1),
    quality: 80,
    scene: chance.pick(['table', 'page'] as const),
  }
}
