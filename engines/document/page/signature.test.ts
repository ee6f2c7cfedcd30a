import { describe, expect, it } from 'vitest'
import type { Box } from '../../types'
import type { TextLine } from '../types'
import { findSignature } from './signature'
import { box, drawn, print, type Colour, type Shape } from './testing'

const ink: Colour = [20, 24, 60]
const size = { width: 1000, height: 640 }

/** Joined loops that grow and shrink, as a pen writes a name. */
function scribble(x: number, y: number, width: number, height: number): Shape {
  const points = Array.from({ length: 1200 }, (_, i) => {
    const t = i / 1200
    const swing = height * (0.2 + 0.3 * Math.abs(Math.sin(3.3 * Math.PI * t + 0.6)))
    return {
      x: x + width * t + 0.1 * height * Math.cos(18 * Math.PI * t),
      y: y + height / 2 + swing * Math.sin(18 * Math.PI * t),
    }
  })
  const near = new Set<number>()
  for (const point of points) {
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        if (Math.hypot(dx, dy) < 2) near.add((Math.round(point.y) + dy) * size.width + Math.round(point.x) + dx)
      }
    }
  }
  return {
    bounds: { x: x - height, y: y - height, width: width + 2 * height, height: 3 * height },
    inside: (px, py) => near.has(Math.floor(py) * size.width + Math.floor(px)),
    colour: ink,
  }
}

function line(text: string, { x, y, width, height }: Box): TextLine {
  const quad = [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ] as const
  return { text, confidence: 0.97, quad }
}

const paper = box(0, 0, 1000, 640, [232, 236, 230])
const label = line('Podpis držitele / Signature of bearer', { x: 560, y: 330, width: 260, height: 18 })
const written = scribble(590, 370, 240, 60)
const page = drawn(1000, 640, [paper, ...print(300, 100, 30, 5, 16), written, ...print(60, 520, 40, 2, 20)])

describe('a signature', () => {
  it('is the handwriting beside the word for it', () => {
    const found = findSignature(page, [label], [])!
    expect(found.x).toBeLessThan(595)
    expect(found.x + found.width).toBeGreaterThan(825)
    expect(found.width).toBeLessThan(300)
    expect(found.y).toBeGreaterThan(345)
    expect(found.y + found.height).toBeGreaterThan(425)
    expect(found.height).toBeLessThan(110)
  })

  it('is not claimed where no line says that one is here', () => {
    expect(findSignature(page, [], [])).toBeNull()
    expect(
      findSignature(page, [line('Signature of Issuing Officer', { x: 560, y: 330, width: 260, height: 18 })], []),
    ).toBeNull()
    expect(findSignature(page, [line('Confirmation', { x: 560, y: 330, width: 260, height: 18 })], [])).toBeNull()
  })

  it.each<[string, Shape[]]>([
    ['nothing', []],
    ['print', print(590, 370, 15, 1, 16)],
    ['a line to write on', [box(570, 420, 300, 3, ink)]],
    ['a dark field', [box(590, 360, 200, 80, ink)]],
    ['an empty frame', [box(590, 360, 200, 80, ink), box(594, 364, 192, 72, [232, 236, 230])]],
    ['a barcode', Array.from({ length: 40 }, (_, i) => box(590 + i * 6, 370, 2 + (i % 3), 60, ink))],
    ['handwriting far from the word', [scribble(60, 160, 220, 60)]],
  ])('is not %s', (_, shapes) => {
    expect(findSignature(drawn(1000, 640, [paper, ...shapes]), [label], [])).toBeNull()
  })

  it('is not looked for within the portrait', () => {
    expect(findSignature(page, [label], [{ x: 560, y: 350, width: 300, height: 110 }])).toBeNull()
  })
})
