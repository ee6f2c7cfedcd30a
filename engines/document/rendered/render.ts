/**
 * Rendered identity documents of our own, seeded, with the truth about each: for tests and evaluation, never in a server.
 * People, numbers, letters and backgrounds are made up here; the faces come from dev dependencies.
 */
import sharp from 'sharp'
import type { FieldName, Side } from '../report-types'
import type { Point, Quad, ZoneFormat } from '../types'
import { applyHomography, ontoQuad } from '../../warp'
import type { Box } from '../../types'
import { addNoise, compose, light, place, strokePx, undistorted, type Distortion, type Placement } from './distort'
import { ground } from './ground'
import { layOut, zoneSide, type Laid } from './layout'
import { pitch, type HandName } from './lettering'
import { negativeSheet, type NegativeKind } from './negatives'
import { portraitOf } from './portraits'

export interface DocumentOrder {
  seed: number
  format: ZoneFormat
  /** Default: the side that holds the zone. */
  side?: Side
  /** Default `plain`. */
  font?: HandName
  /** What is not named is left out (`undistorted`). */
  distortion?: Partial<Distortion>
  /** Whether a face is printed where the layout has one; otherwise the outline of a head. Default true. */
  face?: boolean
}

export interface Truth {
  format: ZoneFormat
  side: Side
  font: HandName
  /** Null: this side has none. */
  zone: { lines: string[]; quad: Quad } | null
  /** What the visual zone prints beside labels: dates as `YYYY-MM-DD`, names in capitals. */
  fields: Partial<Record<FieldName, string>>
  /** Of the document in the picture, in pixels. */
  quad: Quad
  /** Whether a face is printed, and where. */
  portrait: boolean
  portraitQuad: Quad | null
  signatureQuad: Quad | null
  /** What would be wrong to reject: every check digit is right. */
  valid: true
  distortion: Distortion
}

export interface Rendered {
  /** JPEG, or PNG where the distortion says so. */
  picture: Uint8Array
  truth: Truth
}

export async function renderDocument(order: DocumentOrder): Promise<Rendered> {
  const { seed, format, side = zoneSide(format), font = 'plain' } = order
  const distortion = { ...undistorted, ...order.distortion }
  const { laid, portrait } = await sheetOf(order)
  const { picture, placement } = await photograph(seed, laid, distortion, laid.zone?.box ?? null)
  const quadOf = (box: Box) => quadIn(placement, laid, box)
  return {
    picture,
    truth: {
      format,
      side,
      font,
      zone: laid.zone && { lines: laid.zone.lines, quad: quadOf(laid.zone.box) },
      fields: laid.fields,
      quad: placement.quad,
      portrait: Boolean(portrait),
      portraitQuad: portrait ? quadOf(portrait) : null,
      signatureQuad: laid.signature && quadOf(laid.signature),
      valid: true,
      distortion,
    },
  }
}

/** A document as it is printed, with its portrait. */
export async function sheetOf({ seed, format, side = zoneSide(format), font = 'plain', face = true }: DocumentOrder) {
  const laid = layOut(seed, format, side, font)
  const portrait = face ? laid.portrait : null
  if (portrait) laid.svg += imageElement(await portraitOf(seed, laid.holder.gender), portrait)
  return { laid, portrait }
}

/** A picture in which no zone may be found; seed after seed goes through the kinds in turn. */
export async function renderNegative(
  seed: number,
  distortion: Partial<Distortion> = {},
): Promise<{ picture: Uint8Array; kind: NegativeKind; quad: Quad }> {
  const sheet = negativeSheet(seed)
  const { picture, placement } = await photograph(seed, sheet, { ...undistorted, ...distortion }, null)
  return { picture, kind: sheet.kind, quad: placement.quad }
}

export type Sheet = Pick<Laid, 'widthMm' | 'heightMm' | 'svg'>

/** Radius of rounded corners (ISO/IEC 7810), millimetres. */
const corner = 3.18

/** Draws a sheet, lays it down and takes its picture. */
async function photograph(
  seed: number,
  sheet: Sheet,
  distortion: Distortion,
  spotOn: Box | null,
): Promise<{ picture: Uint8Array; placement: Placement }> {
  const perMm = (distortion.pixelsPerCharacter * 100) / pitch
  const placement = place(seed, sheet.widthMm * perMm, sheet.heightMm * perMm, distortion)
  const image = ground(seed, placement.width, placement.height, distortion.scene)
  // Twice as fine as it is seen: one bilinear sample then averages the pixels under it.
  compose(image, await rasterise(sheet, perMm * 2), placement)

  const spot = spotOn ?? { x: 0, y: 0, width: sheet.widthMm, height: sheet.heightMm }
  const middle = quadIn(placement, sheet, {
    x: spot.x + spot.width / 2,
    y: spot.y + spot.height / 2,
    width: 1,
    height: 1,
  })
  light(image, seed, distortion, middle[0], sheet.widthMm * perMm * 0.08)

  const sigma = (distortion.blur * strokePx(distortion)) / 2
  if (sigma >= 0.3) {
    image.data = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
      .blur(sigma)
      .raw()
      .toBuffer()
  }
  addNoise(image, seed, distortion.noise)
  const seen = sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
  const file = distortion.quality === null ? seen.png() : seen.jpeg({ quality: distortion.quality, mozjpeg: false })
  return { picture: new Uint8Array(await file.toBuffer()), placement }
}

/** With transparent corners. */
export async function rasterise({ widthMm, heightMm, svg }: Sheet, perMm: number) {
  const [width, height] = [Math.round(widthMm * perMm), Math.round(heightMm * perMm)]
  const page = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${widthMm} ${heightMm}"><clipPath id="card"><rect width="${widthMm}" height="${heightMm}" rx="${corner}"/></clipPath><g clip-path="url(#card)">${svg}</g></svg>`
  const { data, info } = await sharp(Buffer.from(page)).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}

function imageElement(jpeg: Buffer, { x, y, width, height }: Box): string {
  return `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice" href="data:image/jpeg;base64,${jpeg.toString('base64')}"/>`
}

/** A box on the sheet, in millimetres, as it lies in the picture. */
function quadIn({ quad }: Placement, { widthMm, heightMm }: Sheet, { x, y, width, height }: Box): Quad {
  const map = ontoQuad(quad, widthMm, heightMm)
  const at = (u: number, v: number): Point => applyHomography(map, u, v)
  return [at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)]
}
