/** For tests: pictures of documents that are drawn, so that where everything lies is known. */
import type { RgbImage } from '../../image'
import { inverse, ontoQuad, warp } from '../../warp'
import type { Box } from '../../types'
import type { Point, Quad } from '../types'

export type Colour = readonly [red: number, green: number, blue: number]

/** What is drawn: every pixel whose middle lies inside takes the colour. */
export interface Shape {
  bounds: Box
  inside(x: number, y: number): boolean
  colour: Colour
}

/** Paints shapes one over the other on white. */
export function drawn(width: number, height: number, shapes: readonly Shape[]): RgbImage {
  const data = new Uint8Array(width * height * 3).fill(255)
  for (const { bounds, inside, colour } of shapes) {
    const right = Math.min(width, Math.ceil(bounds.x + bounds.width))
    const bottom = Math.min(height, Math.ceil(bounds.y + bounds.height))
    for (let y = Math.max(0, Math.floor(bounds.y)); y < bottom; y++) {
      for (let x = Math.max(0, Math.floor(bounds.x)); x < right; x++) {
        if (inside(x + 0.5, y + 0.5)) data.set(colour, (y * width + x) * 3)
      }
    }
  }
  return { width, height, data }
}

export function box(x: number, y: number, width: number, height: number, colour: Colour): Shape {
  const inside = (px: number, py: number) => px >= x && py >= y && px < x + width && py < y + height
  return { bounds: { x, y, width, height }, inside, colour }
}

export function disc(x: number, y: number, radius: number, colour: Colour): Shape {
  const bounds = { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius }
  return { bounds, inside: (px, py) => Math.hypot(px - x, py - y) < radius, colour }
}

/** A box with round corners. */
export function rounded(area: Box, radius: number, colour: Colour): Shape {
  const { x, y, width, height } = area
  const inside = (px: number, py: number) => {
    const dx = Math.max(x + radius - px, px - (x + width - radius), 0)
    const dy = Math.max(y + radius - py, py - (y + height - radius), 0)
    return Math.hypot(dx, dy) < radius
  }
  return { bounds: area, inside, colour }
}

const ink: Colour = [16, 32, 48]

/** Rows of small upright bars, as print looks from afar. */
export function print(x: number, y: number, columns: number, rows: number, size: number, colour = ink): Shape[] {
  const bars: Shape[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if ((column * 7 + row * 3) % 5 === 0) continue
      bars.push(box(x + column * size, y + row * size * 2.4, size * 0.45, size * 1.3, colour))
    }
  }
  return bars
}

/** A card of 856 x 540 with a portrait's dark field, print and two lines of a zone. */
export function card({ paper = [232, 238, 244] as Colour } = {}): RgbImage {
  return drawn(856, 540, [
    box(0, 0, 856, 540, paper),
    box(50, 120, 200, 250, [85, 102, 119]),
    ...print(300, 120, 30, 6, 16),
    ...print(40, 420, 40, 2, 19),
  ])
}

/** Lays a flat picture onto a ground of one colour. */
export function laidOnto(flat: RgbImage, quad: Quad, width: number, height: number, ground: Colour): RgbImage {
  const seen = warp(flat, inverse(ontoQuad(quad, flat.width, flat.height)), width, height)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      // A little grain: no camera shows a plane of one value.
      const grain = ((x * 7 + y * 13) % 5) - 2
      if (isInside(quad, { x: x + 0.5, y: y + 0.5 })) continue
      for (let channel = 0; channel < 3; channel++) seen.data[i + channel] = Math.max(0, ground[channel] + grain)
    }
  }
  return seen
}

function isInside(quad: Quad, { x, y }: Point): boolean {
  return quad.every((from, i) => {
    const to = quad[(i + 1) % 4]
    return (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x) >= 0
  })
}

/** A rectangle's corners after a turn and a slant, as a lens as long as `width` sees them. */
export function seenAt(
  centre: Point,
  size: { width: number; height: number },
  { turn = 0, slant = 0 }: { turn?: number; slant?: number },
  picture: { width: number; height: number },
): Quad {
  const lens = Math.max(picture.width, picture.height)
  const corner = (u: number, v: number): Point => {
    const x = u * Math.cos(turn) - v * Math.sin(turn)
    const y = u * Math.sin(turn) + v * Math.cos(turn)
    const depth = lens + y * Math.sin(slant)
    const shiftX = centre.x - picture.width / 2
    const shiftY = centre.y - picture.height / 2
    return {
      x: picture.width / 2 + (lens * (x + shiftX)) / depth,
      y: picture.height / 2 + (lens * (y * Math.cos(slant) + shiftY)) / depth,
    }
  }
  const { width, height } = size
  return [
    corner(-width / 2, -height / 2),
    corner(width / 2, -height / 2),
    corner(width / 2, height / 2),
    corner(-width / 2, height / 2),
  ]
}
