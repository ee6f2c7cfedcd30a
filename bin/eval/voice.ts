/** The voice report: per set, what the shipped engine and thresholds do on labelled recordings, and the fit of these thresholds. */
import type { ThresholdTable } from '@/engines/types'
import type { VoiceEngine } from '@/engines/voice/types'
import { eerWithInterval, fnmrWithInterval, listedFmrWithInterval, type Comparison, type Rate } from './comparisons'
import { detCurve, equalErrorRate, falling, thresholdAtFmr, wilson } from './statistics'
import type { VoiceLists, VoiceTrial } from './voice-lists'
import { checkThresholds, type HalfCheck } from './voice-fit'
import type { RecordingReading } from './voice-readings'

export type Readings = Map<string, RecordingReading>
export type Engine = Pick<VoiceEngine, 'model' | 'thresholds' | 'compare'>

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
  /** Mean seconds of speech in what is compared with the enrolment. */
  probeSeconds: number
  /** Recordings of which no template could be made; their comparisons count as no match. */
  noTemplate: Rate
  /** Recordings that the prompt gate would not take, and why. They take part all the same. */
  refusedByGate: Rate
  refusals: Record<string, number>
  eer: Rate
  /** With what the prompt gate lets through only; null where nobody is left to compare. */
  gated: { mated: number; nonMated: number; eer: Rate; shipped: ShippedRate[] } | null
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
  /** On the speakers that no threshold was fitted on, behind the gate. */
  checkHalf: HalfCheck[]
}

export interface ScoredTrial extends Comparison {
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
      meanEer: mean(found.map(({ eer }) => eer.rate)),
    },
    checkHalf: await checkThresholds(lists, readings, engine),
  }
}

export const setsOf = ({ trials }: VoiceLists) => [...new Set(trials.map(({ set }) => set))].sort()

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
    probeSeconds: mean(trials.map(({ test }) => secondsOf([test], readings))),
    noTemplate: share(paths.filter((path) => !readings.get(path)!.embedding).length, paths.length),
    refusedByGate: share(paths.filter((path) => readings.get(path)!.refusals.length > 0).length, paths.length),
    refusals: Object.fromEntries(
      [...new Set(refused)].map((code) => [code, refused.filter((found) => found === code).length]),
    ),
    eer: eerWithInterval(mated, nonMated, people),
    gated: await reportGated(trials, readings, engine),
    atOneInHundred: { threshold, fnmr: fnmrWithInterval(mated, threshold, people) },
    shipped: shippedRates(mated, nonMated, people, engine.thresholds),
    byEnrolment: await byEnrolment(trials, readings, engine),
    det: detCurve(falling(mated.map((trial) => trial.score)), strangers),
  }
}

async function reportGated(trials: VoiceTrial[], readings: Readings, engine: Engine): Promise<VoiceSetReport['gated']> {
  const admitted = (path: string) => isAdmitted(readings.get(path)!)
  const left = trials
    .map((trial) => ({ ...trial, enrolment: trial.enrolment.filter(admitted) }))
    .filter(({ enrolment, test }) => enrolment.length > 0 && admitted(test))
  const { scored, people } = await score(left, readings, engine)
  const [mated, nonMated] = [scored.filter((trial) => trial.mated), scored.filter((trial) => !trial.mated)]
  if (mated.length === 0 || nonMated.length === 0) return null
  return {
    mated: mated.length,
    nonMated: nonMated.length,
    eer: eerWithInterval(mated, nonMated, people),
    shipped: shippedRates(mated, nonMated, people, engine.thresholds),
  }
}

/** What the product would enrol and compare. */
export const isAdmitted = ({ refusals, embedding }: RecordingReading) => refusals.length === 0 && embedding !== null

function share(errors: number, comparisons: number): Rate {
  return { rate: errors / comparisons, errors, comparisons, ...wilson(errors, comparisons) }
}

/** Scores as the product does: an enrolment is what could be made a template of; without one, nothing matches. */
export async function score(trials: VoiceTrial[], readings: Readings, engine: Pick<Engine, 'compare'>) {
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

export function shippedRates(
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
      meanSeconds: mean([...seconds.values()]),
      eer: equalErrorRate(scores(true), scores(false)),
      comparisons: cut.length,
    })
  }
  return rows
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const secondsOf = (paths: string[], readings: Readings) =>
  paths.reduce((sum, path) => sum + readings.get(path)!.quality.speechSeconds, 0)
