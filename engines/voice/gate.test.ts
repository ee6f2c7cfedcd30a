import { expect, it } from 'vitest'
import { judgeVoice } from './gate'
import type { VoiceQuality, VoiceReading } from './types'

const good: VoiceQuality = {
  durationSeconds: 5,
  speechSeconds: 3.4,
  snrDb: 30,
  clippedShare: 0,
  levelDb: -22,
  rateHz: 16_000,
  channels: 1,
  bandwidthHz: 7_500,
}
const reading = (quality: Partial<VoiceQuality>, severalSpeakers = false): VoiceReading => ({
  quality: { ...good, ...quality },
  speech: [],
  embedding: null,
  fingerprint: new Uint8Array(),
  severalSpeakers,
})
const codes = (found: VoiceReading) => {
  const { refusals, warnings } = judgeVoice(found, 'prompt')
  return [refusals.map(({ code }) => code), warnings.map(({ code }) => code)]
}

it('accepts a good recording without a word', () => {
  expect(judgeVoice(reading({}), 'prompt')).toEqual({ accepted: true, reason: null, refusals: [], warnings: [] })
})

it.each<[Partial<VoiceQuality>, string]>([
  [{ speechSeconds: 0, levelDb: -100, bandwidthHz: 0 }, 'no_speech'],
  [{ speechSeconds: 0.79 }, 'too_little_speech'],
  [{ snrDb: 2.9 }, 'too_noisy'],
  [{ clippedShare: 0.11 }, 'clipped'],
  [{ levelDb: -61 }, 'too_quiet'],
])('refuses %j: %s, and repeats nothing as a warning', (quality, code) => {
  expect(codes(reading(quality))).toEqual([[code], []])
  expect(judgeVoice(reading(quality), 'prompt')).toMatchObject({ accepted: false, reason: { code } })
})

it.each<[Partial<VoiceQuality>, string]>([
  [{ speechSeconds: 1.9 }, 'short_speech'],
  [{ snrDb: 11 }, 'noisy'],
  [{ clippedShare: 0.02 }, 'some_clipping'],
  [{ bandwidthHz: 3_600 }, 'telephone_band'],
])('warns of %j: %s', (quality, code) => {
  expect(codes(reading(quality))).toEqual([[], [code]])
})

it('flags several speakers and refuses none', () => {
  expect(codes(reading({}, true))).toEqual([[], ['several_speakers']])
})

it('takes a recording in which no noise could be measured', () => {
  expect(codes(reading({ snrDb: null }))).toEqual([[], []])
})

it('says what was heard, never more than it was', () => {
  const { reason } = judgeVoice(reading({ speechSeconds: 0.79 }), 'prompt')
  expect(reason!.message).toBe('Only 0.7 s of speech; read the whole prompt aloud.')
})

it('takes limits of a tenant', () => {
  const strict = { leastSpeechSeconds: 5, leastSnrDb: 3, mostClipped: 0.1, leastLevelDb: -60 }
  expect(judgeVoice(reading({}), strict).reason?.code).toBe('too_little_speech')
})
