import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeOf, type Person } from '../face/testing'
import { createEngines } from '../index'
import { cosine } from '../math'
import type { Engines } from '../types'
import { speak } from '../voice/testing'
import { checkBytes, checkCohort } from './check'
import { modelFile } from './file'
import { addedManifestSchema, type AddedManifest } from './manifest'
import {
  dimension,
  externalTensor,
  faceManifest,
  faceNet,
  fileAround,
  modelOf,
  nodeOf,
  voiceManifest,
  voiceNet,
} from './testing'
import { shippedModels, type AddedModel } from './types'

let folder: string
let engines: Engines

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limen-added-'))
  engines = createEngines({ root: process.cwd(), workers: 1, modelFiles: folder })
})
afterAll(async () => {
  await engines.close()
  await rm(folder, { recursive: true })
})

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const whole = (manifest: AddedManifest, file: Uint8Array, cohort: Uint8Array | null = null): AddedModel =>
  modelOf(manifest, file, checkBytes(manifest, file), cohort)
const photoOf = async (person: Person) => {
  const { path, area } = placeOf(person)
  return sharp(path).extract(area).jpeg({ quality: 95 }).toBuffer()
}

describe('the manifest', () => {
  const wrong = (manifest: unknown) => {
    const { error } = addedManifestSchema.safeParse(manifest)
    return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  }
  const pixels = (change: object) => ({
    ...faceManifest,
    input: { ...faceManifest.input, pixels: { ...faceManifest.input.pixels, ...change } },
  })
  const mel = (change: object) => ({
    ...voiceManifest,
    input: { ...voiceManifest.input, mel: { ...voiceManifest.input.mel, ...change } },
  })
  const falling = { ...faceManifest.thresholds!, points: [...faceManifest.thresholds!.points].reverse() }
  falling.points = falling.points.map((point, index) => ({ ...point, fmr: 10 ** -(index + 2) }))

  it('that is right is taken', () => {
    for (const manifest of [faceManifest, voiceManifest, pixels({ std: [1, 2, 3] })])
      expect(wrong(manifest)).toBe(undefined)
  })

  it.each<[string, unknown, RegExp]>([
    ['another kind', { ...faceManifest, kind: 'iris' }, /kind: must be face or voice/],
    ['a name with a slash', { ...faceManifest, name: 'a/b' }, /name: must be small letters/],
    ['another size', pixels({ width: 160 }), /pixels\.width/],
    ['no colours', pixels({ colours: undefined }), /pixels\.colours/],
    ['a spread of nothing', pixels({ std: 0 }), /std: must be above 0/],
    ['two means', pixels({ mean: [1, 2] }), /mean: must be a number, or a list of three/],
    ['too short a transform', mel({ fft: 256 }), /fft: must be at least as long as a frame/],
    ['an odd transform', mel({ fft: 500 }), /fft: must be a power of two/],
    ['bands upside down', mel({ highHz: 10 }), /highHz: must be above lowHz/],
    [
      'a score that nothing reaches',
      { ...faceManifest, thresholds: { ...falling, points: [{ fmr: 0.1, threshold: 2, extrapolated: true }] } },
      /2 is a score that nothing reaches/,
    ],
    ['scores that fall', { ...faceManifest, thresholds: falling }, /must ask for a higher score where fewer strangers/],
    ['something unknown', { ...faceManifest, colour: 'red' }, /colour/],
  ])('with %s is refused', (_, manifest, words) => expect(wrong(manifest)).toMatch(words))
})

