/** Straight lines in a small picture (a Hough transform that votes along the slopes), and where along them an edge is seen. */
import type { Point } from '../types'
import type { Edges } from './edges'

export interface Line {
  /** The line's normal as an angle, 0 to pi; points on it satisfy x*nx + y*ny = rho. */
  nx: number
  ny: number
  rho: number
  /**
   * Along the line's direction (-ny, nx), from `from` in steps of a pixel: how many of the steps up to there lie on an edge, by
   * whether it gets brighter (or darker) along the normal.
   */
  from: number
  brighter: Uint16Array
  darker: Uint16Array
  /** It is the picture's own rim, not an edge in it. */
  rim: boolean
}

/** An edge may lie off its line by so much: documents bend. */
const reach = 1
const thetaBins = 180
/** A slope tells an edge's direction to about this many degrees either way; what lies on a line must agree with it as well. */
const voteSpread = 3
const agreement = Math.cos((18 * Math.PI) / 180)

/** @returns at most `count` lines that are rather level and as many that are rather upright, best first */
export function linesIn(edges: Edges, count: number): Line[] {
  const { width, height } = edges
  const radius = Math.ceil(Math.hypot(width, height))
  const rhoBins = 2 * radius + 1
  const votes = vote(edges, radius, rhoBins)
  const lines: Line[] = []
  const counts = { level: 0, upright: 0 }
  for (const { theta, rho } of peaks(votes, rhoBins, radius, Math.min(width, height) * 0.06)) {
    const kind = theta > thetaBins / 4 && theta < (3 * thetaBins) / 4 ? 'level' : 'upright'
    if (counts[kind] >= count) continue
    counts[kind]++
    lines.push(fitted(edges, (theta * Math.PI) / thetaBins, rho))
  }
  return lines
}

/** The four sides of the picture itself, as lines on which no edge is known. */
export function rimLines({ width, height }: Edges): Line[] {
  const none = { from: 0, brighter: new Uint16Array(0), darker: new Uint16Array(0), rim: true }
  return [
    { nx: 1, ny: 0, rho: 0, ...none },
    { nx: 1, ny: 0, rho: width, ...none },
    { nx: 0, ny: 1, rho: 0, ...none },
    { nx: 0, ny: 1, rho: height, ...none },
  ]
}

function vote(
  { width, height, gx, gy, steepness, crest, floor }: Edges,
  radius: number,
  rhoBins: number,
): Float32Array {
  const votes = new Float32Array(thetaBins * rhoBins)
  const cos = Float64Array.from({ length: thetaBins }, (_, bin) => Math.cos((bin * Math.PI) / thetaBins))
  const sin = Float64Array.from({ length: thetaBins }, (_, bin) => Math.sin((bin * Math.PI) / thetaBins))
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      if (crest[at] === 0 || steepness[at] < floor) continue
      const theta = Math.round((Math.atan2(gy[at], gx[at]) * thetaBins) / Math.PI) + thetaBins
      // A faint edge of a document must stand up against bold print, so steepness counts little.
      const weight = Math.min(1, 0.4 + steepness[at] / 40)
      for (let spread = -voteSpread; spread <= voteSpread; spread++) {
        const bin = (theta + spread + thetaBins) % thetaBins
        const rho = (x + 0.5) * cos[bin] + (y + 0.5) * sin[bin]
        const exact = rho + radius
        const low = Math.floor(exact)
        const share = exact - low
        votes[bin * rhoBins + low] += weight * (1 - share)
        votes[bin * rhoBins + low + 1] += weight * share
      }
    }
  }
  return votes
}

/** Cells that no neighbour within 3 degrees and 3 pixels exceeds, most votes first. */
function peaks(votes: Float32Array, rhoBins: number, radius: number, atLeast: number) {
  const found: { theta: number; rho: number; votes: number }[] = []
  for (let theta = 0; theta < thetaBins; theta++) {
    for (let bin = 3; bin < rhoBins - 3; bin++) {
      const count = votes[theta * rhoBins + bin]
      if (count >= atLeast && isPeak(votes, rhoBins, theta, bin, count)) {
        found.push({ theta, rho: bin - radius, votes: count })
      }
    }
  }
  return found.sort((left, right) => right.votes - left.votes)
}

