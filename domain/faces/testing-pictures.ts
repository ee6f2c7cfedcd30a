/**
 * Real pictures for tests, cut out of or made from what ships inside dev dependencies, and the real engine that
 * reads each of them once. Which cuts show the same man was checked by eye.
 */
import { createHash } from 'node:crypto'
import sharp, { type Sharp } from 'sharp'
import { createEngines } from '@/engines'
import type { DocumentReadOptions } from '@/engines/document/types'
import type { CallOptions, Engines, FaceReadOptions } from '@/engines/types'
import type { VoiceReadOptions } from '@/engines/voice/types'

const packages = `${process.cwd()}/node_modules/@vladmandic`
const demo = (number: number) => `${packages}/face-api/demo/sample${number}.jpg`
/** A row of tiles with one man in many photographs. */
const tiles = `${packages}/human/assets/screenshot-facematch.jpg`
const tile = (column: number) => ({ left: 3 + Math.round(106.35 * column), top: 284, width: 105, height: 105 })

const jpeg = (picture: Sharp) => picture.jpeg({ quality: 90 }).toBuffer()
const annaAtTheBar = () => sharp(demo(1)).extract({ left: 1320, top: 100, width: 500, height: 500 })

export const pictures = {
  anna: () => jpeg(sharp(demo(3)).extract({ left: 950, top: 120, width: 470, height: 520 })),
  /** The same woman on another evening. */
  annaAgain: () => jpeg(annaAtTheBar()),
  annaPng: () => annaAtTheBar().png().toBuffer(),
  eva: () => jpeg(sharp(demo(3)).extract({ left: 1400, top: 180, width: 480, height: 480 })),
  ben: () => jpeg(sharp(tiles).extract(tile(3))),
  benAgain: () => jpeg(sharp(tiles).extract(tile(8))),
  /** Anna, Eva and a third woman. */
  group: () => jpeg(sharp(demo(3))),
  /** A woman who looks to the side. */
  profile: () => jpeg(sharp(demo(2)).extract({ left: 250, top: 80, width: 420, height: 460 })),
  nobody: () => jpeg(sharp({ create: { width: 320, height: 240, channels: 3, background: '#7a9' } })),
}

/** The real engines, which look at each picture and listen to each recording once per process, however many tests and dialects ask. */
export function realEngines(): Engines {
  const engines = createEngines({ root: process.cwd(), workers: 1 })
  const { face, document, voice } = engines
  const readFace = once((picture, options?: FaceReadOptions & CallOptions) => face.read(picture, options))
  const readDocument = once((picture, options?: DocumentReadOptions & CallOptions) => document.read(picture, options))
  const readVoice = once((recording, options?: VoiceReadOptions & CallOptions) => voice.read(recording, options))
  return {
    ...engines,
    search: engines.search,
    voice: {
      model: voice.model,
      get thresholds() {
        return voice.thresholds
      },
      read: readVoice,
      compare: voice.compare,
      sameTake: voice.sameTake,
    },
    face: {
      model: face.model,
      get thresholds() {
        return face.thresholds
      },
      read: readFace,
    },
    document: { models: document.models, read: readDocument },
  }
}

/** Whose call it is changes nothing of what is read. */
function once<Options extends CallOptions, Reading>(
  read: (picture: Uint8Array, options?: Options) => Promise<Reading>,
) {
  const readings = new Map<string, Promise<Reading>>()
  return async (picture: Uint8Array, options?: Options): Promise<Reading> => {
    const name = createHash('sha256')
      .update(picture)
      .update(JSON.stringify({ ...options, share: undefined, signal: undefined }))
      .digest('hex')
    const reading = readings.get(name) ?? read(picture, options)
    readings.set(name, reading)
    return structuredClone(await reading)
  }
}
