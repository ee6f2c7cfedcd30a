/** The thresholds of voices: fitted on the fixed half of the speakers, checked on the other, on what the prompt gate lets through. */
import type { ThresholdTable } from '@/engines/types'
import { halfOf } from './people'
import { falling, thresholdAtFmr } from './statistics'
import { isAdmitted, score, setsOf, shippedRates, type Engine, type Readings, type ShippedRate } from './voice'
import type { VoiceLists, VoiceTrial } from './voice-lists'

/** Enrolments of so many recordings, as users have them. */
const enrolmentSizes = [1, 2, 3]
/** So many false matches have to be expected for a point to count as measured. */
const leastExpected = 20

const pooled = 'pooled'

export interface HalfCheck {
  /** Its name, or `pooled`. */
  set: string
  rates: ShippedRate[]
}

/** Speakers of a set whose recordings the gate lets through. */
function recordingsOf({ trials }: VoiceLists, set: string, readings: Readings): Map<string, string[]> {
  const bySpeaker = new Map<string, Set<string>>()
  const add = (speaker: string, path: string) => {
    if (!isAdmitted(readings.get(path)!)) return
    bySpeaker.set(speaker, (bySpeaker.get(speaker) ?? new Set()).add(path))
  }
  for (const { enrolment, test, enrolledSpeaker, testSpeaker } of trials.filter((trial) => trial.set === set)) {
    for (const path of enrolment) add(enrolledSpeaker, path)
    add(testSpeaker, test)
  }
  return new Map([...bySpeaker].map(([speaker, paths]) => [speaker, [...paths].sort()]))
}

/** Every run of so many recordings, the list taken as a ring. */
function enrolmentsOf(paths: string[]): string[][] {
  return enrolmentSizes
    .filter((size) => size <= paths.length)
    .flatMap((size) =>
      paths.map((_, from) => Array.from({ length: size }, (_, k) => paths[(from + k) % paths.length]!)),
    )
}

/** Within each set, every enrolment of a half of the speakers against every recording of that half that is not in it. */
function comparisonsOfHalf(lists: VoiceLists, readings: Readings, half: 'fit' | 'check'): VoiceTrial[] {
  const trials: VoiceTrial[] = []
  for (const set of setsOf(lists)) {
    const speakers = [...recordingsOf(lists, set, readings)].filter(([speaker]) => halfOf(`${set}/${speaker}`) === half)
    for (const [enrolledSpeaker, own] of speakers) {
      for (const enrolment of enrolmentsOf(own)) {
        for (const [testSpeaker, paths] of speakers) {
          const tests = paths.filter((path) => !enrolment.includes(path))
          trials.push(...tests.map((test) => ({ set, enrolment, test, enrolledSpeaker, testSpeaker })))
        }
      }
    }
  }
  return trials
}

/** @returns of each set, and of all pooled as the table was fitted; sets of which nobody is left do not occur */
export async function checkThresholds(lists: VoiceLists, readings: Readings, engine: Engine): Promise<HalfCheck[]> {
  const trials = comparisonsOfHalf(lists, readings, 'check')
  const { scored, people } = await score(trials, readings, engine)
  const sets = [...new Set(trials.map(({ set }) => set))]
  return [...sets, pooled].flatMap((set) => {
    const own = scored.filter((_, index) => set === pooled || trials[index]!.set === set)
    const [mated, nonMated] = [own.filter((trial) => trial.mated), own.filter((trial) => !trial.mated)]
    if (mated.length === 0 || nonMated.length === 0) return []
    return [{ set, rates: shippedRates(mated, nonMated, people, engine.thresholds) }]
  })
}

/** @param scale where the manifest says that confidence is 0 and 1 */
export async function fitVoiceThresholds(
  lists: VoiceLists,
  readings: Readings,
  engine: Pick<Engine, 'compare'>,
  scale: ThresholdTable['scale'],
): Promise<ThresholdTable> {
  const trials = comparisonsOfHalf(lists, readings, 'fit')
  const sets = [...new Set(trials.map(({ set }) => set))]
  const { scored, people } = await score(trials, readings, engine)
  const nonMated = falling(scored.filter(({ mated }) => !mated).map((trial) => trial.score))
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
    matedComparisons: scored.filter(({ mated }) => mated).length,
    fittedOn:
      `the fit half (${people} speakers) of ${sets.join(', ')}: enrolments of 1 to ${Math.max(...enrolmentSizes)} recordings ` +
      'against recordings of others within each set, pooled, behind the prompt gate',
  }
}
