/** The voice report: per set, what the shipped engine and thresholds do on labelled recordings, and the fit of these thresholds. */
import type { ThresholdTable } from '@/engines/types'
import type { VoiceEngine } from '@/engines/voice/types'
import { eerWithInterval, fnmrWithInterval, listedFmrWithInterval, type Comparison, type Rate } from './comparisons'
import { halfOf } from './people'
import { detCurve, equalErrorRate, falling, thresholdAtFmr, wilson } from './statistics'
import type { VoiceLists, VoiceTrial } from './voice-lists'
import type { RecordingReading } from './voice-readings'

type Readings = Map<string, RecordingReading>
type Engine = Pick<VoiceEngine, 'model' | 'thresholds' | 'compare'>

/** Short words, emotional speech, other languages: what the net was not taught, and the bar is set on. */
export const hardSets = ['lt-speech-commands', 'urdu', 'ravdess', 'emodb']

export interface ShippedRate {
  nominalFmr: number
  threshold: number
  extrapolated: boolean
  fmr: Rate
  fnmr: Rate
}

export interface VoiceSetReport {
  set: string
  speakers: number
  recordings: number
  trials: { mated: number; nonMated: number; leftOut: number }
  /** Recordings of which no template could be made; their comparisons count as no match. */
  noTemplate: Rate
  /** Recordings that the prompt gate would not take, and why. They take part all the same. */
  refusedByGate: Rate
  refusals: Record<string, number>
  eer: Rate
  /** At the set's own threshold. */
  atOneInHundred: { threshold: number; fnmr: Rate }
  shipped: ShippedRate[]
  /** With the first recordings of each enrolment only. */
  byEnrolment: { recordings: number; meanSeconds: number; eer: number; comparisons: number }[]
  det: { fmr: number; fnmr: number }[]
}

export interface VoiceReport {
  model: VoiceEngine['model']
  thresholds: ThresholdTable
  sets: VoiceSetReport[]
  hard: { sets: string[]; meanEer: number }
  /** On the speakers that no threshold was fitted on, all sets pooled. */
  checkHalf: ShippedRate[]
}

interface ScoredTrial extends Comparison {
  mated: boolean
}

export async function reportVoices(lists: VoiceLists, readings: Readings, engine: Engine): Promise<VoiceReport> {
  const sets: VoiceSetReport[] = []
  for (const set of setsOf(lists)) sets.push(await reportSet(lists, readings, engine, set))
  const found = sets.filter(({ set }) => hardSets.includes(set))
  return {
    model: engine.model,
    thresholds: engine.thresholds,
    sets,
    hard: {
      sets: found.map(({ set }) => set),
      meanEer: found.reduce((sum, { eer }) => sum + eer.rate, 0) / found.length,
    },
    checkHalf: await checkHalf(lists, readings, engine),
  }
}

const setsOf = ({ trials }: VoiceLists) => [...new Set(trials.map(({ set }) => set))].sort()

const pathsOf = (trials: VoiceTrial[]) => [...new Set(trials.flatMap(({ enrolment, test }) => [...enrolment, test]))]

const isMated = ({ enrolledSpeaker, testSpeaker }: VoiceTrial) => enrolledSpeaker === testSpeaker

async function reportSet(lists: VoiceLists, readings: Readings, engine: Engine, set: string): Promise<VoiceSetReport> {
  const trials = lists.trials.filter((trial) => trial.set === set)
  const { scored, people } = await score(trials, readings, engine)
  const [mated, nonMated] = [scored.filter((trial) => trial.mated), scored.filter((trial) => !trial.mated)]
  const paths = pathsOf(trials)
  const refused = paths.flatMap((path) => readings.get(path)!.refusals)
  const strangers = falling(nonMated.map((trial) => trial.score))
  const threshold = thresholdAtFmr(strangers, 1e-2)
  return {
    set,
    speakers: people,
    recordings: paths.length,
    trials: { mated: mated.length, nonMated: nonMated.length, leftOut: lists.leftOut.get(set) ?? 0 },
    noTemplate: share(paths.filter((path) => !readings.get(path)!.embedding).length, paths.length),
    refusedByGate: share(paths.filter((path) => readings.get(path)!.refusals.length > 0).length, paths.length),
    refusals: Object.fromEntries(
      [...new Set(refused)].map((code) => [code, refused.filter((found) => found === code).length]),
    ),
    eer: eerWithInterval(mated, nonMated, people),
    atOneInHundred: { threshold, fnmr: fnmrWithInterval(mated, threshold, people) },
    shipped: shippedRates(mated, nonMated, people, engine.thresholds),
    byEnrolment: await byEnrolment(trials, readings, engine),
    det: detCurve(falling(mated.map((trial) => trial.score)), strangers),
  }
}

function share(errors: number, comparisons: number): Rate {
  return { rate: errors / comparisons, errors, comparisons, ...wilson(errors, comparisons) }
}

/** Scores as the product does: an enrolment is what could be made a template of; without one, nothing matches. */
async function score(trials: VoiceTrial[], readings: Readings, engine: Engine) {
  const numbers = new Map<string, number>()
  const number = (set: string, speaker: string) => {
    const name = `${set}/${speaker}`
    if (!numbers.has(name)) numbers.set(name, numbers.size)
    return numbers.get(name)!
  }
  const scored: ScoredTrial[] = []
  for (const trial of trials) {
    const enrolled = trial.enrolment.flatMap((path) => readings.get(path)!.embedding ?? [])
    const probe = readings.get(trial.test)!.embedding
    scored.push({
      mated: isMated(trial),
      personA: number(trial.set, trial.enrolledSpeaker),
      personB: number(trial.set, trial.testSpeaker),
      score: probe && enrolled.length > 0 ? await engine.compare(enrolled, probe) : Number.NEGATIVE_INFINITY,
    })
  }
  return { scored, people: numbers.size }
}

