import { describe, expect, it } from 'vitest'
import type { Quad } from '../types'
import { findOutline } from './outline'
import { likeliestRectangle } from './perspective'
import { box, card, disc, drawn, laidOnto, print, rounded, seenAt, type Colour, type Shape } from './testing'

const picture = { width: 1200, height: 900 }
const size = { width: 700, height: 700 * (540 / 856) }
const table: Colour = [96, 74, 52]

/** The greatest distance of a corner, whichever of the four is called the first. */
function farthest(found: Quad, truth: Quad): number {
  const of = (shift: number) =>
    Math.max(...truth.map(({ x, y }, i) => Math.hypot(found[(i + shift) % 4].x - x, found[(i + shift) % 4].y - y)))
  return Math.min(of(0), of(1), of(2), of(3))
}

describe('the outline of a document', () => {
  it.each([
    { turn: 0, slant: 0 },
    { turn: 0.08, slant: 0 },
    { turn: -0.3, slant: 0.4 },
    { turn: 0.8, slant: 0.2 },
    { turn: Math.PI / 2 + 0.1, slant: -0.3 },
  ])('lies on its corners at a turn of $turn and a slant of $slant', (view) => {
    const truth = seenAt({ x: 610, y: 440 }, size, view, picture)
    const { quad, others, cutEdges } = findOutline(laidOnto(card(), truth, 1200, 900, table))
    expect(quad).not.toBeNull()
    expect(farthest(quad!, truth)).toBeLessThan(1.5)
    expect(others).toEqual([])
    expect(cutEdges).toEqual([])
    const { aspect } = likeliestRectangle(quad!, 1200, 900)
    expect(Math.max(aspect, 1 / aspect)).toBeGreaterThan(1.5)
    expect(Math.max(aspect, 1 / aspect)).toBeLessThan(1.68)
  })

  it('is also told from a paler ground', () => {
    const truth = seenAt({ x: 590, y: 450 }, size, { turn: 0.1, slant: 0.1 }, picture)
    const pale = laidOnto(card(), truth, 1200, 900, [205, 205, 200])
    expect(farthest(findOutline(pale).quad!, truth)).toBeLessThan(1.5)
  })

  it('is the printed border of a white page', () => {
    const page = drawn(850, 540, [
      rounded({ x: 20, y: 20, width: 810, height: 500 }, 36, [0, 0, 0]),
      rounded({ x: 24, y: 24, width: 802, height: 492 }, 32, [255, 255, 255]),
      ...print(80, 90, 36, 8, 20),
    ])
    const { quad } = findOutline(page)
    const border: Quad = [
      { x: 20, y: 20 },
      { x: 830, y: 20 },
      { x: 830, y: 520 },
      { x: 20, y: 520 },
    ]
    expect(farthest(quad!, border)).toBeLessThan(6)
  })

  it('names the edge that the picture cuts off', () => {
    const truth = seenAt({ x: 270, y: 450 }, size, { turn: 0.06 }, picture)
    expect(truth[0].x).toBeLessThan(0)
    expect(truth[3].x).toBeLessThan(0)
    const { quad, cutEdges } = findOutline(laidOnto(card(), truth, 1200, 900, table))
    expect(cutEdges).toEqual(['left'])
    expect(Math.hypot(quad![1].x - truth[1].x, quad![1].y - truth[1].y)).toBeLessThan(1.5)
    expect([quad![0].x, quad![3].x]).toEqual([0, 0])
  })

  it('names none where a scan is cropped along an edge', () => {
    const truth = seenAt({ x: 350, y: 450 }, size, {}, picture)
    const { quad, cutEdges } = findOutline(laidOnto(card(), truth, 1200, 900, table))
    expect(farthest(quad!, truth)).toBeLessThan(2)
    expect(cutEdges).toEqual([])
  })

  it('is not a frame within a page, beside which print goes on', () => {
    const page = drawn(1200, 850, [
      box(0, 0, 1200, 850, [236, 238, 232]),
      box(420, 100, 640, 420, [40, 60, 80]),
      box(426, 106, 628, 408, [236, 238, 232]),
      ...print(460, 150, 36, 6, 16),
      ...print(60, 100, 18, 9, 18),
      ...print(60, 600, 54, 4, 20),
    ])
    expect(findOutline(page).quad).toBeNull()
  })

  it('tells of a second document', () => {
    const small = { width: 420, height: 420 * (540 / 856) }
    const upper = seenAt({ x: 560, y: 220 }, small, { turn: 0.05 }, picture)
    const lower = seenAt({ x: 640, y: 660 }, small, { turn: -0.04 }, picture)
    const both = laidOnto(card(), upper, 1200, 900, table)
    const second = laidOnto(card({ paper: [242, 230, 218] }), lower, 1200, 900, table)
    for (let y = 440; y < 900; y++) {
      const row = y * 1200 * 3
      both.data.set(second.data.subarray(row, row + 3600), row)
    }
    const { quad, others } = findOutline(both)
    expect(others).toHaveLength(1)
    const found = [quad!, others[0]].sort((left, right) => left[0].y - right[0].y)
    expect(farthest(found[0], upper)).toBeLessThan(1.5)
    expect(farthest(found[1], lower)).toBeLessThan(1.5)
  })

  const grey: Colour = [51, 68, 85]
  const triangle: Shape = {
    bounds: { x: 100, y: 100, width: 1000, height: 700 },
    inside: (x, y) => Math.abs(x - 600) < ((y - 100) * 5) / 7,
    colour: grey,
  }
  it.each<[string, Shape[]]>([
    ['an empty picture', []],
    ['a page of print without a border', print(60, 60, 50, 18, 20)],
    ['a disc', [disc(600, 450, 300, grey)]],
    ['a square', [box(300, 150, 600, 600, grey)]],
    ['a ribbon', [box(100, 350, 1000, 200, grey)]],
    ['stripes', Array.from({ length: 12 }, (_, i) => box(i * 100, 0, 50, 900, grey))],
    ['a triangle', [triangle]],
  ])('is not claimed in %s', (_, shapes) => {
    expect(findOutline(drawn(1200, 900, shapes)).quad).toBeNull()
  })

  it('is not claimed where the document fills the picture', () => {
    expect(findOutline(card()).quad).toBeNull()
  })
})
