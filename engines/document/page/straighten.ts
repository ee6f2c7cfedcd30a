/** Straightens a document: perspective, quarter turns, and the small angle that its lines of print show. */
import type { RgbImage } from '../../image'
import { ontoQuad, warp, type Homography } from '../../warp'
import type { DocumentReading, Point, Quad } from '../types'
import { documentAspects, likeliestRectangle } from './perspective'

type Turn = DocumentReading['turnedDegrees']

/** Pages are not made larger than this: a zone of 44 characters then has 30 pixels a character. */
export const longestSide = 1600

/** An aspect this near (a logarithm) to that of a printed format is that format. */
const sameAspect = 0.04

/** A page, and where it lies in the picture that it was taken from. */
export interface Page {
  image: RgbImage
  /** From the page to the picture. */
  map: Homography
}

/**
 * The document upright.
 * @param outline corners clockwise, the picture's upper left one first; null: the whole picture
 * @param turn by how much the picture has to be turned clockwise for the document to be read
 * @param angle radians by which the lines of print fall clockwise after that turn; only without an outline
 */
export function straighten(image: RgbImage, outline: Quad | null, turn: Turn, angle = 0): Page {
  const { quad, width, height } = outline ? pageOf(image, outline, turn) : wholePage(image, turn, angle)
  const map = ontoQuad(quad, width, height)
  return { image: warp(image, map, width, height), map }
}

/** Corners of the page in the picture, the one that is the upper left one as the document is read first, and the page's size. */
function pageOf(image: RgbImage, outline: Quad, turn: Turn): { quad: Quad; width: number; height: number } {
  const quad = turned(outline, turn)
  const across = Math.max(distance(quad[0], quad[1]), distance(quad[3], quad[2]))
  const down = Math.max(distance(quad[1], quad[2]), distance(quad[0], quad[3]))
  const aspect = printedAspect(likeliestRectangle(quad, image.width, image.height).aspect)
  // The side that the slant shortens gets the pixels that the other one has.
  return { quad, ...sized(Math.max(across, down * aspect), Math.max(down, across / aspect), Math.max(across, down)) }
}

function wholePage({ width, height }: RgbImage, turn: Turn, angle: number) {
  const picture: Quad = [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ]
  const upright = turned(picture, turn)
  const [w, h] = turn % 180 === 0 ? [width, height] : [height, width]
  if (Math.abs(angle) < leastAngle) return { quad: upright, ...sized(w, h, Math.max(w, h)) }
  // The page grows so that the turned picture lies within it as a whole.
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const pageWidth = w * cos + h * Math.abs(sin)
  const pageHeight = h * cos + w * Math.abs(sin)
  const onto = ontoQuad(upright, w, h)
  const corner = (u: number, v: number): Point => {
    const x = w / 2 + (u * cos - v * sin)
    const y = h / 2 + (u * sin + v * cos)
    return { x: onto[0] * x + onto[1] * y + onto[2], y: onto[3] * x + onto[4] * y + onto[5] }
  }
  const quad: Quad = [
    corner(-pageWidth / 2, -pageHeight / 2),
    corner(pageWidth / 2, -pageHeight / 2),
    corner(pageWidth / 2, pageHeight / 2),
    corner(-pageWidth / 2, pageHeight / 2),
  ]
  return { quad, ...sized(pageWidth, pageHeight, Math.max(pageWidth, pageHeight)) }
}

/** 0.3 degrees: over a zone 1500 pixels long that is 8 pixels, a third of a line of print. */
const leastAngle = (0.3 * Math.PI) / 180

/** Whole pixels in that proportion, the long side at most `most` and at most what pages may have. */
function sized(width: number, height: number, most: number): { width: number; height: number } {
  const scale = Math.min(1, Math.min(most, longestSide) / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

function printedAspect(aspect: number): number {
  const long = Math.max(aspect, 1 / aspect)
  const off = (known: number) => Math.abs(Math.log(known / long))
  const nearest = documentAspects.reduce((best, next) => (off(next) < off(best) ? next : best))
  if (off(nearest) > sameAspect) return aspect
  return aspect >= 1 ? nearest : 1 / nearest
}

/** The same corners, counted from the one that a turn of the picture brings to the upper left. */
export function turned(quad: Quad, turn: Turn): Quad {
  const first = (4 - turn / 90) % 4
  return [quad[first], quad[(first + 1) % 4], quad[(first + 2) % 4], quad[(first + 3) % 4]]
}

const distance = (from: Point, to: Point) => Math.hypot(to.x - from.x, to.y - from.y)

/**
 * The angle in which lines of print lie, clockwise from level, in radians: the median, weighted by their length. Lines that are
 * upright, or as short as they are high, say nothing. 0 without lines.
 */
export function angleOf(lines: readonly Quad[]): number {
  const angles = lines
    .map(([a, b, c, d]) => ({
      angle: Math.atan2(b.y - a.y + (c.y - d.y), b.x - a.x + (c.x - d.x)),
      weight: distance(a, b) + distance(d, c),
      height: distance(a, d) + distance(b, c),
    }))
    .filter(({ angle, weight, height }) => Math.abs(angle) < Math.PI / 6 && weight > 2 * height)
    .sort((left, right) => left.angle - right.angle)
  const half = angles.reduce((sum, { weight }) => sum + weight, 0) / 2
  let sum = 0
  for (const { angle, weight } of angles) {
    sum += weight
    if (sum >= half) return angle
  }
  return 0
}
