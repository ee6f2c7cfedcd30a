import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { pictures } from '@/domain/faces/testing-pictures'
import { placeOf } from '@/engines/face/testing'
import type { LivenessPlan, ObservedFace } from '@/engines/liveness/types'
import { reportLiveness, type Judged } from './liveness'
import { headRule, makesHead } from './liveness-heads'
import { readSampleList } from './liveness-lists'
import { measureLiveness } from './liveness-run'
import { isSameOrder, retimed, trialKinds, type Trial, type TrialKind } from './liveness-trials'

const home = mkdtempSync(join(tmpdir(), 'limen-eval-'))
afterAll(() => rmSync(home, { recursive: true }))

const accepted = { accepted: true, reasons: [], stepsDone: 4 }
const refused = {
  accepted: false,
  reasons: [
    { reason: 'not_done' as const, action: 'look_up' as const },
    { reason: 'not_done' as const, action: 'turn_left' as const },
    { reason: 'flat' as const, action: 'turn_left' as const },
  ],
  stepsDone: 1,
}

const trial = (kind: TrialKind, seed: number, over: Partial<Trial> = {}): Trial => {
  const answer = kind === 'stand-in' ? accepted : refused
  return { kind, seed, identity: 'anna', sameOrder: null, answer, problem: null, ...over }
}
const allOf = (seeds: number[]) => seeds.flatMap((seed) => trialKinds.map((kind) => trial(kind, seed)))
const report = (trials: Trial[], samples: Judged[] = []) =>
  reportLiveness(['blazeface@1'], { trials, samples, people: 2 }, 4)
const barsOf = (trials: Trial[]) => report(trials).bars.flatMap(({ bar, holds }) => (holds ? [] : [bar]))

describe('the report on liveness', () => {
  it('holds its bars where no attack and every stand-in was accepted, and says how sure that is', () => {
    const { seeds, challenge, bars, problems } = report(allOf([1, 2, 3]))
    expect(seeds).toEqual({ first: 1, last: 3 })
    expect(bars).toHaveLength(trialKinds.length)
    expect(bars.every(({ holds }) => holds)).toBe(true)
    expect(challenge.attacks.map(({ species }) => species)).toEqual(trialKinds.slice(1))
    for (const { apcer, reasons, mostStepsDone } of challenge.attacks) {
      expect(apcer).toMatchObject({ rate: 0, count: 0, of: 3, low: 0 })
      expect(apcer.high).toBeGreaterThan(0.5)
      expect(reasons).toEqual([
        { reason: 'not_done', bursts: 3 },
        { reason: 'flat', bursts: 3 },
      ])
      expect(mostStepsDone).toBe(1)
    }
    expect(challenge.standIn).toMatchObject({ accepted: { count: 3, of: 3 }, refused: [] })
    expect(problems).toEqual([])
  })

  it('gives no rate of people who are refused, and why', () => {
    const { challenge, samples, passive } = report(allOf([1]))
    for (const { bpcer } of [challenge, samples]) {
      expect(bpcer.rate).toBeNull()
      expect(bpcer.reason).toMatch(/^Not measured/)
    }
    expect(passive.nets).toEqual([])
  })

  it('names each attack that was accepted, and its bar does not hold', () => {
    const trials = allOf([1, 2]).map((one) =>
      one.kind === 'swap' && one.seed === 2 ? { ...one, answer: accepted } : one,
    )
    const swap = report(trials).challenge.attacks.find(({ species }) => species === 'swap')!
    expect(swap).toMatchObject({ apcer: { count: 1, of: 2 }, accepted: [{ seed: 2, identity: 'anna' }] })
    expect(barsOf(trials)).toEqual(['swap: none accepted'])
  })

  it('asks nine of ten of the stand-in', () => {
    const refusing = (seeds: number[]) =>
      allOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).map((one) =>
        one.kind === 'stand-in' && seeds.includes(one.seed) ? { ...one, answer: refused } : one,
      )
    expect(barsOf(refusing([4]))).toEqual([])
    expect(barsOf(refusing([4, 7]))).toEqual(['stand-in: at least 90 % accepted'])
    expect(report(refusing([4])).challenge.standIn.refused).toEqual([
      { seed: 4, identity: 'anna', reasons: ['not_done (look_up)', 'not_done (turn_left)', 'flat (turn_left)'] },
    ])
  })

  it('takes what could not be judged for a problem, never for a refusal', () => {
    const lost = { answer: null, problem: 'The worker was lost.' }
    const trials = allOf([1, 2]).map((one) => (one.kind === 'still' ? { ...one, ...lost } : one))
    const { challenge, problems } = report(trials)
    expect(challenge.attacks[0]!.apcer).toMatchObject({ count: 0, of: 0 })
    expect(barsOf(trials)).toEqual(['still: none accepted'])
    expect(problems).toEqual([
      { name: 'still 1', message: lost.problem },
      { name: 'still 2', message: lost.problem },
    ])
  })

  it('counts recordings that happen to fit', () => {
    const { challenge } = report([
      trial('stand-in', 1),
      trial('recording', 1, { sameOrder: true }),
      trial('recording', 2, { sameOrder: false }),
    ])
    const sameOrder = Object.fromEntries(challenge.attacks.map((attack) => [attack.species, attack.sameOrder]))
    expect(sameOrder).toMatchObject({ recording: 1, still: null })
  })

  it('counts labelled pictures by species, then by source, and those of people apart', () => {
    const sample = (species: string | null, source: string, answer: Judged['answer'] = refused): Judged => ({
      path: 'a.jpg',
      species,
      source,
      answer,
      problem: null,
    })
    const { samples } = report(allOf([1]), [
      sample('print', 'one'),
      sample('screen', 'one', accepted),
      sample('screen', 'two'),
      sample('screen', 'two'),
      sample(null, 'two'),
    ])
    expect(samples.attacks.map(({ species, source, apcer }) => [species, source, apcer.count, apcer.of])).toEqual([
      ['print', null, 0, 1],
      ['screen', null, 1, 3],
      ['screen', 'one', 1, 1],
      ['screen', 'two', 0, 2],
    ])
    expect(samples.picturesOfPeople.accepted).toMatchObject({ count: 0, of: 1 })
  })
})

