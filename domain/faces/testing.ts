/**
 * Engines for tests of the rules around faces: "pictures" are words that say who is on them, the search engine is the real
 * one. What the nets make of real pictures is tested in engines/ and beside the legacy routes.
 */
import { createSearchEngine } from '@/engines/search'
import { addedId } from '@/engines/added/manifest'
import { shippedModels, type ChosenModels } from '@/engines/added/types'
import { EngineBusy, WorkerLost, type DetectedFace, type Engines, type FaceReading } from '@/engines/types'
import { documentOn, readTestDocument } from '../documents/testing'
import { testLiveness } from '../liveness/testing'
import { testVoice } from '../voice/testing'
import { wordPicture, wordsOn } from './testing-words'

export { takenAt } from './testing-words'

export interface TestFace {
  /** Two faces of one name are one person. */
  person: string
  /** How far this picture is from the person's mean: 0 the same, 0.5 still the same person, 5 nobody in particular. */
  noise?: number
  eyeDistancePx?: number
  /** An added model does not find this face. */
  onlyShipped?: boolean
}

export function picture(...faces: (TestFace | string)[]): Uint8Array {
  return wordPicture(faces.map((face) => (typeof face === 'string' ? { person: face } : face)))
}

/** Not a picture at all. */
export const garbage = Buffer.from('garbage')

export interface TestEngines extends Engines {
  /** Called before each reading is given out: what happens while the engine thinks. */
  whileReading: () => Promise<void>
  full: boolean
}

/** @param root the checkout, which holds the search worker's bundle */
export function testEngines(root = process.cwd()): TestEngines {
  const search = createSearchEngine({ root })
  const engines = testSet(search, shippedModels, () => engines)
  engines.close = () => search.close()
  return engines
}

/** @param first whose `whileReading` and `full` count for every set beside it */
function testSet(search: Engines['search'], models: ChosenModels, first: () => TestEngines): TestEngines {
  const [face, voice] = [models.face?.manifest, models.voice?.manifest]
  const embedding = (of: TestFace) => embeddingOf(face ? { ...of, person: `${of.person} by ${addedId(face)}` } : of)
  const engines: TestEngines = {
    whileReading: async () => undefined,
    full: false,
    search,
    models,
    tryModel: async () => undefined,
    open: (others) => testSet(search, others, first),
    document: {
      models: [],
      async read(bytes) {
        if (first().full) throw new EngineBusy(7)
        const document = documentOn(wordsOn(bytes))
        await first().whileReading()
        return readTestDocument(document)
      },
    },
    voice: testVoice(
      async () => {
        if (first().full) throw new EngineBusy(7)
        await first().whileReading()
      },
      embeddingOf,
      voice && addedId(voice),
    ),
    liveness: testLiveness(
      async () => {
        if (first().full) throw new EngineBusy(7)
        await first().whileReading()
      },
      (person) => detected({ person }, embedding({ person }), false),
    ),
    face: {
      model: {
        id: face ? addedId(face) : 'test-face@1',
        name: face?.name ?? 'test-face',
        version: face?.version ?? '1',
        sha256: '',
        dimension,
      },
      thresholds: {
        points: [
          { fmr: 1e-2, threshold: 0.5, extrapolated: false },
          { fmr: 1e-3, threshold: 0.6, extrapolated: false },
          { fmr: 1e-4, threshold: 0.65, extrapolated: false },
          { fmr: 1e-5, threshold: 0.7, extrapolated: true },
        ],
        nonMatedComparisons: 1,
        matedComparisons: 1,
        fittedOn: 'nothing',
      },
      async read(bytes, options = {}): Promise<FaceReading> {
        if (first().full) throw new EngineBusy(7)
        const faces = facesOn(bytes).filter(({ onlyShipped }) => !(face && onlyShipped))
        await first().whileReading()
        return {
          widthPx: 640,
          heightPx: 480,
          format: 'jpeg',
          faces: faces.map((face) =>
            detected(face, options.embed === false ? null : embedding(face), options.properties),
          ),
        }
      },
    },
    ready: async () => undefined,
    health: () => ({ ready: true, workers: 1, busy: 0, queued: 0, queueLimit: 1 }),
    isFull: () => first().full,
    close: async () => undefined,
  }
  return engines
}

/** For `whileReading`: as where a worker dies with the picture that it reads. */
export function loseWorker(): Promise<never> {
  const cause = new Error('A recognition took too long.')
  return Promise.reject(new WorkerLost('The recognition worker stopped during this request; try again.', { cause }))
}

const dimension = 128

function facesOn(bytes: Uint8Array): TestFace[] {
  const words = wordsOn(bytes)
  const document = documentOn(words)
  if (!document) return words as TestFace[]
  return document.person ? [{ person: document.person }] : []
}

function detected(face: TestFace, embedding: Float32Array | null, properties: unknown): DetectedFace {
  return {
    box: { x: 100, y: 100, width: 200, height: 200 },
    quality: {
      detectionScore: 0.99,
      meshScore: 0.99,
      yawDegrees: 0,
      pitchDegrees: 0,
      rollDegrees: 0,
      eyeDistancePx: face.eyeDistancePx ?? 90,
      sharpness: 0.9,
      brightness: 128,
      contrast: 50,
      outsideShare: 0,
    },
    embedding,
    properties: properties
      ? {
          ageYears: 31.6,
          gender: 'male',
          emotions: properties === 'with-emotions' ? [{ name: 'happy', score: 1 }] : [],
        }
      : null,
  }
}

/** A direction of the person's own, and one of the picture's. Two persons' are nearly orthogonal. */
export function embeddingOf({ person, noise = 0 }: TestFace): Float32Array {
  const mean = direction(person)
  const shift = direction(`${person} ${noise}`)
  const sum = mean.map((value, i) => value + noise * shift[i]!)
  const length = Math.hypot(...sum)
  return Float32Array.from(sum, (value) => value / length)
}

/** Numbers from a seed, normally distributed enough; of length 1. */
function direction(seed: string): number[] {
  let state = [...seed].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619) >>> 0, 2166136261)
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0
    return state / 2 ** 32
  }
  const values = Array.from({ length: dimension }, () => next() + next() + next() + next() - 2)
  const length = Math.hypot(...values)
  return values.map((value) => value / length)
}
