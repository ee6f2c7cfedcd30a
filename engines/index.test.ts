import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultFmr, thresholdAt } from './face/decide'
import { placeOf, type Person } from './face/testing'
import { createEngines } from './index'
import { cosine } from './math'
import { EngineBusy, PictureRefused, type Engines } from './types'
import { speak } from './voice/testing'
import { RecordingRefused } from './voice/types'

let engines: Engines

function photoOf(person: Person): Promise<Buffer> {
  const { path, area } = placeOf(person)
  return sharp(path).extract(area).jpeg({ quality: 95 }).toBuffer()
}

beforeAll(async () => {
  engines = createEngines({ root: process.cwd(), workers: 1, queueLimit: 2 })
  expect(engines.health()).toEqual({ ready: false, workers: 0, busy: 0, queued: 0, queueLimit: 2 })
  await engines.ready()
})

afterAll(() => engines.close())

it('reads a face in a worker and leaves the caller its bytes', async () => {
  const photo = await photoOf('anna')
  const before = photo.length
  const { faces, format, widthPx } = await engines.face.read(photo, { properties: true })
  expect([faces.length, format, widthPx]).toEqual([1, 'jpeg', 460])
  expect(faces[0].embedding).toBeInstanceOf(Float32Array)
  expect(faces[0].embedding).toHaveLength(engines.face.model.dimension)
  expect(faces[0].properties?.gender).toBe('female')
  expect(photo.length).toBe(before)
  expect(photo[0]).toBe(0xff)
})

it('refuses what is no picture with the class and code that it had in the worker', async () => {
  const refusal = await engines.face.read(Buffer.from('no picture')).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(PictureRefused)
  expect(refusal).toMatchObject({ code: 'unsupported_format', message: expect.stringContaining('JPEG, PNG, WEBP') })
  expect(engines.health()).toMatchObject({ ready: true, workers: 1, busy: 0 })
})

it('reads a voice in the same worker, compares it and leaves the caller its bytes', async () => {
  const recording = await speak({ voice: 'slt', text: 'My voice opens the door, and nobody else has it.' })
  const before = recording.slice()
  const { embedding, quality } = await engines.voice.read(recording)
  expect(recording).toEqual(before)
  expect(embedding).toBeInstanceOf(Float32Array)
  expect(embedding).toHaveLength(engines.voice.model.dimension)
  expect(quality.speechSeconds).toBeGreaterThan(2)
  expect((await engines.voice.read(recording, { embed: false })).embedding).toBeNull()
  const other = await engines.voice.read(await speak({ voice: 'rms', text: 'The door stays shut for me today.' }))
  const same = await engines.voice.compare([embedding!], embedding!)
  expect(same).toBeGreaterThan(await engines.voice.compare([embedding!], other.embedding!))
  await expect(engines.voice.compare([], embedding!)).rejects.toThrow(RangeError)
})

it('refuses what is no recording with the class and code that it had in the worker', async () => {
  const refusal = await engines.voice.read(Buffer.from('no recording')).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(RecordingRefused)
  expect(refusal).toMatchObject({ code: 'unsupported_format', message: expect.stringContaining('WAV') })
  expect(engines.health()).toMatchObject({ ready: true, workers: 1, busy: 0 })
})

it('refuses more than its queue holds, before anything is read, and serves the rest', async () => {
  const photo = await photoOf('berta')
  const calls = Array.from({ length: 5 }, () => engines.face.read(photo).catch((error: unknown) => error))
  expect(engines.isFull()).toBe(true)
  const results = await Promise.all(calls)
  expect(results.filter((result) => result instanceof EngineBusy)).toHaveLength(2)
  expect(results.filter((result) => !(result instanceof Error))).toHaveLength(3)
  expect(engines.isFull()).toBe(false)
})

it('keeps the thread of the caller free while it reads', async () => {
  const photo = await photoOf('clara')
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  await Promise.all([engines.face.read(photo), engines.face.read(photo)])
  clearInterval(timer)
  // A thread that ran the nets itself would not tick once meanwhile.
  expect(ticks).toBeGreaterThan(10)
})

it('names its template model and has its thresholds', () => {
  expect(engines.face.model).toMatchObject({ id: 'face-dlib128@1', dimension: 128 })
  expect(engines.face.thresholds.points.map(({ fmr }) => fmr)).toEqual([1e-2, 1e-3, 1e-4, 1e-5])
})

it('with the second descriptor makes templates of another model, which tell people apart at its own thresholds', async () => {
  const second = createEngines({ root: process.cwd(), workers: 1, secondDescriptor: true })
  try {
    expect(second.face.model).toMatchObject({ id: 'face-dlib128-faceres1024@1', dimension: 1152 })
    const read = async (person: Person) => (await second.face.read(await photoOf(person))).faces[0].embedding!
    const anna = await read('anna')
    expect(anna).toHaveLength(1152)
    const [again, berta] = [await read('anna, laughing and tilted'), await read('berta')]
    const threshold = thresholdAt(second.face.thresholds, defaultFmr)
    expect(cosine(anna, again)).toBeGreaterThan(threshold)
    expect(cosine(anna, berta)).toBeLessThan(threshold)
  } finally {
    await second.close()
  }
})

it('says why it cannot start', async () => {
  const broken = createEngines({ root: '/nowhere', workers: 1 })
  await expect(broken.ready()).rejects.toThrow(/cannot start/)
  await broken.close()
})
