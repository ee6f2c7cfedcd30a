/** The front end and the speaker net, against what the trainer's Python made of the same wave (golden.json). */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadManifest } from '../models'
import { createRuntime } from '../runtime'
import { features, type MelInput } from './features'
import golden from './golden.json'
import { gained, noise, rms } from './testing'

const { speaker } = loadManifest().nets
const mel = speaker!.mel!

/** As golden.json describes it. */
function goldenWave(): Float32Array {
  let state = 12345
  return Float32Array.from({ length: golden.samples }, (_, index) => {
    state = Number((1103515245n * BigInt(state) + 12345n) % 2n ** 32n)
    const time = index / 16_000
    const sine = (hz: number) => Math.sin(2 * Math.PI * hz * time)
    const voice = 0.3 * sine(140) + 0.2 * sine(560) * (1 + 0.5 * sine(3)) + 0.1 * sine(2100)
    return voice + 0.05 * (state / 2 ** 31 - 1)
  })
}

it('hears what the net was trained on', () => {
  const wave = goldenWave()
  golden.firstSamples.forEach((value, index) => expect(wave[index]).toBeCloseTo(value, 5))
  const { data, frames } = features(wave, mel)
  expect(frames).toBe(golden.frames)
  for (const [frame, bands] of golden.firstFrames.entries()) {
    bands.forEach((value, band) => expect(data[band * frames + frame]).toBeCloseTo(value, 2))
  }
})

it('makes the template that the trainer made', async () => {
  const bytes = await readFile(join(process.cwd(), 'build/models', speaker!.file))
  const net = await createRuntime({ threads: 1 }).load('speaker', bytes)
  const { data, frames } = features(goldenWave(), mel)
  const outputs = await net.run({ features: { data, dims: [1, mel.bands, frames] } })
  const found = outputs.embedding!.data
  expect(found).toHaveLength(golden.embedding.length)
  const spread = rms(Float32Array.from(golden.embedding))
  golden.embedding.forEach((value, index) => expect(Math.abs(found[index]! - value)).toBeLessThan(0.005 * spread))
})

const wave = gained(noise(16_000), 0.1)

it('does not hear how loud somebody speaks', () => {
  const [quiet, loud] = [features(gained(wave, 0.01), mel), features(wave, mel)]
  quiet.data.forEach((value, index) => expect(Math.abs(value - loud.data[index]!)).toBeLessThan(1e-3))
})

/** As Kaldi's recipes for WeSpeaker and ECAPA have it. */
const kaldi: MelInput = {
  bands: 80,
  lowHz: 20,
  highHz: 7_600,
  frame: 400,
  hop: 160,
  fft: 512,
  window: 'povey',
  preEmphasis: 0.97,
  floor: 1.1921e-7,
  level: null,
  scale: 32_768,
  mean: 'bands',
  leastFrames: 1,
  layout: 'frames x bands',
}

it('serves a net that hears otherwise: 80 bands, one row a frame, each band without its mean', () => {
  const { data, frames } = features(wave, kaldi)
  expect([frames, data.length]).toEqual([98, 98 * 80])
  for (const band of [0, 40, 79]) {
    const values = Array.from({ length: frames }, (_, frame) => data[frame * 80 + band]!)
    expect(values.reduce((sum, value) => sum + value, 0) / frames).toBeCloseTo(0, 3)
  }
  const turned = features(wave, { ...kaldi, layout: 'bands x frames' })
  expect(turned.data[3 * frames + 7]).toBe(data[7 * 80 + 3])
})

it('repeats what is short, and makes nothing of less than a frame', () => {
  const short = features(wave.subarray(0, 2_000), { ...mel, leastFrames: 40, mean: 'none' })
  expect(short.frames).toBe(44)
  expect(short.data[0]).toBe(short.data[11])
  expect(features(wave.subarray(0, 399), mel)).toEqual({ data: new Float32Array(), frames: 0 })
})
