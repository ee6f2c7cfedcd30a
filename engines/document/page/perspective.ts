/**
 * What rectangle a quadrilateral is a picture of: its sides' ratio, and how far from square its corners would be. A camera sees a flat
 * rectangle through a lens whose axis meets the middle of the picture; how long the lens is, is not known and tried.
 * Zhang and He, "Whiteboard scanning and image enhancement" (2007), section 3.
 */
import type { Quad } from '../types'

export interface Rectangle {
  /** Width over height. */
  aspect: number
  /** By how much its corners would be off 90 degrees. */
  skewDegrees: number
}

/** Focal lengths over the picture's long side: telephones 0.7 to 2, scanners as if from infinitely far. */
const lenses = [0.75, 1, 1.5, 3, 100]

/** The rectangles that it could be, one by lens. */
export function rectanglesOf(quad: Quad, width: number, height: number): Rectangle[] {
  const size = Math.max(width, height)
  const [p0, p1, p2, p3] = quad.map(({ x, y }) => ({ x: (x - width / 2) / size, y: (y - height / 2) / size }))
  // The unit square onto the corners, as in warp.ts: its columns are the directions of the sides.
  const dx1 = p1.x - p2.x
  const dx2 = p3.x - p2.x
  const dy1 = p1.y - p2.y
  const dy2 = p3.y - p2.y
  const sx = p0.x - p1.x + p2.x - p3.x
  const sy = p0.y - p1.y + p2.y - p3.y
  const det = dx1 * dy2 - dx2 * dy1
  const g = (sx * dy2 - dx2 * sy) / det
  const h = (dx1 * sy - sx * dy1) / det
  const across = { x: p1.x - p0.x + g * p1.x, y: p1.y - p0.y + g * p1.y }
  const down = { x: p3.x - p0.x + h * p3.x, y: p3.y - p0.y + h * p3.y }
  return lenses.map((lens) => {
    const a = { x: across.x / lens, y: across.y / lens, z: g }
    const b = { x: down.x / lens, y: down.y / lens, z: h }
    const lengthA = Math.hypot(a.x, a.y, a.z)
    const lengthB = Math.hypot(b.x, b.y, b.z)
    const cosine = (a.x * b.x + a.y * b.y + a.z * b.z) / (lengthA * lengthB)
    return {
      aspect: lengthA / lengthB,
      skewDegrees: Math.abs((Math.asin(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI),
    }
  })
}

/** Width over height of documents (ICAO 9303): TD1 85.6 x 54 mm, TD2 105 x 74, TD3 125 x 88; MRV-A and two pages lie between. */
export const documentAspects = [85.6 / 53.98, 105 / 74, 125 / 88] as const

const narrowest = Math.min(...documentAspects)
const widest = Math.max(...documentAspects)

/** How well a rectangle fits a document's shape, lying or standing, 0..1: 1 between the narrowest and the widest. */
export function documentFit({ aspect, skewDegrees }: Rectangle): number {
  const long = Math.max(aspect, 1 / aspect)
  const off = Math.max(0, Math.log(narrowest / long), Math.log(long / widest))
  return Math.exp(-((off / spread.aspect) ** 2) - (skewDegrees / spread.skewDegrees) ** 2)
}

/** Edges are found to about a pixel, lenses bend, and pictures are cropped off the lens's axis: so both are forgiven, little by little. */
const spread = { aspect: 0.07, skewDegrees: 6 }

/** The rectangle that is most like a document. */
export function likeliestRectangle(quad: Quad, width: number, height: number): Rectangle {
  let best: Rectangle | undefined
  let bestFit = -1
  for (const rectangle of rectanglesOf(quad, width, height)) {
    const fit = documentFit(rectangle)
    if (fit <= bestFit) continue
    best = rectangle
    bestFit = fit
  }
  return best!
}
