/** Zones to be read: cut out of rendered documents along their true outline, levelled, with a little paper around. */
import sharp from 'sharp'
import { defaultLimits } from '@/engines/decode'
import { decodeNode } from '@/engines/decode-node'
import { renderDocument } from '@/engines/document/rendered/render'
import type { Point, Quad } from '@/engines/document/types'
import { zoneFormats } from '@/engines/document/zone/layout'
import { applyHomography, ontoQuad, warp } from '@/engines/warp'
import type { Distortion } from '@/engines/document/rendered/distort'

export interface Crop {
  png: Uint8Array
  lines: string[]
}

/** How the documents were photographed. `clear` is what a scanner gives, `hand-held` the worst that reading is promised for (README). */
export const conditions: Record<'clear' | 'hand-held', Partial<Distortion>> = {
  clear: { pixelsPerCharacter: 20, quality: 92 },
  'hand-held': { pixelsPerCharacter: 14.5, tilt: 10, perspective: 0.1, blur: 1, noise: 4, shade: 0.2, quality: 80 },
}

/** On every side, as a share of the zone's height: its own paper, and blank paper of the same shade around that. */
const margin = 0.25
const blank = 0.75

export async function renderCrops(condition: keyof typeof conditions, perFormat: number): Promise<Crop[]> {
  const crops: Crop[] = []
  for (const format of zoneFormats) {
    for (let seed = 1; seed <= perFormat; seed++) {
      const { picture, truth } = await renderDocument({ seed, format, distortion: conditions[condition] })
      if (!truth.zone) throw new Error(`A rendered ${format} shows no zone.`)
      crops.push({ png: await cutLevel(picture, truth.zone.quad), lines: truth.zone.lines })
    }
  }
  return crops
}

async function cutLevel(picture: Uint8Array, quad: Quad): Promise<Uint8Array> {
  const { image } = await decodeNode(picture, { ...defaultLimits, maxSide: Number.MAX_SAFE_INTEGER })
  const [width, height] = [distance(quad[0], quad[1]), distance(quad[0], quad[3])]
  const map = ontoQuad(quad, width, height)
  const by = margin * height
  const at = (x: number, y: number): Point => applyHomography(map, x, y)
  const around: Quad = [at(-by, -by), at(width + by, -by), at(width + by, height + by), at(-by, height + by)]
  const size = { width: Math.round(width + 2 * by), height: Math.round(height + 2 * by) }
  const { data } = warp(image, ontoQuad(around, size.width, size.height), size.width, size.height)
  const cut = sharp(data, { raw: { ...size, channels: 3 } })
  const [r, g, b] = (await cut.stats()).channels.map(({ mean }) => Math.round(mean))
  const edge = Math.round(blank * height)
  const extended = cut.extend({ top: edge, right: edge, bottom: edge, left: edge, background: { r, g, b } })
  // What a scanner writes: without a density the peer takes the picture for a very coarse one.
  return new Uint8Array(await extended.withMetadata({ density: 300 }).png().toBuffer())
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}
