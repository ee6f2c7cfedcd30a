/** Moves a quadrilateral found on a small picture onto the edges of the full one, to a fraction of a pixel. */
import type { RgbImage } from '../../image'
import type { Point, Quad } from '../types'

/** Places along a side where its edge is looked for. */
const places = 48
/** Rounded corners are left out. */
const cornerShare = 0.1

interface Straight {
  nx: number
  ny: number
  rho: number
}

/**
 * @param within how far off, in pixels, an edge may lie
 * @param fixed sides (by their number) that stay as they are: the picture's rim
 */
export function refine(image: RgbImage, quad: Quad, within: number, fixed: readonly boolean[]): Quad {
  const sides = quad.map((from, i) => {
    const to = quad[(i + 1) % 4]
    const straight = through(from, to)
    return fixed[i] ? straight : refineSide(image, from, to, straight, within)
  })
  const corners = quad.map((corner, i) => crossing(sides[(i + 3) % 4], sides[i]) ?? corner)
  // A corner that ran away was not refined but lost.
  const kept = corners.map((corner, i) =>
    Math.hypot(corner.x - quad[i].x, corner.y - quad[i].y) <= 3 * within + 1 ? corner : quad[i],
  )
  return [kept[0], kept[1], kept[2], kept[3]]
}

function through(from: Point, to: Point): Straight {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const nx = -(to.y - from.y) / length
  const ny = (to.x - from.x) / length
  return { nx, ny, rho: from.x * nx + from.y * ny }
}

function crossing(one: Straight, other: Straight): Point | null {
  const det = one.nx * other.ny - one.ny * other.nx
  if (Math.abs(det) < 0.2) return null
  return {
    x: (one.rho * other.ny - other.rho * one.ny) / det,
    y: (other.rho * one.nx - one.rho * other.nx) / det,
  }
}

function refineSide(image: RgbImage, from: Point, to: Point, straight: Straight, within: number): Straight {
  const found: { t: number; offset: number; weight: number }[] = []
  const reach = Math.max(2, Math.ceil(within))
  const values = new Float32Array(2 * reach + 3)
  const slopes: number[] = []
  for (let place = 0; place < places; place++) {
    const t = cornerShare + ((1 - 2 * cornerShare) * (place + 0.5)) / places
    const x = from.x + t * (to.x - from.x)
    const y = from.y + t * (to.y - from.y)
    const slope = steepest(image, x, y, straight, reach, values)
    if (!slope) continue
    found.push({ t: t - 0.5, offset: slope.offset, weight: slope.steepness })
    slopes.push(slope.steepness)
  }
  if (found.length < places / 4) return straight
  // Bold print beside the edge must not outweigh the edge.
  slopes.sort((left, right) => left - right)
  const middle = slopes[slopes.length >> 1]
  for (const place of found) place.weight = Math.min(place.weight, middle)
  const line = robustLine(found, within)
  const shift = (t: number) => line.at + line.slope * t
  const move = (t: number): Point => ({
    x: from.x + t * (to.x - from.x) + shift(t - 0.5) * straight.nx,
    y: from.y + t * (to.y - from.y) + shift(t - 0.5) * straight.ny,
  })
  return through(move(0), move(1))
}

/** Where across the line the colours change most, to a fraction of a pixel; null where nothing changes. */
function steepest(image: RgbImage, x: number, y: number, { nx, ny }: Straight, reach: number, values: Float32Array) {
  const best = { offset: 0, steepness: 0 }
  const slopes = new Float32Array(2 * reach + 1)
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < values.length; i++) {
      const off = i - reach - 1
      values[i] = sample(image, x + off * nx, y + off * ny, channel)
    }
    for (let i = 0; i < slopes.length; i++) slopes[i] = Math.max(slopes[i], Math.abs(values[i + 2] - values[i]) / 2)
  }
  for (let i = 0; i < slopes.length; i++) {
    // Of two edges the nearer one, unless the other is much steeper.
    const near = slopes[i] * (1 - (0.3 * Math.abs(i - reach)) / (reach + 1))
    if (near <= best.steepness) continue
    best.steepness = near
    const left = i > 0 ? slopes[i - 1] : 0
    const right = i + 1 < slopes.length ? slopes[i + 1] : 0
    const bend = left - 2 * slopes[i] + right
    best.offset = i - reach + (bend < 0 ? Math.max(-0.5, Math.min(0.5, (left - right) / (2 * bend))) : 0)
  }
  return best.steepness >= 2 ? best : null
}

function sample({ width, height, data }: RgbImage, x: number, y: number, channel: number): number {
  const cx = Math.min(Math.max(x - 0.5, 0), width - 1.001)
  const cy = Math.min(Math.max(y - 0.5, 0), height - 1.001)
  const x0 = Math.floor(cx)
  const y0 = Math.floor(cy)
  const fx = cx - x0
  const fy = cy - y0
  const i = (y0 * width + x0) * 3 + channel
  const below = i + width * 3
  return (data[i] * (1 - fx) + data[i + 3] * fx) * (1 - fy) + (data[below] * (1 - fx) + data[below + 3] * fx) * fy
}

/** A straight line through places of which some are wrong: weights fall with the distance from it (Tukey), which narrows. */
function robustLine(found: { t: number; offset: number; weight: number }[], within: number) {
  let line = { at: 0, slope: 0 }
  for (let round = 0; round < 8; round++) {
    const width = Math.max(1, within / (1 + round / 2))
    let n = 0
    let st = 0
    let so = 0
    let stt = 0
    let sto = 0
    for (const { t, offset, weight } of found) {
      const off = round === 0 ? 0 : (offset - line.at - line.slope * t) / width
      if (Math.abs(off) >= 1) continue
      const w = weight * (1 - off * off) ** 2
      n += w
      st += w * t
      so += w * offset
      stt += w * t * t
      sto += w * t * offset
    }
    const spread = n * stt - st * st
    if (n === 0 || spread <= 1e-9) break
    const slope = (n * sto - st * so) / spread
    line = { at: (so - slope * st) / n, slope }
  }
  return line
}
