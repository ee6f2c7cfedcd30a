/**
 * All comparisons between the pictures of one set, and the rates that follow, with intervals over people.
 * A picture without a template takes part as a non-match: failing to see a face is the system's error, not the data's.
 */
import type { Interval } from './statistics'
import { bootstrapByPerson, equalErrorRate, falling, fnmrAt, shareAtLeast, thresholdAtFmr } from './statistics'

/** One picture as the comparison sees it. `template` is null when none could be made. */
export interface Sample {
  path: string
  person: number
  template: Float32Array | null
}

export interface Comparison {
  score: number
  personA: number
  personB: number
}

export function cosine(a: Float32Array | null, b: Float32Array | null): number {
  if (!a || !b) return Number.NEGATIVE_INFINITY
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** Every pair of pictures of two different people. For 1,500 pictures about a million. */
export function crossComparisons(samples: Sample[]): Comparison[] {
  const comparisons: Comparison[] = []
  for (let i = 0; i < samples.length; i++) {
    for (let j = i + 1; j < samples.length; j++) {
      if (samples[i].person === samples[j].person) continue
      comparisons.push({
        score: cosine(samples[i].template, samples[j].template),
        personA: samples[i].person,
        personB: samples[j].person,
      })
    }
  }
  return comparisons
}

/** Share of comparisons at or above the threshold, each weighted by how often its people were drawn. */
function weightedShare(comparisons: Comparison[], matches: (score: number) => boolean, weights: Uint16Array): number {
  let total = 0
  let hits = 0
  for (const { score, personA, personB } of comparisons) {
    const weight = personA === personB ? weights[personA] : weights[personA] * weights[personB]
    total += weight
    if (matches(score)) hits += weight
  }
  return hits / total
}

export interface Rate extends Interval {
  rate: number
  errors: number
  comparisons: number
}

/** How many comparisons a resample of the people holds, in closed form: `pictures[p]` pictures of person p, all compared. */
export type Denominator = (weights: Uint16Array) => number

export function allWithin(pictures: Uint32Array): Denominator {
  return (weights) => {
    let sum = 0
    let squares = 0
    for (let person = 0; person < pictures.length; person++) {
      const count = weights[person] * pictures[person]
      sum += count
      squares += count * count
    }
    return (sum * sum - squares) / 2
  }
}

export function allBetween(picturesA: Uint32Array, picturesB: Uint32Array): Denominator {
  return (weights) => {
    let sumA = 0
    let sumB = 0
    for (let person = 0; person < picturesA.length; person++) {
      sumA += weights[person] * picturesA[person]
      sumB += weights[person] * picturesB[person]
    }
    return sumA * sumB
  }
}

/** FMR of non-mated comparisons at a threshold, with a 95 % interval over people. */
export function fmrWithInterval(
  nonMated: Comparison[],
  threshold: number,
  denominator: Denominator,
  people: number,
): Rate {
  const errors = nonMated.filter(({ score }) => score >= threshold)
  const interval = bootstrapByPerson(people, (weights) => {
    let hits = 0
    for (const { personA, personB } of errors) hits += weights[personA] * weights[personB]
    return hits / denominator(weights)
  })
  return { rate: errors.length / nonMated.length, errors: errors.length, comparisons: nonMated.length, ...interval }
}

/** FNMR of mated comparisons at a threshold, with a 95 % interval over people. */
export function fnmrWithInterval(mated: Comparison[], threshold: number, people: number): Rate {
  const scores = falling(mated.map(({ score }) => score))
  const rate = fnmrAt(scores, threshold)
  const interval = bootstrapByPerson(people, (weights) => weightedShare(mated, (score) => score < threshold, weights))
  return { rate, errors: Math.round(rate * mated.length), comparisons: mated.length, ...interval }
}

/** FMR of listed comparisons, which need not be all that the people allow, with a 95 % interval over people. */
export function listedFmrWithInterval(nonMated: Comparison[], threshold: number, people: number): Rate {
  const errors = nonMated.filter(({ score }) => score >= threshold).length
  const interval = bootstrapByPerson(people, (weights) =>
    weightedShare(nonMated, (score) => score >= threshold, weights),
  )
  return { rate: errors / nonMated.length, errors, comparisons: nonMated.length, ...interval }
}

/** EER over listed pairs, with a 95 % interval over people (200 resamples of the weighted step functions). */
export function eerWithInterval(mated: Comparison[], nonMated: Comparison[], people: number): Rate {
  const rate = equalErrorRate(falling(mated.map((c) => c.score)), falling(nonMated.map((c) => c.score)))
  const all = [...mated.map((c) => ({ ...c, mated: true })), ...nonMated.map((c) => ({ ...c, mated: false }))].sort(
    (x, y) => y.score - x.score,
  )
  const interval = bootstrapByPerson(
    people,
    (weights) => {
      let matedTotal = 0
      let nonMatedTotal = 0
      const weightOf = (c: Comparison) =>
        c.personA === c.personB ? weights[c.personA] : weights[c.personA] * weights[c.personB]
      for (const c of all) {
        if (c.mated) matedTotal += weightOf(c)
        else nonMatedTotal += weightOf(c)
      }
      let matedSeen = 0
      let nonMatedSeen = 0
      for (const c of all) {
        if (c.mated) matedSeen += weightOf(c)
        else nonMatedSeen += weightOf(c)
        if (nonMatedSeen / nonMatedTotal >= 1 - matedSeen / matedTotal) {
          return (nonMatedSeen / nonMatedTotal + 1 - matedSeen / matedTotal) / 2
        }
      }
      return Number.NaN
    },
    { replicates: 200 },
  )
  return {
    rate,
    errors: Math.round(rate * (mated.length + nonMated.length)),
    comparisons: mated.length + nonMated.length,
    ...interval,
  }
}

/** Mean accuracy over folds: each fold is judged at the threshold that is best on all the others. */
export function foldAccuracy(
  pairs: { score: number; same: boolean; fold: string }[],
): { mean: number; standardError: number; folds: number } | null {
  const folds = [...new Set(pairs.map(({ fold }) => fold))].filter((fold) => fold !== '')
  if (folds.length < 2) return null
  const accuracies = folds.map((fold) => {
    const threshold = bestThreshold(pairs.filter((pair) => pair.fold !== fold))
    const held = pairs.filter((pair) => pair.fold === fold)
    return held.filter((pair) => pair.score >= threshold === pair.same).length / held.length
  })
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / folds.length
  const variance = accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (folds.length - 1)
  return { mean, standardError: Math.sqrt(variance / folds.length), folds: folds.length }
}

function bestThreshold(pairs: { score: number; same: boolean }[]): number {
  const sorted = [...pairs].sort((x, y) => y.score - x.score)
  let right = sorted.filter(({ same }) => !same).length
  let best = right
  let threshold = Number.POSITIVE_INFINITY
  sorted.forEach(({ same, score }, index) => {
    right += same ? 1 : -1
    const next = sorted[index + 1]?.score
    if (right > best && next !== score) {
      best = right
      threshold = next === undefined || next === Number.NEGATIVE_INFINITY ? score : (score + next) / 2
    }
  })
  return threshold
}

export interface Identification {
  gallery: number
  mated: number
  nonMated: number
  fpir: number
  threshold: number
  fnir: Rate
}

/** 1:N: FNIR (mate missing, below the threshold or not first) at the threshold where `fpir` of non-mated searches alarm. */
export function identification(
  gallery: Sample[],
  probes: (Sample & { mated: boolean })[],
  fpir: number,
  people: number,
): Identification {
  const tops = probes.map((probe) => {
    let best = Number.NEGATIVE_INFINITY
    let person = -1
    for (const entry of gallery) {
      const score = cosine(entry.template, probe.template)
      if (score > best) {
        best = score
        person = entry.person
      }
    }
    return { probe, best, right: person === probe.person }
  })
  const alarms = falling(tops.filter(({ probe }) => !probe.mated).map(({ best }) => best))
  const threshold = thresholdAtFmr(alarms, fpir)
  const matedTops = tops.filter(({ probe }) => probe.mated)
  const asComparisons = matedTops.map(({ probe, best, right }) => ({
    score: right ? best : Number.NEGATIVE_INFINITY,
    personA: probe.person,
    personB: probe.person,
  }))
  return {
    gallery: gallery.length,
    mated: matedTops.length,
    nonMated: alarms.length,
    fpir: shareAtLeast(alarms, threshold),
    threshold,
    fnir: fnmrWithInterval(asComparisons, threshold, people),
  }
}
