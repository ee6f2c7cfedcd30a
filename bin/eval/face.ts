/** The face report: per set, with and without the gate, what the shipped engine and thresholds do on labelled pictures. */
import type { FaceEngine, ThresholdTable } from '@/engines/types'
import {
  allBetween,
  allWithin,
  cosine,
  crossComparisons,
  eerWithInterval,
  fmrWithInterval,
  fnmrWithInterval,
  foldAccuracy,
  identification,
  type Comparison,
  type Identification,
  type Rate,
  type Sample,
} from './comparisons'
import type { PictureReading } from './face-readings'
import { halfOf, type FaceLists } from './people'
import { detCurve, falling, thresholdAtFmr, wilson } from './statistics'

const fmrs = [1e-2, 1e-3, 1e-4]

export interface VariantReport {
  pictures: number
  people: number
  pairs: { mated: number; nonMated: number }
  eer: Rate
  /** Thresholds read off every cross-identity comparison of the set itself. */
  atFmr: { fmr: number; threshold: number; fnmr: Rate }[]
  /** The thresholds Limen ships. */
  shipped: { nominalFmr: number; threshold: number; extrapolated: boolean; fmr: Rate; fnmr: Rate }[]
  folds: { mean: number; standardError: number; folds: number } | null
  identification: Identification | null
  det: { fmr: number; fnmr: number }[]
}

export interface GroupRate {
  group: 'woman-woman' | 'man-man' | 'woman-man'
  fmr: Rate
}

export interface SetReport {
  set: string
  noFace: Rate
  refusedByGate: Rate
  ungated: VariantReport
  gated: VariantReport
  /** FMR at the shipped 1e-3 threshold; people sorted by the engine's own estimate of sex, by majority of their pictures. */
  groups: GroupRate[]
}

export interface HalfCheck {
  /** A set's name, or `pooled`: all sets' own cross-identity comparisons together, as the table was fitted. */
  set: string
  points: { nominalFmr: number; threshold: number; fmr: Rate; within: boolean }[]
}

export interface FaceReport {
  model: FaceEngine['model']
  thresholds: ThresholdTable
  gate: string
  sets: SetReport[]
  /** On the people that no threshold was fitted on. */
  checkHalf: HalfCheck[]
}

function share(errors: number, comparisons: number): Rate {
  return { rate: errors / comparisons, errors, comparisons, ...wilson(errors, comparisons) }
}

/** Numbers the people of a set, so that resampling can weigh them. */
function samplesOf(lists: FaceLists, readings: Map<string, PictureReading>, set: string) {
  const numbers = new Map<string, number>()
  const samples = new Map<string, Sample>()
  for (const [path, picture] of lists.pictures) {
    if (picture.set !== set) continue
    if (!numbers.has(picture.identity)) numbers.set(picture.identity, numbers.size)
    const template = readings.get(path)?.template ?? null
    samples.set(path, { path, person: numbers.get(picture.identity)!, template })
  }
  return { samples, identities: [...numbers.keys()] }
}

function picturesPerPerson(samples: Iterable<Sample>, people: number): Uint32Array {
  const counts = new Uint32Array(people)
  for (const { person } of samples) counts[person]++
  return counts
}

