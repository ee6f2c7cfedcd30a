/** Finds documents in a picture by their straight edges. Free of Node: the portal calls it in the browser, on camera frames. */
import type { RgbImage } from '../../image'
import type { DocumentQuality, Quad } from '../types'
import { edgesOf, shrink, type Edges } from './edges'
import { linesIn, rimLines } from './lines'
import { centreOf, holds, quadsOf, type Candidate } from './quads'
import { refine } from './refine'

export interface Outline {
  /**
   * Corners clockwise, the picture's upper left one first, in pixels of the picture; null: the document fills the picture, or
   * nothing is certain.
   */
  quad: Quad | null
  /** Other documents in the picture, best first. */
  others: Quad[]
  /** Edges of the document that the picture cuts off. */
  cutEdges: DocumentQuality['cutEdges']
}

/** Long side of the picture that is searched. */
const searchedSide = 320
/** Lines looked at, of each of two directions. */
const linesEach = 36

export function findOutline(image: RgbImage): Outline {
  const small = shrink(image, searchedSide)
  const edges = edgesOf(small)
  const lines = [...linesIn(edges, linesEach), ...rimLines(edges)]
  const candidates = quadsOf(lines, small.width, small.height, 60)
  const best = candidates[0]
  if (!best) return nothing
  const beside = others(candidates)
  if (isPart(edges, [best, ...beside])) return nothing
  const scale = { x: image.width / small.width, y: image.height / small.height }
  const full = (candidate: Candidate): Quad => {
    const corner = (i: number) => ({ x: candidate.quad[i].x * scale.x, y: candidate.quad[i].y * scale.y })
    const quad: Quad = [corner(0), corner(1), corner(2), corner(3)]
    const fixed = candidate.sides.map(({ rim }) => rim)
    return refine(image, quad, 1.5 * Math.max(scale.x, scale.y), fixed)
  }
  const names = ['top', 'right', 'bottom', 'left'] as const
  return {
    quad: full(best),
    others: beside.map(full),
    cutEdges: isWhole(best) ? [] : names.filter((_, i) => best.sides[i].rim),
  }
}

const nothing: Outline = { quad: null, others: [], cutEdges: [] }

/** What is this near to a right angle is one. */
const square = Math.cos((89 * Math.PI) / 180)

/**
 * Whether a document whose side is the picture's rim is there as a whole: a scan that was cropped along it. Then it lies square to the rim,
 * which what a camera cuts off hardly ever does.
 */
function isWhole({ sides }: Candidate): boolean {
  return sides.every((side, i) => {
    const next = sides[(i + 1) % 4]
    return Math.abs(side.nx * next.nx + side.ny * next.ny) < square
  })
}

/** Another document is seen nearly as clearly as the first, and is about as large. */
const another = { score: 0.6, area: 0.5 }

/** Of the candidates that lie beside the best one and beside each other. */
function others([best, ...rest]: Candidate[]): Candidate[] {
  const kept = [best]
  for (const candidate of rest) {
    if (candidate.score < another.score * best.score) continue
    if (Math.min(candidate.area, best.area) < another.area * Math.max(candidate.area, best.area)) continue
    const centre = centreOf(candidate.quad)
    if (kept.every(({ quad }) => !holds(quad, centre) && !holds(candidate.quad, centreOf(quad)))) kept.push(candidate)
  }
  return kept.slice(1)
}

/** How much of the picture must lie outside for it to be looked at, and how busy it may be there, of how busy it is inside. */
const outside = { least: 0.06, busiest: 0.3 }
/** A document's own edge, with its shadow, belongs to neither. Pixels of the small picture. */
const rim = 5

/**
 * Whether print goes on outside: then what was found is a part of a page, or one of several that were not all found, and the whole
 * picture shows more than it. Print is what is at least half as steep as the steep edges inside.
 */
function isPart({ width, height, crest, steepness }: Edges, found: Candidate[]): boolean {
  const quads = found.map(({ quad }) => quad)
  const around = quads.map((quad) => moved(quad, rim))
  const within = quads.map((quad) => moved(quad, -rim))
  const places = new Int8Array(width * height)
  const steep: number[] = []
  const area = { inside: 0, outside: 0 }
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const point = { x: x + 0.5, y: y + 0.5 }
      if (within.some((quad) => holds(quad, point))) {
        places[at] = 1
        area.inside++
        if (crest[at] === 1) steep.push(steepness[at])
      } else if (!around.some((quad) => holds(quad, point))) {
        places[at] = -1
        area.outside++
      }
    }
  }
  if (area.outside < outside.least * width * height || steep.length === 0) return false
  steep.sort((left, right) => left - right)
  const least = steep[Math.floor(0.9 * steep.length)] / 2
  const count = { inside: 0, outside: 0 }
  for (let at = 0; at < places.length; at++) {
    if (crest[at] === 0 || steepness[at] < least) continue
    if (places[at] === 1) count.inside++
    else if (places[at] === -1) count.outside++
  }
  return count.outside / area.outside > (outside.busiest * count.inside) / area.inside
}

/** Corners moved away from the middle (or towards it) by so many pixels. */
function moved(quad: Quad, by: number): Quad {
  const centre = centreOf(quad)
  const corner = (i: number) => {
    const { x, y } = quad[i]
    const factor = 1 + (Math.SQRT2 * by) / Math.hypot(x - centre.x, y - centre.y)
    return { x: centre.x + factor * (x - centre.x), y: centre.y + factor * (y - centre.y) }
  }
  return [corner(0), corner(1), corner(2), corner(3)]
}
