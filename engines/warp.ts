/** Perspective: maps between quadrilaterals, and pictures and grey strips cut out along them. Pure loops over typed arrays. */
import type { RgbImage } from './image'

interface Point {
  x: number
  y: number
}
type Quad = readonly [Point, Point, Point, Point]

/** Row-major 3 x 3: (u, v, 1) to (x*w, y*w, w). */
export type Homography = readonly [number, number, number, number, number, number, number, number, number]

/**
 * Maps the rectangle (0, 0)..(width, height) onto a quadrilateral, corner by corner, clockwise from the upper left.
 * Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), section 2.2.3.
 */
export function ontoQuad([p0, p1, p2, p3]: Quad, width: number, height: number): Homography {
  const dx1 = p1.x - p2.x
  const dx2 = p3.x - p2.x
  const dy1 = p1.y - p2.y
  const dy2 = p3.y - p2.y
  const sx = p0.x - p1.x + p2.x - p3.x
  const sy = p0.y - p1.y + p2.y - p3.y
  const det = dx1 * dy2 - dx2 * dy1
  const g = (sx * dy2 - dx2 * sy) / det
  const h = (dx1 * sy - sx * dy1) / det
  return [
    (p1.x - p0.x + g * p1.x) / width,
    (p3.x - p0.x + h * p3.x) / height,
    p0.x,
    (p1.y - p0.y + g * p1.y) / width,
    (p3.y - p0.y + h * p3.y) / height,
    p0.y,
    g / width,
    h / height,
    1,
  ]
}

export function applyHomography(m: Homography, u: number, v: number): Point {
  const w = m[6] * u + m[7] * v + m[8]
  return { x: (m[0] * u + m[1] * v + m[2]) / w, y: (m[3] * u + m[4] * v + m[5]) / w }
}

export function inverse(m: Homography): Homography {
  const [a, b, c, d, e, f, g, h, i] = m
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ]
}

/**
 * The picture seen through the map: `width` x `height` pixels, bilinear, the edge's pixels continued outside. A map that
 * steps over more than one pixel is sampled as often as that, so that nothing aliases.
 */
export function warp(image: RgbImage, map: Homography, width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3)
  const samples = samplesPerPixel(map, width, height)
  const step = 1 / samples
  const sum = [0, 0, 0]
  for (let v = 0, to = 0; v < height; v++) {
    for (let u = 0; u < width; u++, to += 3) {
      sum[0] = sum[1] = sum[2] = 0
      for (let i = 0; i < samples; i++) {
        for (let j = 0; j < samples; j++) {
          addSample(image, applyHomography(map, u + (j + 0.5) * step, v + (i + 0.5) * step), sum)
        }
      }
      const share = step * step
      for (let channel = 0; channel < 3; channel++) data[to + channel] = sum[channel] * share + 0.5
    }
  }
  return { width, height, data }
}

/** How many picture pixels a step of the cut covers, at its centre; at most 4 are sampled. */
function samplesPerPixel(map: Homography, width: number, height: number): number {
  const at = applyHomography(map, width / 2, height / 2)
  const right = applyHomography(map, width / 2 + 1, height / 2)
  const below = applyHomography(map, width / 2, height / 2 + 1)
  const stride = Math.max(Math.hypot(right.x - at.x, right.y - at.y), Math.hypot(below.x - at.x, below.y - at.y))
  return Math.min(4, Math.max(1, Math.round(stride)))
}

function addSample({ width, height, data }: RgbImage, { x, y }: Point, sum: number[]): void {
  const cx = Math.min(Math.max(x - 0.5, 0), width - 1)
  const cy = Math.min(Math.max(y - 0.5, 0), height - 1)
  const x0 = Math.floor(cx)
  const y0 = Math.floor(cy)
  const fx = cx - x0
  const fy = cy - y0
  const right = x0 + 1 < width ? 3 : 0
  const below = y0 + 1 < height ? width * 3 : 0
  const i = (y0 * width + x0) * 3
  for (let channel = 0; channel < 3; channel++) {
    const upper = data[i + channel] * (1 - fx) + data[i + right + channel] * fx
    const lower = data[i + below + channel] * (1 - fx) + data[i + below + right + channel] * fx
    sum[channel] += upper * (1 - fy) + lower * fy
  }
}
