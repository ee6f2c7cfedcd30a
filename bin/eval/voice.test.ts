/** The arithmetic of the voice report, over lists and templates made for it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cosine, normalise } from '@/engines/math'
import type { ThresholdTable } from '@/engines/types'
import { meanTemplate } from '@/engines/voice/score'
import { noise } from '@/engines/voice/testing'
import { halfOf } from './people'
import { reportVoices } from './voice'
import { fitVoiceThresholds } from './voice-fit'
import { readVoiceLists, type VoiceTrial } from './voice-lists'
import type { RecordingReading } from './voice-readings'

describe('lists', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'limen-voice-'))
    await mkdir(join(folder, 'voice'))
    await mkdir(join(folder, 'voice-train'))
    const halves = ['1', '2', '3', '4'].map((who) => `h${who},t${who},1,librispeech-halves,${who},${who}`)
    const rows = [
      'a1;a2,a3,1,words,a,a',
      'a1;a2,b1,0,words,a,b',
      'c1,b1,0,words,c,b',
      ...halves,
      'h1,t2,0,librispeech-halves,1,2',
    ]
    await writeFile(
      join(folder, 'voice/trials.csv'),
      ['enroll,test,same,set,enroll_speaker,test_speaker', ...rows].join('\n'),
    )
    await writeFile(join(folder, 'voice-train/train.csv'), 'path,set,speaker\nx,words,c\ny,librispeech,4\nz,other,a\n')
    await writeFile(
      join(folder, 'voice-train/validation-speakers.txt'),
      'librispeech-halves/1\nlibrispeech-halves/3\nwords/2\n',
    )
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('leave out what the net was trained on, also under the name of the corpus, and count it', () => {
    const { trials, leftOut } = readVoiceLists(folder)
    expect(trials.filter(({ set }) => set === 'words').map(({ enrolment, test }) => [...enrolment, test])).toEqual([
      ['a1', 'a2', 'a3'],
      ['a1', 'a2', 'b1'],
    ])
    expect([...leftOut]).toEqual([
      ['words', 1],
      ['librispeech-halves', 1],
    ])
  })

  it('cross every beginning with every end of the validation speakers', () => {
    const crossed = readVoiceLists(folder).trials.filter(({ set }) => set === 'librispeech-halves')
    expect(crossed.map(({ enrolment, test }) => `${enrolment.join()}-${test}`)).toEqual([
      'h1-t1',
      'h1-t3',
      'h3-t1',
      'h3-t3',
    ])
  })
})

/** Recordings 0..5 of speakers who resemble themselves. */
const speakers = Array.from({ length: 24 }, (_, index) => `s${index}`)
const perSpeaker = 6
const path = (speaker: string, recording: number) => `${speaker}/${recording}`
const readings = new Map<string, RecordingReading>(
  speakers.flatMap((speaker, index) =>
    Array.from({ length: perSpeaker }, (_, recording) => {
      const [self, change] = [noise(32, 1000 + index), noise(32, 7 * index + recording + 1)]
      const embedding = normalise(self.map((value, at) => value + 0.5 * change[at]!))
      return [
        path(speaker, recording),
        { embedding, refusals: [], quality: { speechSeconds: recording < 3 ? 2 : 1.5 } } as unknown as RecordingReading,
      ]
    }),
  ),
)
const trials: VoiceTrial[] = speakers.flatMap((enrolledSpeaker) =>
  speakers.flatMap((testSpeaker) =>
    [3, 4, 5].map((recording) => ({
      set: 'made',
      enrolment: [0, 1, 2].map((enrolled) => path(enrolledSpeaker, enrolled)),
      test: path(testSpeaker, recording),
      enrolledSpeaker,
      testSpeaker,
    })),
  ),
)
const lists = { trials, leftOut: new Map<string, number>() }
const compare = async (enrolment: readonly Float32Array[], probe: Float32Array) =>
  cosine(meanTemplate(enrolment), probe)
const table: ThresholdTable = {
  points: [{ fmr: 1e-2, threshold: 0.6, extrapolated: false }],
  nonMatedComparisons: 1,
  matedComparisons: 1,
  fittedOn: 'nothing',
}
const model = { id: 'made@1', name: 'made', version: '1', sha256: '', dimension: 32 }

it('reports what clean voices score, and that more enrolment does no worse', async () => {
  const { sets, checkHalf } = await reportVoices(lists, readings, { model, thresholds: table, compare })
  const [report] = sets
  expect(report).toMatchObject({ set: 'made', speakers: 24, recordings: 144, trials: { mated: 72, nonMated: 1656 } })
  expect(report!.eer.rate).toBeLessThan(0.02)
  expect(report!.byEnrolment.map(({ recordings, meanSeconds }) => [recordings, meanSeconds])).toEqual([
    [1, 2],
    [2, 4],
    [3, 6],
  ])
  expect(report!.probeSeconds).toBeCloseTo(1.5)
  expect(report!.byEnrolment[2]!.eer).toBeLessThanOrEqual(report!.byEnrolment[0]!.eer)
  expect(checkHalf.map(({ set }) => set)).toEqual(['made', 'pooled'])
  expect(checkHalf[1]!.rates[0]!.fnmr.rate).toBeLessThan(0.05)
})

it('counts a recording without a template as no match, and leaves what the gate refuses out behind it', async () => {
  const silent = new Map(readings)
  silent.set(path('s0', 3), { ...readings.get(path('s0', 3))!, embedding: null, refusals: ['no_speech'] })
  const [report] = (await reportVoices(lists, silent, { model, thresholds: table, compare })).sets
  expect(report!.noTemplate).toMatchObject({ errors: 1, comparisons: 144 })
  expect(report!.refusals).toEqual({ no_speech: 1 })
  expect(report!.shipped[0]!.fnmr.errors).toBeGreaterThanOrEqual(1)
  expect(report!.gated).toMatchObject({ mated: 71 })
})

it('fits thresholds on one half of the speakers, at their false match rates, and says which points it could measure', async () => {
  const half = speakers.filter((speaker) => halfOf(`made/${speaker}`) === 'fit').length
  const fitted = await fitVoiceThresholds(lists, readings, { compare }, { zero: 0, one: 1 })
  // Six enrolments of one recording, of two and of three each, against all recordings of each other speaker.
  expect(fitted.nonMatedComparisons).toBe(half * 18 * (half - 1) * perSpeaker)
  expect(fitted.points.map(({ fmr }) => fmr)).toEqual([1e-1, 1e-2, 1e-3, 1e-4, 1e-5])
  expect(fitted.points[0]!.extrapolated).toBe(false)
  expect(fitted.points[3]!.extrapolated).toBe(true)
  for (const [index, point] of fitted.points.slice(1).entries()) {
    expect(point.threshold).toBeGreaterThan(fitted.points[index]!.threshold)
  }
  expect(fitted.scale).toEqual({ zero: 0, one: 1 })
})