function compareSet(
  lists: FaceLists,
  set: string,
  samples: Map<string, Sample>,
  people: number,
  table: ThresholdTable,
): VariantReport {
  const pairs = lists.pairs
    .filter((pair) => pair.set === set && samples.has(pair.a) && samples.has(pair.b))
    .map((pair) => {
      const a = samples.get(pair.a)!
      const b = samples.get(pair.b)!
      return { ...pair, score: cosine(a.template, b.template), personA: a.person, personB: b.person }
    })
  const mated: Comparison[] = pairs.filter(({ same }) => same)
  const nonMated: Comparison[] = pairs.filter(({ same }) => !same)
  const cross = crossComparisons([...samples.values()])
  const crossScores = falling(cross.map(({ score }) => score))
  const denominator = allWithin(picturesPerPerson(samples.values(), people))

  const gallery = lists.gallery.filter((entry) => entry.set === set && samples.has(entry.path))
  const probes = lists.probes.filter((entry) => entry.set === set && samples.has(entry.path))
  const enrolled = new Set(gallery.map(({ identity }) => identity))
  return {
    pictures: samples.size,
    people: new Set([...samples.values()].map(({ person }) => person)).size,
    pairs: { mated: mated.length, nonMated: nonMated.length },
    eer: eerWithInterval(mated, nonMated, people),
    atFmr: fmrs.map((fmr) => {
      const threshold = thresholdAtFmr(crossScores, fmr)
      return { fmr, threshold, fnmr: fnmrWithInterval(mated, threshold, people) }
    }),
    shipped: table.points.map(({ fmr, threshold, extrapolated }) => ({
      nominalFmr: fmr,
      threshold,
      extrapolated,
      fmr: fmrWithInterval(cross, threshold, denominator, people),
      fnmr: fnmrWithInterval(mated, threshold, people),
    })),
    folds: foldAccuracy(pairs),
    identification: probes.some(({ mated }) => mated)
      ? identification(
          gallery.map(({ path }) => samples.get(path)!),
          // Under the gate a person may lose the enrolled picture; their probes are then non-mated in truth, so left out.
          probes
            .filter(({ mated, identity }) => !mated || enrolled.has(identity))
            .map(({ path, mated }) => ({ ...samples.get(path)!, mated })),
          1e-2,
          people,
        )
      : null,
    det: detCurve(falling(mated.map(({ score }) => score)), crossScores),
  }
}

function groupRates(
  samples: Map<string, Sample>,
  readings: Map<string, PictureReading>,
  people: number,
  threshold: number,
): GroupRate[] {
  const votes = new Int32Array(people)
  for (const { path, person } of samples.values()) {
    const gender = readings.get(path)?.gender
    if (gender) votes[person] += gender === 'female' ? 1 : -1
  }
  const women = [...samples.values()].filter(({ person }) => votes[person] > 0)
  const men = [...samples.values()].filter(({ person }) => votes[person] < 0)
  const womenCounts = picturesPerPerson(women, people)
  const menCounts = picturesPerPerson(men, people)
  const cross = crossComparisons([...women, ...men])
  const pick = (a: boolean, b: boolean) =>
    cross.filter(({ personA, personB }) => {
      const first = votes[personA] > 0
      const second = votes[personB] > 0
      return (first === a && second === b) || (first === b && second === a)
    })
  const rate = (comparisons: Comparison[], denominator: ReturnType<typeof allWithin>) =>
    fmrWithInterval(comparisons, threshold, denominator, people)
  return [
    { group: 'woman-woman', fmr: rate(pick(true, true), allWithin(womenCounts)) },
    { group: 'man-man', fmr: rate(pick(false, false), allWithin(menCounts)) },
    { group: 'woman-man', fmr: rate(pick(true, false), allBetween(womenCounts, menCounts)) },
  ]
}

function checkHalf(lists: FaceLists, readings: Map<string, PictureReading>, sets: string[], table: ThresholdTable) {
  const perSet = sets.map((set) => {
    const { samples, identities } = samplesOf(lists, readings, set)
    const held = [...samples.values()].filter(({ person }) => halfOf(identities[person]) === 'check')
    return {
      set,
      people: identities.length,
      counts: picturesPerPerson(held, identities.length),
      cross: crossComparisons(held),
    }
  })
  const checks: HalfCheck[] = perSet.map(({ set, people, counts, cross }) => ({
    set,
    points: points(cross, allWithin(counts), people, table),
  }))
  // Pooled: people of all sets side by side, but no comparison across sets.
  let offset = 0
  const pooled: Comparison[] = []
  const denominators: { from: number; to: number; of: ReturnType<typeof allWithin> }[] = []
  for (const { people, counts, cross } of perSet) {
    for (const c of cross) pooled.push({ score: c.score, personA: c.personA + offset, personB: c.personB + offset })
    denominators.push({ from: offset, to: offset + people, of: allWithin(counts) })
    offset += people
  }
  const denominator = (weights: Uint16Array) =>
    denominators.reduce((sum, { from, to, of }) => sum + of(weights.subarray(from, to)), 0)
  checks.push({ set: 'pooled', points: points(pooled, denominator, offset, table) })
  return checks
}

