/** Which four lines of a small picture bound a document. */
import type { Point, Quad } from '../types'
import { documentFit, likeliestRectangle } from './perspective'
import { along, crossing, seen, type Line } from './lines'

export interface Candidate {
  quad: Quad
  /** In the order top, right, bottom, left of `quad`. */
  sides: readonly [Line, Line, Line, Line]
  /** Share of the picture, 0..1. */
  area: number
  /** How much of the sides lies on edges, 0..1: mean of all sides seen, of the worst side, and of the worst part of any side. */
  support: { mean: number; side: number; part: number }
  /** Orders candidates; grows with support, fit of shape and area. */
  score: number
}

/** A pair of lines that could be opposite sides. */
interface Pair {
  one: Line
  other: Line
  strength: number
}

/** Corners of cards are rounded (3.18 mm of 53.98, ISO/IEC 7810), those of printed borders more: there no straight edge is seen. */
const cornerShare = 0.08
/** Opposite sides may lean towards each other by so much under perspective. */
const mostLean = Math.cos((25 * Math.PI) / 180)
/** A document seen at a slant of 60 degrees has corners of this much; none has less. */
const leastCorner = Math.sin((55 * Math.PI) / 180)
const leastArea = 0.08
/** Of `documentFit`: what fits worse is no document. */
const leastFit = 0.3
/** Parts of a side that must each show some of it. */
const parts = 5
/** What sides must show, by how many of them are seen: one that the picture cuts off leaves more to the others. */
const leastSupport = {
  ofFour: { mean: 0.75, side: 0.55, part: 0.2 },
  ofThree: { mean: 0.85, side: 0.7, part: 0.5 },
}
/** Share of the eight continuations past the corners that may be edges too: a document ends at its corners, tables of print do not. */
const mostOvershoot = 0.4

/** Best first. */
export function quadsOf(lines: Line[], width: number, height: number, most: number): Candidate[] {
  const pairs = pairsOf(lines, width, height)
  const found: Candidate[] = []
  for (let i = 0; i < pairs.length; i++) {
    for (let j = i + 1; j < pairs.length; j++) {
      const candidate = bounded(pairs[i], pairs[j], width, height)
      if (candidate) found.push(candidate)
    }
  }
  found.sort(byScore)
  return fitting(found, width, height, most).sort(byScore)
}

const byScore = (left: Candidate, right: Candidate) => right.score - left.score

/** The first ones that are seen as documents are; the shape lowers a score, so those far behind need not be looked at. */
function fitting(found: Candidate[], width: number, height: number, most: number): Candidate[] {
  const kept: Candidate[] = []
  for (const candidate of found) {
    if (kept.length >= most) break
    const fit = documentFit(likeliestRectangle(candidate.quad, width, height))
    if (fit >= leastFit) kept.push({ ...candidate, score: candidate.score * fit })
  }
  return kept
}

function pairsOf(lines: Line[], width: number, height: number): Pair[] {
  const pairs: Pair[] = []
  const nearest = 0.15 * Math.min(width, height)
  const centre = { x: width / 2, y: height / 2 }
  for (let i = 0; i < lines.length; i++) {
    for (let j = i + 1; j < lines.length; j++) {
      const one = lines[i]
      const other = lines[j]
      if (one.rim && other.rim) continue
      const dot = one.nx * other.nx + one.ny * other.ny
      if (Math.abs(dot) < mostLean) continue
      const gap = Math.abs(distance(one, centre) - Math.sign(dot) * distance(other, centre))
      if (gap < nearest) continue
      pairs.push({ one, other, strength: (length(one) + length(other)) * Math.sqrt(gap) })
    }
  }
  return pairs.sort((left, right) => right.strength - left.strength).slice(0, mostPairs)
}

const mostPairs = 220

const distance = (line: Line, point: Point) => point.x * line.nx + point.y * line.ny - line.rho

/** Pixels of edge that lie on it. */
function length({ brighter, darker, rim }: Line): number {
  if (rim) return 0
  const last = brighter.length - 1
  return Math.max(brighter[last], darker[last])
}

function bounded(first: Pair, second: Pair, width: number, height: number): Candidate | null {
  const rims = [first.one, first.other, second.one, second.other].filter(({ rim }) => rim).length
  if (rims > 1) return null
  // Two pairs of one direction bound nothing.
  if (Math.abs(first.one.nx * second.one.ny - first.one.ny * second.one.nx) < leastCorner) return null
  const a = crossing(first.one, second.one)
  const b = crossing(first.one, second.other)
  const c = crossing(first.other, second.other)
  const d = crossing(first.other, second.one)
  if (!a || !b || !c || !d) return null
  const [quad, sides] = clockwise([a, b, c, d], [first.one, second.other, first.other, second.one])
  const beyond = 0.03 * Math.max(width, height)
  if (quad.some(({ x, y }) => x < -beyond || y < -beyond || x > width + beyond || y > height + beyond)) return null
  if (areaOf(quad) < leastArea * width * height || !isPlausible(quad)) return null
  return scored(quad, sides, { width, height })
}

