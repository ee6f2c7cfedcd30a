/**
 * Films of rendered documents as a camera sees them: JPEG after JPEG (motion JPEG), which Chromium plays in the place of a
 * camera, thirty pictures a second, over and over.
 */
import sharp from 'sharp'
import type { Quad } from '../types'
import { compose } from './distort'
import { ground } from './ground'
import { rasterise, sheetOf, type DocumentOrder } from './render'

export interface Film {
  width?: number
  height?: number
  /** Share of the picture that the document fills once it has come to rest, in the direction in which it is tight. */
  fills?: number
  /** Pictures during which the document comes in, and during which it rests in somebody's hand. */
  coming?: number
  resting?: number
}

/** Each document in turn comes into the middle from below, turned a little, and rests there all but still. */
export async function renderFilm(documents: Omit<DocumentOrder, 'distortion'>[], film: Film = {}): Promise<Uint8Array> {
  const { width = 1280, height = 720, fills = 0.82, coming = 20, resting = 100 } = film
  const pictures: Buffer[] = []
  for (const order of documents) {
    const { laid } = await sheetOf(order)
    const perMm = fills * Math.min(width / laid.widthMm, height / laid.heightMm)
    const page = await rasterise(laid, perMm * 1.5)
    const table = ground(order.seed, width, height, 'table')
    const seen = async (quad: Quad) => {
      const image = { ...table, data: table.data.slice() }
      compose(image, page, { width, height, quad })
      return sharp(image.data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 88 })
        .toBuffer()
    }
    const at = (away: number, sway: number) =>
      held(width / 2 + sway, height / 2 + away * height * 0.55, laid.widthMm * perMm, laid.heightMm * perMm, away * 9)
    // Every other picture is drawn, and shown twice.
    for (let i = 0; i < coming; i += 2) {
      const picture = await seen(at(1 - i / coming, 0))
      pictures.push(picture, picture)
    }
    // A hand's tremble: less than a pixel, in a cycle of eight.
    const rest = await Promise.all(Array.from({ length: 8 }, (_, i) => seen(at(0, 0.7 * Math.sin((i / 4) * Math.PI)))))
    for (let i = 0; i < resting; i++) pictures.push(rest[(i >> 2) % rest.length]!)
  }
  return new Uint8Array(Buffer.concat(pictures))
}

function held(x: number, y: number, width: number, height: number, degrees: number): Quad {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const corner = (u: number, v: number) => ({
    x: x + (u * cos - v * sin) / 2,
    y: y + (u * sin + v * cos) / 2,
  })
  return [corner(-width, -height), corner(width, -height), corner(width, height), corner(-width, height)]
}
