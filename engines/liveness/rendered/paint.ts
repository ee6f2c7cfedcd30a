/** Paints triangles cut out of a picture, the nearer over the farther. */
import type { RgbImage } from '../../image'
import type { Triangle } from './triangles'

export interface Vertex {
  /** Where it is painted, in pixels. */
  x: number
  y: number
  /** Greater is farther. */
  depth: number
  /** Where it lies in the picture that it is cut from. */
  u: number
  v: number
}

export class Canvas {
  readonly image: RgbImage
  readonly #depth: Float32Array

  /** @param shade of the wall at a height from 0 (top) to 1, 0..255 */
  constructor(width: number, height: number, shade: (height: number) => readonly [number, number, number]) {
    this.image = { width, height, data: new Uint8Array(3 * width * height) }
    this.#depth = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY)
    for (let y = 0; y < height; y++) {
      const colour = shade(y / height)
      for (let x = 0; x < width; x++) this.image.data.set(colour, 3 * (y * width + x))
    }
  }

  paint(texture: RgbImage, vertices: readonly Vertex[], triangles: readonly Triangle[]): void {
    for (const [a, b, c] of triangles) this.#triangle(texture, vertices[a]!, vertices[b]!, vertices[c]!)
  }

  #triangle(texture: RgbImage, a: Vertex, b: Vertex, c: Vertex): void {
    const area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
    if (area === 0) return
    const { width, height, data } = this.image
    const left = Math.max(0, Math.floor(Math.min(a.x, b.x, c.x)))
    const right = Math.min(width - 1, Math.ceil(Math.max(a.x, b.x, c.x)))
    const top = Math.max(0, Math.floor(Math.min(a.y, b.y, c.y)))
    const bottom = Math.min(height - 1, Math.ceil(Math.max(a.y, b.y, c.y)))
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const [px, py] = [x + 0.5, y + 0.5]
        const wb = ((px - a.x) * (c.y - a.y) - (c.x - a.x) * (py - a.y)) / area
        const wc = ((b.x - a.x) * (py - a.y) - (px - a.x) * (b.y - a.y)) / area
        const wa = 1 - wb - wc
        if (wa < 0 || wb < 0 || wc < 0) continue
        const depth = wa * a.depth + wb * b.depth + wc * c.depth
        const at = y * width + x
        if (depth >= this.#depth[at]!) continue
        this.#depth[at] = depth
        colourAt(texture, wa * a.u + wb * b.u + wc * c.u, wa * a.v + wb * b.v + wc * c.v, data, 3 * at)
      }
    }
  }
}

/** Bilinear; beyond the picture's edge its last pixel. */
function colourAt({ width, height, data }: RgbImage, u: number, v: number, out: Uint8Array, to: number): void {
  const x = Math.min(Math.max(u - 0.5, 0), width - 1.001)
  const y = Math.min(Math.max(v - 0.5, 0), height - 1.001)
  const [x0, y0] = [Math.floor(x), Math.floor(y)]
  const [fx, fy] = [x - x0, y - y0]
  const at = 3 * (y0 * width + x0)
  const below = at + 3 * width
  for (let channel = 0; channel < 3; channel++) {
    const upper = data[at + channel]! * (1 - fx) + data[at + 3 + channel]! * fx
    const lower = data[below + channel]! * (1 - fx) + data[below + 3 + channel]! * fx
    out[to + channel] = upper * (1 - fy) + lower * fy
  }
}
