/** Measures a straightened page: how finely it was seen, how sharply, and in what light. */
import type { RgbImage } from '../../image'
import type { DocumentQuality, ZoneText } from '../types'
import { shrink } from './edges'

export interface Measured {
  /** Null where none was read. */
  zone: Pick<ZoneText, 'lines' | 'quad'> | null
  /** Whether the page was told apart by its edges. */
  toldApart: boolean
  cutEdges: DocumentQuality['cutEdges']
}

/** Inches of a card (ISO/IEC 7810 ID-1), which is taken for the size where no zone says it. */
const cardWidth = 85.6 / 25.4

/** Characters of a zone stand ten to an inch (ICAO 9303 part 3). */
const charactersPerInch = 10

export function measureQuality(page: RgbImage, { zone, toldApart, cutEdges }: Measured): DocumentQuality {
  const luminance = luminanceOf(page)
  const counts = new Uint32Array(256)
  let sum = 0
  for (const value of luminance) {
    counts[value]++
    sum += value
  }
  const contrast = percentile(counts, luminance.length, 0.95) - percentile(counts, luminance.length, 0.05)
  return {
    dotsPerInch: dotsPerInch(page, zone, toldApart),
    edgeWidthPx: edgeWidth(luminance, page.width, page.height, contrast),
    glareShare: glareShare(page),
    brightness: sum / luminance.length,
    contrast,
    cutEdges,
  }
}

/** By the pitch of the zone; otherwise by the long side, since a document may stand upright. */
function dotsPerInch({ width, height }: RgbImage, zone: Measured['zone'], toldApart: boolean): number | null {
  if (zone) {
    const [start, end] = zone.quad
    return Math.round((Math.hypot(end.x - start.x, end.y - start.y) / zone.lines[0].length) * charactersPerInch)
  }
  return toldApart ? Math.round(Math.max(width, height) / cardWidth) : null
}

/** ITU-R BT.601, as JPEG has it. */
export function luminanceOf({ width, height, data }: RgbImage): Uint8Array {
  const out = new Uint8Array(width * height)
  for (let i = 0, from = 0; i < out.length; i++, from += 3) {
    out[i] = 0.299 * data[from] + 0.587 * data[from + 1] + 0.114 * data[from + 2] + 0.5
  }
  return out
}

function percentile(counts: Uint32Array, total: number, share: number): number {
  let value = 0
  for (let below = counts[0]; below < total * share; below += counts[value]) value++
  return value
}

/** Edges that rise by less than this share of the page's contrast are no print: security patterns, shadows. */
const leastRise = 0.4
/** Fewer edges than this say nothing. */
const leastEdges = 40

/**
 * Median width of the edges of print, along rows and columns: the way from 10 % to 90 % between the level ground on either
 * side.
 */
function edgeWidth(luminance: Uint8Array, width: number, height: number, contrast: number): number | null {
  const atLeast = Math.max(24, leastRise * contrast)
  const widths: number[] = []
  // Every other row and column tells enough.
  for (let y = 0; y < height; y += 2) edgesAlong(luminance, y * width, 1, width, atLeast, widths)
  for (let x = 0; x < width; x += 2) edgesAlong(luminance, x, width, height, atLeast, widths)
  if (widths.length < leastEdges) return null
  widths.sort((left, right) => left - right)
  return widths[widths.length >> 1]
}

/** Runs that only rise or only fall, from level to level. */
function edgesAlong(
  values: Uint8Array,
  first: number,
  step: number,
  count: number,
  atLeast: number,
  widths: number[],
): void {
  let start = 0
  while (start < count - 1) {
    const value = (i: number) => values[first + i * step]
    const rise = value(start + 1) - value(start)
    // A level of 2 is a camera's grain and a JPEG's.
    if (Math.abs(rise) <= 2) {
      start++
      continue
    }
    let end = start + 1
    while (end + 1 < count && (value(end + 1) - value(end)) * Math.sign(rise) > 2) end++
    const total = value(end) - value(start)
    if (Math.abs(total) >= atLeast) {
      const crossing = (share: number) => {
        const level = value(start) + share * total
        for (let i = start; i < end; i++) {
          const [here, next] = [value(i), value(i + 1)]
          if ((next - level) * Math.sign(total) >= 0) return i + (level - here) / (next - here)
        }
        return end
      }
      widths.push(crossing(0.9) - crossing(0.1))
    }
    start = end
  }
}

