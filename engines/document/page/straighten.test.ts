import { describe, expect, it } from 'vitest'
import type { Quad } from '../types'
import { angleOf, longestSide, straighten } from './straighten'
import { box, card, drawn, laidOnto, seenAt } from './testing'

const picture = { width: 1200, height: 900 }
const size = { width: 700, height: 700 * (540 / 856) }

/** Mean difference of a page to the flat card, each seen as 214 x 135. */
function difference(page: ReturnType<typeof card>): number {
  const flat = card()
  let sum = 0
  for (let y = 4; y < 131; y++) {
    for (let x = 4; x < 210; x++) {
      const of = ({ width, height, data }: typeof flat) =>
        data[(Math.floor(((y + 0.5) * height) / 135) * width + Math.floor(((x + 0.5) * width) / 214)) * 3]
      sum += Math.abs(of(page) - of(flat))
    }
  }
  return sum / (127 * 206)
}

describe('straightening', () => {
  it.each([0, 90, 180, 270] as const)('brings back the card that the picture shows turned by %i degrees', (turn) => {
    const radians = (-turn * Math.PI) / 180
    const seen = seenAt({ x: 600, y: 450 }, size, { turn: radians + 0.1, slant: 0.3 }, picture)
    const image = laidOnto(card(), seen, 1200, 900, [90, 70, 50])
    // As an outline is: counted from the picture's upper left corner.
    const first = (4 - (4 - turn / 90)) % 4
    const outline = [0, 1, 2, 3].map((i) => seen[(first + i) % 4]) as unknown as Quad
    const { image: page } = straighten(image, outline, turn)
    expect(page.width / page.height).toBeCloseTo(85.6 / 53.98, 2)
    expect(Math.max(page.width, page.height)).toBeLessThanOrEqual(750)
    expect(difference(page)).toBeLessThan(12)
  })

  it('keeps pages within the greatest size, and never enlarges', () => {
    const large = drawn(2400, 1600, [box(400, 400, 800, 300, [0, 0, 0])])
    const { image: page } = straighten(large, null, 0)
    expect(page).toMatchObject({ width: longestSide, height: Math.round((1600 * longestSide) / 2400) })
    const small = drawn(300, 200, [box(40, 40, 80, 30, [0, 0, 0])])
    expect(straighten(small, null, 90).image).toMatchObject({ width: 200, height: 300 })
    expect(straighten(small, null, 0).image.data).toEqual(small.data)
  })

  it('turns a quarter clockwise', () => {
    const image = drawn(300, 200, [box(0, 0, 30, 20, [0, 0, 0])])
    const { width, data } = straighten(image, null, 90).image
    const at = (x: number, y: number) => data[(y * width + x) * 3]
    expect([at(2, 2), at(195, 2), at(2, 295), at(195, 295)]).toEqual([255, 0, 255, 255])
  })

  it('levels what lies askew, and loses none of it', () => {
    const bar = seenAt({ x: 300, y: 200 }, { width: 400, height: 40 }, { turn: 0.12 }, { width: 600, height: 400 })
    const image = laidOnto(drawn(400, 40, [box(0, 0, 400, 40, [0, 0, 0])]), bar, 600, 400, [240, 240, 240])
    const angle = angleOf([bar])
    expect(angle).toBeCloseTo(0.12, 3)
    const { image: page } = straighten(image, null, 0, angle)
    const dark = (y: number) => {
      let count = 0
      for (let x = 0; x < page.width; x++) if (page.data[(y * page.width + x) * 3] < 128) count++
      return count
    }
    const rows = Array.from({ length: page.height }, (_, y) => dark(y)).filter((count) => count > 5)
    const scale = page.width / (600 * Math.cos(0.12) + 400 * Math.sin(0.12))
    expect(rows.length).toBeGreaterThan(36 * scale)
    expect(rows.length).toBeLessThan(44 * scale)
  })
})

describe('the angle of lines', () => {
  const line = (angle: number, length: number): Quad => {
    const x = Math.cos(angle) * length
    const y = Math.sin(angle) * length
    return [
      { x: 0, y: 0 },
      { x, y },
      { x, y: y + 10 },
      { x: 0, y: 10 },
    ]
  }
  it('is that of most print, whatever a few lines say', () => {
    expect(angleOf([line(0.05, 300), line(0.052, 280), line(0.3, 60), line(-0.4, 50)])).toBeCloseTo(0.05, 2)
  })
  it('is level without lines, and without any that lie', () => {
    expect(angleOf([])).toBe(0)
    expect(angleOf([line(1.5, 300), line(0.2, 12)])).toBe(0)
  })
})