describe('the file', () => {
  it.each<[string, () => Uint8Array, Partial<AddedManifest>, RegExp]>([
    ['is no ONNX', () => Buffer.from('no model at all'), {}, /not an ONNX model/],
    ['is empty', () => new Uint8Array(), {}, /not an ONNX model/],
    ['is another one', () => faceNet(), { sha256: 'a'.repeat(64) }, /SHA-256 is .*; its manifest says a{64}/],
    ['has its weights elsewhere', () => fileAround([externalTensor, nodeOf('Relu', '')]), {}, /lie in another file/],
    ['needs what the runtime has not', () => fileAround([nodeOf('Fuse', 'my.ops')]), {}, /operator Fuse of my\.ops/],
    ['has no such input', () => voiceNet(), {}, /no input called chip; it has feats/],
    [
      'has no such output',
      () => faceNet(),
      { output: { name: 'x', dimension } },
      /no output called x; it has embedding/,
    ],
  ])('that %s is refused unseen', (_, file, change, words) => {
    expect(() => checkBytes({ ...faceManifest, ...change } as AddedManifest, file())).toThrow(words)
  })

  it.each<[string, Uint8Array, Partial<AddedManifest>, RegExp]>([
    [
      'gives another number of numbers',
      faceNet(),
      { output: { name: 'embedding', dimension: 32 } },
      /gives 64 numbers \(1 x 64\); its manifest says 32/,
    ],
    ['gives what is no number', faceNet({ end: 'Log' }), {}, /not finite/],
    ['gives the same for all', faceNet({ end: 'Sign', seed: 0 }), {}, /same for two inputs/],
    ['takes another shape', faceNet({ layout: 'NHWC' }), {}, /does not run on what its manifest says/],
    ['cannot be loaded', fileAround([nodeOf('Nonsense', '')]), {}, /runtime cannot load/],
  ])('that %s is refused when it runs', async (_, file, change, words) => {
    const manifest = { ...faceManifest, ...change } as AddedManifest
    await expect(engines.tryModel(whole(manifest, file))).rejects.toThrow(words)
    expect(await readdir(folder)).toEqual([])
  })

  it('that is right runs, in either layout', async () => {
    await engines.tryModel(whole(faceManifest, faceNet()))
    await engines.tryModel(whole(voiceManifest, voiceNet()))
    const input = { ...faceManifest.input, pixels: { ...faceManifest.input.pixels, layout: 'NHWC' as const } }
    await engines.tryModel(whole({ ...faceManifest, input }, faceNet({ layout: 'NHWC' })))
  })

  it('is written again where the kept one was damaged, and never when it is another', async () => {
    const file = faceNet()
    const model = modelOf(faceManifest, file, hashOf(file))
    const { path } = await modelFile(folder, model)
    await writeFile(path, 'damaged')
    await modelFile(folder, model)
    await expect(modelFile(folder, modelOf(faceManifest, file, 'b'.repeat(64)))).rejects.toThrow(
      /not the one that was added/,
    )
    expect((await readdir(folder)).filter((name) => !name.endsWith('.onnx'))).toEqual([])
  })
})

it('a cohort has whole rows, as many as count, and finite numbers', () => {
  const manifest = { ...voiceManifest, cohort: { file: 'cohort.bin', top: 2 } }
  const rows = (count: number, value = 1) => new Uint8Array(new Float32Array(count * dimension).fill(value).buffer)
  checkCohort(manifest, rows(2))
  for (const bytes of [rows(1), rows(3).subarray(1), rows(2, NaN), null]) {
    expect(() => checkCohort(manifest, bytes)).toThrow(/cohort\.bin/)
  }
})

it('sets beside each other make templates of their models, which tell people apart', async () => {
  const file = faceNet()
  const [face, voice] = [whole(faceManifest, file), whole(voiceManifest, voiceNet())]
  const second = engines.open({ face, voice }, { workers: 1 })
  try {
    expect(second.search).toBe(engines.search)
    expect(second.face.model).toMatchObject({ id: 'random-face@1', dimension })
    expect(second.open(shippedModels).face.model).toEqual(engines.face.model)
    const read = async (person: Person) => (await second.face.read(await photoOf(person))).faces[0]!.embedding!
    const [anna, again, berta] = [await read('anna'), await read('anna, laughing and tilted'), await read('berta')]
    expect(anna).toHaveLength(dimension)
    expect(cosine(anna, anna)).toBeCloseTo(1, 5)
    expect(cosine(anna, again)).toBeGreaterThan(cosine(anna, berta))
    const hear = async (voice: 'slt' | 'rms', text: string) =>
      (await second.voice.read(await speak({ voice, text }))).embedding!
    const [one, same, other] = [
      await hear('slt', 'My voice opens the door, and nobody else has it.'),
      await hear('slt', 'The door stays shut for all the others today.'),
      await hear('rms', 'My voice opens the door, and nobody else has it.'),
    ]
    expect(await second.voice.compare([one], same)).toBeGreaterThan(await second.voice.compare([one], other))
  } finally {
    await second.close()
  }
  await expect(second.face.read(await photoOf('anna'))).rejects.toMatchObject({ name: 'EngineBusy', reason: 'closing' })
})

it('says which file it cannot start with', async () => {
  const lost = engines.open({ face: modelOf(faceManifest, faceNet(), 'c'.repeat(64)), voice: null }, { workers: 1 })
  await expect(lost.ready()).rejects.toThrow(/not the one that was added/)
  await lost.close()
})