/** Long side at which glare is looked for: a reflection is a patch, not a letter. */
const glareSide = 240
/** Of all three colours: burnt out. */
const burnt = 250
/** Smaller patches, as a share of the page, hide no character of a zone (2.54 x 4 mm of 125 x 88). */
const leastPatch = 0.001
/** A burnt-out patch that covers more is paper as white as the picture can show. */
const mostPatch = 0.5
/** Share of the patch's rim around which the light falls off bit by bit; around white fields it ends at once, or not at all. */
const softRim = 0.6

/** Share of the page that is burnt out in smooth patches with a soft rim. */
function glareShare(page: RgbImage): number {
  const { width, height, data } = shrink(page, glareSide)
  const darkest = new Uint8Array(width * height)
  for (let i = 0; i < darkest.length; i++) darkest[i] = Math.min(data[i * 3], data[i * 3 + 1], data[i * 3 + 2])
  const ground = withoutPrint(darkest, width, height)
  const bright = ground.map((value) => (value >= burnt ? 1 : 0))
  let share = 0
  for (const patch of patchesOf(bright, width, height)) {
    const size = patch.filter((at) => darkest[at] >= burnt).length / bright.length
    if (size >= leastPatch && size <= mostPatch && rimSoftness(patch, bright, ground, width, height) >= softRim) {
      share += size
    }
  }
  return share
}

/** Fields of 1 that hang together by their sides, as lists of pixels. */
export function patchesOf(mask: Uint8Array, width: number, height: number): number[][] {
  const seen = new Uint8Array(mask.length)
  const patches: number[][] = []
  for (let first = 0; first < mask.length; first++) {
    if (mask[first] === 0 || seen[first] === 1) continue
    const patch = [first]
    seen[first] = 1
    for (let next = 0; next < patch.length; next++) {
      const at = patch[next]
      const x = at % width
      const neighbours = [x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at, at - width, at + width]
      for (const neighbour of neighbours) {
        if (neighbour < 0 || neighbour >= width * height) continue
        if (mask[neighbour] === 0 || seen[neighbour] === 1) continue
        seen[neighbour] = 1
        patch.push(neighbour)
      }
    }
    patches.push(patch)
  }
  return patches
}

/** Half the width of the strokes that vanish: at the small size letters are 2 to 4 pixels high. */
const strokeReach = 2

/** The brightest around every pixel: the ground that print stands on. */
function withoutPrint(values: Uint8Array, width: number, height: number): Uint8Array {
  const along = (from: Uint8Array, step: number, place: (at: number) => number, length: number) =>
    from.map((_, at) => {
      let most = 0
      for (let shift = -strokeReach; shift <= strokeReach; shift++) {
        const there = place(at) + shift
        if (there >= 0 && there < length) most = Math.max(most, from[at + shift * step])
      }
      return most
    })
  const rows = along(values, 1, (at) => at % width, width)
  return along(rows, width, (at) => Math.floor(at / width), height)
}

/** Share of the rim, away from the page's own, outside which the ground gets darker bit by bit. */
function rimSoftness(patch: number[], bright: Uint8Array, ground: Uint8Array, width: number, height: number): number {
  let rim = 0
  let soft = 0
  for (const at of patch) {
    const x = at % width
    const y = (at - x) / width
    for (const [dx, dy] of ways) {
      const [farX, farY] = [x + 6 * dx, y + 6 * dy]
      if (farX < 0 || farX >= width || farY < 0 || farY >= height) continue
      const step = dx + dy * width
      if (bright[at + step] === 1) continue
      rim++
      const near = ground[at + step]
      const further = ground[at + 3 * step]
      const far = ground[at + 6 * step]
      if (near > 200 && further < near && far < further && near - far < 110) soft++
    }
  }
  return rim === 0 ? 0 : soft / rim
}

const ways = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const