function points(
  cross: Comparison[],
  denominator: (weights: Uint16Array) => number,
  people: number,
  table: ThresholdTable,
): HalfCheck['points'] {
  return table.points.map(({ fmr: nominalFmr, threshold }) => {
    const fmr = fmrWithInterval(cross, threshold, denominator, people)
    // No error seen: the resample cannot widen, so the exact upper bound for 0 of n stands in.
    const high = fmr.errors === 0 ? wilson(0, fmr.comparisons).high : fmr.high
    return { nominalFmr, threshold, fmr: { ...fmr, high }, within: nominalFmr >= fmr.low && nominalFmr <= high }
  })
}

export function reportFaces(
  lists: FaceLists,
  readings: Map<string, PictureReading>,
  engine: Pick<FaceEngine, 'model' | 'thresholds'>,
  gate: string,
): FaceReport {
  const sets = [...new Set([...lists.pictures.values()].map(({ set }) => set))].sort()
  const strict = engine.thresholds.points.find(({ fmr }) => fmr === 1e-3)!
  return {
    model: engine.model,
    thresholds: engine.thresholds,
    gate,
    sets: sets.map((set) => {
      const { samples, identities } = samplesOf(lists, readings, set)
      const admitted = new Map([...samples].filter(([path]) => readings.get(path)?.admitted))
      const missed = [...samples.values()].filter(({ template }) => !template).length
      return {
        set,
        noFace: share(missed, samples.size),
        refusedByGate: share(samples.size - admitted.size, samples.size),
        ungated: compareSet(lists, set, samples, identities.length, engine.thresholds),
        gated: compareSet(lists, set, admitted, identities.length, engine.thresholds),
        groups: groupRates(samples, readings, identities.length, strict.threshold),
      }
    }),
    checkHalf: checkHalf(lists, readings, sets, engine.thresholds),
  }
}

/**
 * Fits the threshold table on the fixed half of the people: every cross-identity comparison within a set, all sets pooled.
 * A point with fewer than 20 expected false matches is extrapolated along the line through the two strictest measured decades.
 */
export function fitThresholds(lists: FaceLists, readings: Map<string, PictureReading>): ThresholdTable {
  const sets = [...new Set([...lists.pictures.values()].map(({ set }) => set))].sort()
  const scores: number[] = []
  let mated = 0
  let people = 0
  for (const set of sets) {
    const { samples, identities } = samplesOf(lists, readings, set)
    const fit = [...samples.values()].filter(({ person, template }) => template && halfOf(identities[person]) === 'fit')
    for (const { score } of crossComparisons(fit)) scores.push(score)
    people += new Set(fit.map(({ person }) => person)).size
    const perPerson = picturesPerPerson(fit, identities.length)
    mated += perPerson.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  }
  const nonMated = falling(scores)
  const measured = (fmr: number) => fmr * nonMated.length >= 20
  const points: ThresholdTable['points'] = []
  for (const fmr of [1e-2, 1e-3, 1e-4, 1e-5]) {
    const before = points.slice(-2).map(({ threshold }) => threshold)
    const threshold = measured(fmr) || before.length < 2 ? thresholdAtFmr(nonMated, fmr) : 2 * before[1] - before[0]
    points.push({ fmr, threshold: Number(threshold.toFixed(4)), extrapolated: !measured(fmr) })
  }
  return {
    points,
    nonMatedComparisons: nonMated.length,
    matedComparisons: mated,
    fittedOn: `the fit half (${people} people) of ${sets.join(' and ')}, cross-identity comparisons within each set pooled`,
  }
}
