/** The whole reading of a recording, with the nets that ship. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadManifest } from '../models'
import { createRuntime } from '../runtime'
import { defaultFmr, thresholdAt } from '../thresholds'
import { judgeVoice } from './gate'
import { loadCohort, loadVoiceNets, voiceTemplateName } from './nets'
import { createVoicePipeline, type VoicePipeline } from './pipeline'
import { compareVoices } from './score'
import {
  clipped,
  gained,
  joined,
  music,
  noise,
  noisy,
  silence,
  speakers,
  speakSamples,
  throughRate,
  tone,
  wav,
  type Speaker,
} from './testing'

const prompt = 'The quick brown fox jumps over the lazy dog, and seven ships sail home.'
let pipeline: VoicePipeline
let voice: Float32Array

beforeAll(async () => {
  const manifest = loadManifest()
  const readNet = (file: string) => readFile(join(process.cwd(), 'build/models', file))
  pipeline = createVoicePipeline(await loadVoiceNets(createRuntime({ threads: 1 }), manifest, readNet))
  voice = await speakSamples({ voice: 'slt', text: prompt })
})

const read = (samples: Float32Array, options?: Parameters<typeof wav>[1]) => pipeline.read(wav(samples, options))

it.each(speakers)('finds the speech of %s and makes a template of length 1', async (speaker) => {
  const spoken = await speakSamples({ voice: speaker, text: prompt })
  const { quality, speech, embedding } = await read(joined(silence(1), spoken, silence(1)))
  const spokenSeconds = spoken.length / 16_000
  expect(quality.durationSeconds).toBeCloseTo(spokenSeconds + 2, 2)
  expect(quality.speechSeconds).toBeGreaterThan(0.75 * spokenSeconds)
  expect(quality.speechSeconds).toBeLessThan(spokenSeconds + 0.2)
  expect(speech[0]!.fromSeconds).toBeGreaterThan(0.85)
  expect(speech.at(-1)!.toSeconds).toBeLessThan(1.15 + spokenSeconds)
  expect(embedding).toHaveLength(loadManifest().templates[voiceTemplateName]!.dimension)
  expect(embedding!.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5)
})

describe.each([
  ['silence', () => silence(3)],
  ['music', () => music(4)],
  ['a tone', () => tone(440, 3)],
  ['hum', () => tone(50, 3)],
  ['white noise', () => gained(noise(48_000), 0.3)],
  ['quiet noise', () => gained(noise(48_000), 0.001)],
] as const)('%s', (_, make) => {
  it('is no speech', async () => {
    const { quality, speech, embedding } = await read(make())
    expect(quality.speechSeconds).toBe(0)
    expect(speech).toEqual([])
    expect(embedding).toBeNull()
  })

  it('is refused, and said to be no speech', async () => {
    expect(judgeVoice(await read(make()), 'prompt').refusals.map(({ code }) => code)).toEqual(['no_speech'])
  })
})

it.each<[string, (samples: Float32Array) => Float32Array, string]>([
  ['one word of it', (samples) => joined(silence(1), samples.subarray(6_000, 14_000), silence(1)), 'too_little_speech'],
  ['a voice in loud noise', (samples) => noisy(joined(silence(1), samples, silence(1)), 0), 'too_noisy'],
  ['an overdriven microphone', (samples) => clipped(samples, 30), 'clipped'],
  ['a voice from far away', (samples) => gained(samples, 0.001), 'too_quiet'],
])('refuses %s', async (_, change, code) => {
  expect(judgeVoice(await read(change(voice)), 'prompt').refusals.map((refusal) => refusal.code)).toEqual([code])
})

it('accepts a clean reading of a sentence without a word', async () => {
  const { accepted, warnings } = judgeVoice(await read(joined(silence(1), gained(voice, 0.7), silence(1))), 'prompt')
  expect([accepted, warnings]).toEqual([true, []])
})

it('makes no template where none is asked for, or of less than 0.4 s of speech', async () => {
  expect((await pipeline.read(wav(voice), { embed: false })).embedding).toBeNull()
  const short = await read(joined(silence(0.5), voice.subarray(8_000, 12_000), silence(0.5)))
  expect(short.quality.speechSeconds).toBeLessThan(0.4)
  expect(short.embedding).toBeNull()
})

it('measures noise, level, clipping and band', async () => {
  const spoken = joined(silence(1), gained(voice, 0.5), silence(1))
  const { quality: clean } = await read(spoken)
  const { quality: loud } = await read(noisy(spoken, 10))
  expect(clean.snrDb).toBeGreaterThan(40)
  expect(loud.snrDb).toBeGreaterThan(8)
  expect(loud.snrDb).toBeLessThan(14)
  expect((await read(joined(silence(2), noisy(spoken, 10), silence(2)))).quality.snrDb).toBeLessThan(14)
  expect((await read(gained(spoken, 0.1))).quality.levelDb).toBeCloseTo(clean.levelDb - 20, 0)
  expect(clean.clippedShare).toBe(0)
  expect((await read(clipped(voice, 30))).quality.clippedShare).toBeGreaterThan(0.1)
  expect((await read(throughRate(voice, 8_000))).quality.bandwidthHz).toBeLessThan(4_200)
  expect(clean.bandwidthHz).toBeGreaterThan(5_000)
})

it.each([1, 2, 11, 399, 600])('reads a recording of %i samples at 192 kHz', async (length) => {
  const { quality, embedding } = await read(noise(length), { rateHz: 192_000 })
  expect(quality).toMatchObject({ speechSeconds: 0, snrDb: null, clippedShare: 0, rateHz: 192_000 })
  expect(Object.values(quality).every((value) => value === null || Number.isFinite(value))).toBe(true)
  expect(embedding).toBeNull()
})

it('reads the louder of two channels, and those that cancel', async () => {
  const { quality: alone } = await read(voice)
  for (const channels of [
    [voice, silence(voice.length / 16_000)],
    [silence(voice.length / 16_000), voice],
    [voice, gained(voice, -1)],
  ]) {
    const { quality } = await pipeline.read(wav(channels))
    expect(quality.channels).toBe(2)
    expect(quality.speechSeconds).toBeCloseTo(alone.speechSeconds, 1)
  }
})

describe('templates', () => {
  const manifest = loadManifest()
  const readNet = (file: string) => readFile(join(process.cwd(), 'build/models', file))
  const texts = ['My voice is my key, and the door knows it well.', 'Please open the gate for me this morning.']
  const templates = async (speaker: Speaker) =>
    Promise.all(texts.map(async (text) => (await read(await speakSamples({ voice: speaker, text }))).embedding!))

  it('of one voice pass at the shipped threshold, those of others do not', async () => {
    const cohort = await loadCohort(manifest, readNet)
    const threshold = thresholdAt(manifest.templates[voiceTemplateName]!.thresholds!, defaultFmr)
    const known = await Promise.all(speakers.map(templates))
    for (const [index, [enrolled]] of known.entries()) {
      for (const [other, [, probe]] of known.entries()) {
        const score = compareVoices([enrolled!], probe!, cohort)
        expect(score >= threshold, `${speakers[index]} against ${speakers[other]}: ${score}`).toBe(index === other)
      }
    }
  })

  it('hear that a second person speaks, and that one does not', async () => {
    const say = (speaker: Speaker) => Promise.all(texts.map((text) => speakSamples({ voice: speaker, text })))
    const [one, other] = [await say('slt'), await say('rms')]
    expect((await read(joined(...one, ...other))).severalSpeakers).toBe(true)
    expect((await read(joined(...one, ...one))).severalSpeakers).toBe(false)
    expect((await read(joined(...other))).severalSpeakers).toBe(false)
  })
})