describe('what is handed in', () => {
  const plan = (lengthMs: number, ...actions: LivenessPlan['steps'][number]['action'][]): LivenessPlan => ({
    lengthMs,
    steps: actions.map((action, index) => ({ action, startMs: 2_000 * index, endMs: 2_000 * index + 1_000 })),
  })

  it('keeps its frames at another pace', () => {
    const frames = [10, 500, 1_000].map((atMs) => ({ atMs, picture: Uint8Array.of(atMs % 256) }))
    const other = retimed(frames, plan(2_060, 'look_up'))
    expect(other.map(({ atMs }) => atMs)).toEqual([20, 1_000, 2_000])
    expect(other.map(({ picture }) => picture)).toEqual(frames.map(({ picture }) => picture))
  })

  it('is told to fit by its order alone', () => {
    expect(isSameOrder(plan(1, 'look_up', 'turn_left'), plan(2, 'look_up', 'turn_left'))).toBe(true)
    expect(isSameOrder(plan(1, 'look_up', 'turn_left'), plan(1, 'turn_left', 'look_up'))).toBe(false)
  })

  it('is of people who look straight ahead with open eyes, alone', () => {
    const face = { yawDegrees: 3, pitchDegrees: -3, rollDegrees: 1, eyeDistancePx: 70, eyeGap: 0.3 } as ObservedFace
    const seen = (over: Partial<ObservedFace>, faces = 1) => makesHead({ atMs: 0, faces, face: { ...face, ...over } })
    expect(seen({})).toBe(true)
    expect(seen({}, 2)).toBe(false)
    expect(makesHead({ atMs: 0, faces: 0, face: null })).toBe(false)
    const others: Partial<ObservedFace>[] = [
      { yawDegrees: -headRule.yaw - 1 },
      { pitchDegrees: headRule.pitch + 1 },
      { rollDegrees: headRule.roll + 1 },
      { eyeDistancePx: headRule.eyeDistancePx - 1 },
      { eyeGap: 0.1 },
      { eyeGap: null },
    ]
    for (const over of others) expect(seen(over)).toBe(false)
  })
})

const listed = (name: string, ...rows: string[]) => {
  const dir = join(home, name)
  mkdirSync(join(dir, 'faces'), { recursive: true })
  writeFileSync(join(dir, 'faces/pad.csv'), ['path,label,attack_type,source,licence', ...rows].join('\n'))
  return dir
}

describe('the list of labelled pictures', () => {
  it('says what each shows', () => {
    const dir = listed('good', 'faces/a.jpg,real,,one,free', 'faces/b.jpg,attack,screen,two,free')
    expect(readSampleList(dir)).toEqual([
      { path: 'faces/a.jpg', species: null, source: 'one' },
      { path: 'faces/b.jpg', species: 'screen', source: 'two' },
    ])
  })

  it.each(['faces/a.jpg,real,print,one,free', 'faces/a.jpg,attack,,one,free', 'faces/a.jpg,fake,,one,free'])(
    'is refused where a row contradicts itself: %s',
    (row) => {
      expect(() => readSampleList(listed('bad', row))).toThrow(/Row 2 of faces\/pad.csv is malformed/)
    },
  )
})

describe('a small run', () => {
  it('renders, hands in as to the bureau that serves, and reports', { timeout: 300_000 }, async () => {
    const dir = listed('run', 'faces/clara.jpg,attack,screen,ours,free')
    const { path, area } = placeOf('clara')
    await sharp(path).extract(area).jpeg({ quality: 95 }).toFile(join(dir, 'faces/clara.jpg'))
    await sharp(await pictures.benAgain())
      .resize(420)
      .toFile(join(dir, 'faces/ben.jpg'))
    const gallery = ['ben', 'clara'].map((person) => `faces/${person}.jpg,${person},ours`)
    writeFileSync(join(dir, 'faces/gallery.csv'), ['path,identity,set', ...gallery].join('\n'))
    writeFileSync(join(dir, 'faces/probes.csv'), 'path,identity,mated,set\n')
    writeFileSync(join(dir, 'faces/pairs.csv'), 'path_a,path_b,same,set,fold,note\n')

    const { challenge, samples, bars, problems, people, models } = await measureLiveness({
      data: dir,
      seeds: 1,
      steps: 2,
    })
    expect(problems).toEqual([])
    expect(people).toBe(2)
    expect(models).toEqual([expect.stringMatching(/^blazeface@/), 'facemesh@1', 'iris@1', 'face-dlib128@1'])
    expect(bars.filter(({ holds }) => !holds)).toEqual([])
    const reasons = Object.fromEntries(
      challenge.attacks.map(({ species, reasons }) => [species, reasons.map(({ reason }) => reason)]),
    )
    expect(reasons['sent-again']).toEqual(['no_such_challenge'])
    expect(reasons['sent-for-another']).toEqual(['frames_repeated'])
    expect(samples.attacks).toMatchObject([{ species: 'screen', source: null, apcer: { count: 0, of: 1 } }])
  })
})