function isPeak(votes: Float32Array, rhoBins: number, theta: number, bin: number, count: number): boolean {
  for (let turn = -3; turn <= 3; turn++) {
    // Past 180 degrees the normal points the other way.
    const wraps = theta + turn < 0 || theta + turn >= thetaBins
    const row = ((theta + turn + thetaBins) % thetaBins) * rhoBins
    const centre = wraps ? rhoBins - 1 - bin : bin
    for (let shift = -3; shift <= 3; shift++) {
      if (turn === 0 && shift === 0) continue
      const other = votes[row + centre + shift]
      if (other > count || (other === count && (turn < 0 || (turn === 0 && shift < 0)))) return false
    }
  }
  return true
}

/** Moves the line onto the edges beside it (least squares, twice), and notes where along it there are any. */
function fitted(edges: Edges, theta: number, rho: number): Line {
  let angle = theta
  let offset = rho
  for (let round = 0; round < 2; round++) {
    const nx = Math.cos(angle)
    const ny = Math.sin(angle)
    let n = 0
    let st = 0
    let sd = 0
    let stt = 0
    let std = 0
    walk(edges, nx, ny, offset, 2, (t, off, at) => {
      if (edges.crest[at] === 0) return
      n++
      st += t
      sd += off
      stt += t * t
      std += t * off
    })
    const spread = n * stt - st * st
    if (n < 8 || spread < 1) break
    const slope = (n * std - st * sd) / spread
    const shift = (sd - slope * st) / n
    // The line's points are rho + shift + slope*t along the normal: turned by the slope.
    angle -= Math.atan(slope)
    offset = (offset + shift) * Math.cos(Math.atan(slope))
  }
  return profile(edges, Math.cos(angle), Math.sin(angle), offset)
}

function profile(edges: Edges, nx: number, ny: number, rho: number): Line {
  const radius = Math.ceil(Math.hypot(edges.width, edges.height))
  const brighter = new Uint16Array(2 * radius + 1)
  const darker = new Uint16Array(2 * radius + 1)
  walk(edges, nx, ny, rho, reach, (t, _, at) => {
    const side = edges.gx[at] * nx + edges.gy[at] * ny > 0 ? brighter : darker
    side[Math.round(t) + radius] = 1
  })
  for (let i = 1; i < brighter.length; i++) {
    brighter[i] += brighter[i - 1]
    darker[i] += darker[i - 1]
  }
  return { nx, ny, rho, from: -radius, brighter, darker, rim: false }
}

/** Visits the edge pixels within `width` of the line whose slope agrees with its normal. */
function walk(
  { width, height, gx, gy, steepness, floor }: Edges,
  nx: number,
  ny: number,
  rho: number,
  within: number,
  visit: (t: number, offset: number, at: number) => void,
): void {
  const radius = Math.ceil(Math.hypot(width, height))
  for (let t = -radius; t <= radius; t++) {
    for (let off = -within; off <= within; off++) {
      const x = Math.floor((rho + off) * nx - t * ny)
      const y = Math.floor((rho + off) * ny + t * nx)
      if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) continue
      const at = y * width + x
      if (steepness[at] < floor) continue
      if (Math.abs(gx[at] * nx + gy[at] * ny) < agreement * steepness[at]) continue
      visit(t, (x + 0.5) * nx + (y + 0.5) * ny - rho, at)
    }
  }
}

/** Share of the steps between two places along a line at which an edge is seen that gets brighter (or darker) along the normal. */
export function seen(line: Line, from: number, to: number): { brighter: number; darker: number } {
  const last = line.brighter.length - 1
  if (last < 0) return { brighter: 0, darker: 0 }
  const clip = (t: number) => Math.min(last, Math.max(0, Math.round(t) - line.from))
  const a = clip(Math.min(from, to))
  const b = clip(Math.max(from, to))
  const steps = Math.max(1, b - a)
  return {
    brighter: (line.brighter[b] - line.brighter[a]) / steps,
    darker: (line.darker[b] - line.darker[a]) / steps,
  }
}

/** Null where they are all but parallel. */
export function crossing(one: Line, other: Line): Point | null {
  const det = one.nx * other.ny - one.ny * other.nx
  if (Math.abs(det) < 0.2) return null
  return {
    x: (one.rho * other.ny - other.rho * one.ny) / det,
    y: (other.rho * one.nx - one.rho * other.nx) / det,
  }
}

/** How far along a line's direction a point lies. */
export function along(line: Line, point: Point): number {
  return -line.ny * point.x + line.nx * point.y
}
