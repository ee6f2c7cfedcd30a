/** Whole pictures of rendered documents, read by the nets that ship: what is found, how it is turned, and what is not claimed. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeNode, encodeNode } from '../decode-node'
import { loadFaceNets } from '../face/nets'
import { loadManifest } from '../models'
import { createRuntime } from '../runtime'
import { PictureRefused } from '../types'
import { loadDocumentNets } from './nets'
import { createDocumentPipeline, type DocumentPipeline } from './pipeline'
import { renderDocument, renderNegative, type DocumentOrder } from './rendered/render'
import type { Quad, ZoneFormat } from './types'

let pipeline: DocumentPipeline

beforeAll(async () => {
  const readModel = (file: string) => readFile(join(process.cwd(), 'build/models', file))
  const runtime = createRuntime({ threads: 1 })
  const nets = await loadDocumentNets(runtime, loadManifest(), readModel)
  const face = await loadFaceNets(runtime, loadManifest(), readModel, false)
  pipeline = createDocumentPipeline({ nets: { ...nets, face }, decode: decodeNode, encode: encodeNode })
}, 60_000)

const onTable: DocumentOrder['distortion'] = {
  tilt: 6,
  perspective: 0.06,
  blur: 0.6,
  quality: 80,
  pixelsPerCharacter: 14.5,
}

/** Somebody in front of a camera, out of a picture that ships inside a dependency. */
const person = () =>
  sharp(join(process.cwd(), 'node_modules/@vladmandic/face-api/demo/sample3.jpg'))
    .extract({ left: 950, top: 120, width: 470, height: 520 })
    .jpeg()
    .toBuffer()

const centre = (quad: Quad) => ({
  x: quad.reduce((sum, { x }) => sum + x, 0) / 4,
  y: quad.reduce((sum, { y }) => sum + y, 0) / 4,
})

describe('a document on a table', () => {
  it.each<[ZoneFormat, number]>([
    ['TD1', 1],
    ['TD2', 2],
    ['TD3', 3],
    ['MRVA', 4],
    ['MRVB', 5],
    ['IDFR', 6],
  ])('is read whole: %s', async (format, seed) => {
    const { picture, truth } = await renderDocument({ seed, format, distortion: onTable })
    const reading = await pipeline.read(picture)
    expect(reading.zone?.lines).toEqual(truth.zone!.lines)
    expect(reading.zone!.format).toBe(format)
    for (const line of reading.zone!.confidences) for (const one of line) expect(one > 0 && one <= 1).toBe(true)
    // The zone lies in the lower part of every page, and within it.
    const at = centre(reading.zone!.quad)
    expect(at.x / reading.page.widthPx).toBeCloseTo(0.5, 0)
    expect(at.y / reading.page.heightPx).toBeGreaterThan(0.6)
  })

  it('is cut out along its edges and turned upright, whichever way it lies', async () => {
    for (const turn of [90, 180, 270] as const) {
      const { picture, truth } = await renderDocument({ seed: 7, format: 'TD3', distortion: { ...onTable, turn } })
      const reading = await pipeline.read(picture)
      expect(reading.zone?.lines, `${turn}`).toEqual(truth.zone!.lines)
      // Turned back by what the camera turned it.
      expect(reading.turnedDegrees).toBe(360 - turn)
      expect(reading.page.widthPx).toBeGreaterThan(reading.page.heightPx)
      expect(reading.portrait).not.toBeNull()
      const { box } = reading.portrait!
      expect((box.x + box.width / 2) / reading.page.widthPx).toBeLessThan(0.5)
    }
  })
})

describe('what is not there is not claimed', () => {
  it('reads no zone on other print, and no portrait', async () => {
    for (let seed = 0; seed < 4; seed++) {
      const { picture, kind } = await renderNegative(seed)
      const reading = await pipeline.read(picture)
      expect(reading.zone, kind).toBeNull()
    }
  })

  it('takes a picture of a person for no document', async () => {
    const reading = await pipeline.read(await person())
    expect(reading.zone).toBeNull()
    expect(reading.outline).toBeNull()
    expect(reading.portrait).toBeNull()
  })

  it('takes nobody beside a document for its holder', async () => {
    const { picture, truth } = await renderDocument({
      seed: 3,
      format: 'TD3',
      distortion: { pixelsPerCharacter: 14.5 },
    })
    const { width, height } = await sharp(picture).metadata()
    const side = Math.round(0.9 * height)
    const beside = await sharp(await person())
      .resize(side, side)
      .toBuffer()
    const both = await sharp({ create: { width: width + side + 60, height, channels: 3, background: '#c8c4bc' } })
      .composite([
        { input: Buffer.from(picture), left: 0, top: 0 },
        { input: beside, left: width + 30, top: Math.round(0.05 * height) },
      ])
      .jpeg({ quality: 90 })
      .toBuffer()
    const { zone, outline, portrait, page } = await pipeline.read(both)
    expect(zone?.lines).toEqual(truth.zone!.lines)
    // Both are still to be seen, and the passport ends where the other picture begins.
    expect(outline).toBeNull()
    const right = portrait!.box.x + portrait!.box.width
    expect(right / page.widthPx).toBeLessThan(width / (width + side + 60))
  })

  it('reads the front of a card without a zone', async () => {
    const { picture, truth } = await renderDocument({ seed: 8, format: 'TD1', side: 'front', distortion: onTable })
    const reading = await pipeline.read(picture)
    expect(truth.zone).toBeNull()
    expect(reading.zone).toBeNull()
    expect(reading.portrait !== null).toBe(truth.portrait)
    expect(reading.lines.length).toBeGreaterThan(3)
  })

  it('leaves a zone that is half outside unread', async () => {
    const { picture } = await renderDocument({ seed: 9, format: 'TD3' })
    const { width, height } = await sharp(picture).metadata()
    const half = await sharp(picture)
      .extract({ left: 0, top: 0, width: Math.round(width / 2), height })
      .toBuffer()
    expect((await pipeline.read(half)).zone).toBeNull()
  })

  it('finds nothing on an empty sheet, nor on a picture too small for print', async () => {
    const empty = await sharp({ create: { width: 200, height: 100, channels: 3, background: '#dde' } })
      .png()
      .toBuffer()
    const reading = await pipeline.read(empty)
    expect(reading).toMatchObject({ zone: null, lines: [], portrait: null, signature: null, turnedDegrees: 0 })
    const { picture } = await renderDocument({ seed: 10, format: 'TD3' })
    const tiny = await sharp(picture).resize(200, 100, { fit: 'fill' }).toBuffer()
    expect((await pipeline.read(tiny)).zone).toBeNull()
  })

  it('refuses what is no picture', async () => {
    await expect(pipeline.read(Buffer.from('no picture'))).rejects.toThrow(PictureRefused)
  })
})