function shippedRates(
  mated: Comparison[],
  nonMated: Comparison[],
  people: number,
  table: ThresholdTable,
): ShippedRate[] {
  return table.points.map(({ fmr: nominalFmr, threshold, extrapolated }) => ({
    nominalFmr,
    threshold,
    extrapolated,
    fmr: atLeastWilson(listedFmrWithInterval(nonMated, threshold, people)),
    fnmr: fnmrWithInterval(mated, threshold, people),
  }))
}

/** Where no error was seen the resample cannot widen: the exact upper bound for 0 of n stands in. */
function atLeastWilson(rate: Rate): Rate {
  return rate.errors === 0 ? { ...rate, high: wilson(0, rate.comparisons).high } : rate
}

async function byEnrolment(trials: VoiceTrial[], readings: Readings, engine: Engine) {
  const most = Math.max(...trials.map(({ enrolment }) => enrolment.length))
  const rows: VoiceSetReport['byEnrolment'] = []
  for (let recordings = 1; recordings <= most; recordings++) {
    const cut = trials
      .filter(({ enrolment }) => enrolment.length >= recordings)
      .map((trial) => ({ ...trial, enrolment: trial.enrolment.slice(0, recordings) }))
    const { scored } = await score(cut, readings, engine)
    const scores = (mated: boolean) =>
      falling(scored.filter((trial) => trial.mated === mated).map((trial) => trial.score))
    const seconds = new Map(cut.map(({ enrolment }) => [enrolment.join(), secondsOf(enrolment, readings)]))
    rows.push({
      recordings,
      meanSeconds: [...seconds.values()].reduce((sum, value) => sum + value, 0) / seconds.size,
      eer: equalErrorRate(scores(true), scores(false)),
      comparisons: cut.length,
    })
  }
  return rows
}

const secondsOf = (paths: string[], readings: Readings) =>
  paths.reduce((sum, path) => sum + readings.get(path)!.quality.speechSeconds, 0)

/**
 * Every enrolment of a half of the speakers against every recording of that half that is not in it, within each set. The halves are
 * fixed by the speakers' names.
 */
function comparisonsOfHalf(lists: VoiceLists, half: 'fit' | 'check'): VoiceTrial[] {
  const isIn = (set: string, speaker: string) => halfOf(`${set}/${speaker}`) === half
  const found = new Map<string, VoiceTrial>()
  for (const set of setsOf(lists)) {
    const trials = lists.trials.filter((trial) => trial.set === set)
    const speakerOf = new Map<string, string>()
    for (const { enrolment, test, enrolledSpeaker, testSpeaker } of trials) {
      for (const path of enrolment) speakerOf.set(path, enrolledSpeaker)
      speakerOf.set(test, testSpeaker)
    }
    const enrolments = new Map(trials.map((trial) => [trial.enrolment.join(), trial]))
    for (const enrolled of enrolments.values()) {
      for (const [test, testSpeaker] of speakerOf) {
        if (!isIn(set, enrolled.enrolledSpeaker) || !isIn(set, testSpeaker) || enrolled.enrolment.includes(test))
          continue
        found.set(`${enrolled.enrolment.join()}|${test}`, { ...enrolled, test, testSpeaker })
      }
    }
  }
  return [...found.values()]
}

async function checkHalf(lists: VoiceLists, readings: Readings, engine: Engine): Promise<ShippedRate[]> {
  const { scored, people } = await score(comparisonsOfHalf(lists, 'check'), readings, engine)
  const pick = (mated: boolean) => scored.filter((trial) => trial.mated === mated)
  return shippedRates(pick(true), pick(false), people, engine.thresholds)
}

/** So many false matches have to be expected for a point to count as measured. */
const leastExpected = 20

/** @param scale where the manifest says that confidence is 0 and 1 */
export async function fitVoiceThresholds(
  lists: VoiceLists,
  readings: Readings,
  engine: Pick<VoiceEngine, 'model' | 'compare'>,
  scale: ThresholdTable['scale'],
): Promise<ThresholdTable> {
  const trials = comparisonsOfHalf(lists, 'fit')
  const { scored, people } = await score(trials, readings, engine as Engine)
  const nonMated = falling(
    scored.filter(({ mated, score }) => !mated && Number.isFinite(score)).map(({ score }) => score),
  )
  const points: ThresholdTable['points'] = []
  for (const fmr of [1e-1, 1e-2, 1e-3, 1e-4, 1e-5]) {
    const isMeasured = fmr * nonMated.length >= leastExpected
    const before = points.slice(-2).map(({ threshold }) => threshold)
    const isAlone = isMeasured || before.length < 2
    const threshold = isAlone ? thresholdAtFmr(nonMated, fmr) : 2 * before[1]! - before[0]!
    points.push({ fmr, threshold: Number(threshold.toFixed(4)), extrapolated: !isMeasured })
  }
  return {
    points,
    scale,
    nonMatedComparisons: nonMated.length,
    matedComparisons: scored.filter(({ mated, score }) => mated && Number.isFinite(score)).length,
    fittedOn: `the fit half (${people} speakers) of ${setsOf(lists).join(', ')}, enrolments against recordings of others within each set, pooled`,
  }
}
