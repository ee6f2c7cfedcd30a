/** One take in other clothes, and takes that only say the same. */
import { beforeAll, describe, expect, it } from 'vitest'
import { bestMatch, fingerprintOf, isSameTake } from './fingerprint'
import { resample } from './resample'
import {
  gained,
  joined,
  mixed,
  noise,
  noisy,
  silence,
  speakSamples,
  throughRate,
  tone,
  wav,
  type Speaker,
} from './testing'
import { readWav } from './wav'

const text = 'My voice is my key, and the door knows it.'
let take: Float32Array

beforeAll(async () => {
  take = joined(silence(0.4), await speakSamples({ voice: 'slt', text }), silence(0.4))
})

/** Speech as its loudness shows it: tests of the net that finds it are elsewhere. */
function print(samples: Float32Array): Uint8Array {
  const block = 1_600
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const loud = Array.from({ length: Math.floor(samples.length / block) }, (_, index) =>
    samples.subarray(index * block, (index + 1) * block).some((value) => Math.abs(value) > 0.15 * peak),
  )
  const from = loud.indexOf(true)
  const seconds = (blocks: number) => (blocks * block) / 16_000
  return fingerprintOf(samples, [{ fromSeconds: seconds(from), toSeconds: seconds(loud.lastIndexOf(true) + 1) }])
}

const through = (samples: Float32Array, rateHz: number, depth: '8' | '16' | 'mu-law') =>
  resample(readWav(wav(resample(samples, 16_000, rateHz), { rateHz, depth })).channels[0]!, rateHz, 16_000)

const same: [string, (samples: Float32Array) => Float32Array][] = [
  ['itself', (samples) => samples],
  ['quieter', (samples) => gained(samples, 0.1)],
  ['in eight bits', (samples) => through(samples, 16_000, '8')],
  ['over a telephone', (samples) => through(samples, 8_000, 'mu-law')],
  ['at 44.1 kHz', (samples) => through(samples, 44_100, '16')],
  ['in a band up to 4 kHz', (samples) => throughRate(samples, 8_000)],
  ['with noise 20 dB below', (samples) => noisy(samples, 20)],
  ['with hum', (samples) => mixed(samples, tone(50, 10, 16_000, 0.02))],
  ['later', (samples) => joined(gained(noise(11_731), 0.0005), samples)],
  ['its first half', (samples) => samples.subarray(0, samples.length >> 1)],
  ['its second half', (samples) => samples.subarray(samples.length >> 1)],
  ['its middle', (samples) => samples.subarray(samples.length >> 2, (3 * samples.length) >> 2)],
  [
    'its second half, louder, noisy and over a telephone',
    (samples) => through(gained(noisy(samples.subarray(samples.length >> 1), 25), 1.3), 8_000, 'mu-law'),
  ],
]

describe('the same take', () => {
  it.each(same)('%s', (_, change) => {
    const [original, copy] = [print(take), print(change(take))]
    expect(isSameTake(original, copy)).toBe(true)
    expect(isSameTake(copy, original)).toBe(true)
  })
})

describe('another take', () => {
  it.each<[string, Speaker, string, number]>([
    ['the same words, slower', 'slt', text, 1.15],
    ['the same words, faster', 'slt', text, 0.85],
    ['the same words by another', 'rms', text, 1],
    ['other words', 'slt', 'Nobody else may pass here before the evening bell.', 1],
  ])('%s', async (_, voice, words, stretch) => {
    const other = await speakSamples({ voice, text: words, stretch })
    expect(isSameTake(print(take), print(other))).toBe(false)
    expect(bestMatch(print(take), print(other))!.difference).toBeGreaterThan(0.33)
  })
})

it('finds nothing in silence, and no match of nothing', () => {
  const nothing = fingerprintOf(silence(3), [])
  expect(nothing).toHaveLength(0)
  expect(isSameTake(nothing, nothing)).toBe(false)
  expect(isSameTake(nothing, print(take))).toBe(false)
})

it('matches no hum of one to the hum of another', async () => {
  const hum = tone(50, 10, 16_000, 0.05)
  const [one, two] = await Promise.all(
    ['A short one.', 'The other says more than that.'].map((words) => speakSamples({ voice: 'rms', text: words })),
  )
  expect(isSameTake(print(mixed(one!, hum)), print(mixed(two!, hum)))).toBe(false)
})

it('is small: 250 bytes a second', () => {
  expect(print(take).length).toBeLessThan((251 * take.length) / 16_000)
})

it('refuses bytes that are no fingerprint', () => {
  const print1 = print(take)
  for (const bytes of [print1.subarray(0, 7), Uint8Array.of(1, 2, 3), Uint8Array.of(0, 0, 0, 0)]) {
    expect(() => isSameTake(bytes, print1)).toThrow('This is no fingerprint of a recording.')
  }
})