function scored(quad: Quad, sides: Candidate['sides'], picture: { width: number; height: number }): Candidate | null {
  const least = sides.some(({ rim }) => rim) ? leastSupport.ofThree : leastSupport.ofFour
  const support = { mean: 0, side: 1, part: 1 }
  let overshoots = 0
  let seenSides = 0
  for (let i = 0; i < 4; i++) {
    const side = sides[i]
    if (side.rim) continue
    seenSides++
    const { share, part, overshoot } = supportOf(side, quad[i], quad[(i + 1) % 4])
    if (share < least.side || part < least.part) return null
    support.mean += share
    support.side = Math.min(support.side, share)
    support.part = Math.min(support.part, part)
    overshoots += overshoot
  }
  support.mean /= seenSides
  overshoots /= 2 * seenSides
  if (support.mean < least.mean || overshoots > mostOvershoot) return null
  const rimFactor = seenSides < 4 ? 0.8 : 1
  const area = areaOf(quad) / (picture.width * picture.height)
  const score = support.mean ** 2 * Math.sqrt(support.side) * (1 - overshoots) * area ** 0.3 * rimFactor
  return { quad, sides, area, support, score }
}

/** How a side of a candidate lies on edges. */
function supportOf(side: Line, from: Point, to: Point) {
  const a = along(side, from)
  const b = along(side, to)
  const direction = Math.sign(b - a)
  const length = Math.abs(b - a)
  const corner = direction * length * cornerShare
  const within = seen(side, a + corner, b - corner)
  const way = within.brighter >= within.darker ? 'brighter' : 'darker'
  // A long stretch without any edge is a side that is not there, however clear the rest.
  let part = 1
  const step = (b - a - 2 * corner) / parts
  for (let i = 0; i < parts; i++) {
    const start = a + corner + i * step
    const there = seen(side, start, start + step)
    part = Math.min(part, Math.max(there.brighter, there.darker))
  }
  const reach = Math.min(16, 0.15 * length)
  const before = seen(side, a - direction * (reach + 2), a - direction * 2)[way]
  const after = seen(side, b + direction * 2, b + direction * (reach + 2))[way]
  return { share: within[way], part, overshoot: before + after }
}

/** Every corner between 55 and 125 degrees, opposite sides not more than 2:1. */
function isPlausible(quad: Quad): boolean {
  const lengths = sideLengths(quad)
  for (let i = 0; i < 4; i++) {
    const here = quad[i]
    const next = quad[(i + 1) % 4]
    const past = quad[(i + 3) % 4]
    const turn = (next.x - here.x) * (past.y - here.y) - (next.y - here.y) * (past.x - here.x)
    if (turn < leastCorner * lengths[i] * lengths[(i + 3) % 4]) return false
    if (lengths[i] > 2 * lengths[(i + 2) % 4]) return false
  }
  return true
}

export function sideLengths(quad: Quad): [number, number, number, number] {
  const side = (i: number) => Math.hypot(quad[(i + 1) % 4].x - quad[i].x, quad[(i + 1) % 4].y - quad[i].y)
  return [side(0), side(1), side(2), side(3)]
}

/** Positive for corners that go clockwise. */
export function areaOf(quad: readonly Point[]): number {
  let twice = 0
  quad.forEach((point, i) => {
    const next = quad[(i + 1) % quad.length]
    twice += point.x * next.y - next.x * point.y
  })
  return twice / 2
}

/** The same corners clockwise, the upper left one first; side i goes from corner i to the next. */
function clockwise(corners: [Point, Point, Point, Point], sides: [Line, Line, Line, Line]): [Quad, Candidate['sides']] {
  if (areaOf(corners) < 0) {
    corners = [corners[0], corners[3], corners[2], corners[1]]
    sides = [sides[3], sides[2], sides[1], sides[0]]
  }
  let first = 0
  for (let i = 1; i < 4; i++) if (corners[i].x + corners[i].y < corners[first].x + corners[first].y) first = i
  const turned = <T>(list: [T, T, T, T]): [T, T, T, T] => [
    list[first],
    list[(first + 1) % 4],
    list[(first + 2) % 4],
    list[(first + 3) % 4],
  ]
  return [turned(corners), turned(sides)]
}

/** Whether a point lies inside (corners clockwise). */
export function holds(quad: Quad, { x, y }: Point): boolean {
  return quad.every((here, i) => {
    const next = quad[(i + 1) % 4]
    return (next.x - here.x) * (y - here.y) - (next.y - here.y) * (x - here.x) >= 0
  })
}

export function centreOf(quad: Quad): Point {
  const sum = quad.reduce((total, { x, y }) => ({ x: total.x + x / 4, y: total.y + y / 4 }), { x: 0, y: 0 })
  return sum
}
