import { describe, expect, it } from 'vitest'
import {
  allBetween,
  allWithin,
  crossComparisons,
  eerWithInterval,
  fmrWithInterval,
  fnmrWithInterval,
  foldAccuracy,
  identification,
  type Sample,
} from './comparisons'

/** A unit vector at an angle; its cosine with another is the cosine of the difference. */
function at(degrees: number): Float32Array {
  const radians = (degrees * Math.PI) / 180
  return Float32Array.of(Math.cos(radians), Math.sin(radians))
}

const samples: Sample[] = [
  { path: 'a1', person: 0, template: at(0) },
  { path: 'a2', person: 0, template: at(10) },
  { path: 'b1', person: 1, template: at(90) },
  { path: 'c1', person: 2, template: at(95) },
  { path: 'c2', person: 2, template: null },
]

describe('comparisons', () => {
  it('compares all pictures of different people, and only those', () => {
    const cross = crossComparisons(samples)
    expect(cross).toHaveLength(8)
    expect(cross.every(({ personA, personB }) => personA !== personB)).toBe(true)
    expect(cross.filter(({ score }) => score > 0.99)).toHaveLength(1)
    expect(cross.filter(({ score }) => score === Number.NEGATIVE_INFINITY)).toHaveLength(3)
  })

  it('counts the comparisons of a resample in closed form as a walk over them would', () => {
    const weights = Uint16Array.of(2, 0, 3)
    const walk = crossComparisons(samples).reduce((sum, c) => sum + weights[c.personA] * weights[c.personB], 0)
    expect(allWithin(Uint32Array.of(2, 1, 2))(weights)).toBe(walk)
    expect(allBetween(Uint32Array.of(2, 0, 0), Uint32Array.of(0, 1, 2))(weights)).toBe(24)
  })

  it('reports rates with the interval around them', () => {
    const rate = fmrWithInterval(crossComparisons(samples), 0.9, allWithin(Uint32Array.of(2, 1, 2)), 3)
    expect(rate).toMatchObject({ rate: 1 / 8, errors: 1, comparisons: 8 })
    expect(rate.low).toBeLessThanOrEqual(rate.rate)
    expect(rate.high).toBeGreaterThanOrEqual(rate.rate)
    const mated = [0.9, 0.8, 0.2].map((score, person) => ({ score, personA: person, personB: person }))
    expect(fnmrWithInterval(mated, 0.5, 3)).toMatchObject({ errors: 1, comparisons: 3 })
  })

  it('gives an equal error rate of zero for sets that do not overlap', () => {
    const mated = [0.9, 0.8].map((score, person) => ({ score, personA: person, personB: person }))
    const nonMated = [{ score: 0.1, personA: 0, personB: 1 }]
    expect(eerWithInterval(mated, nonMated, 2)).toMatchObject({ rate: 0, low: 0, high: 0 })
  })

  it('judges each fold at the threshold of the others', () => {
    const pairs = ['1', '2', '3'].flatMap((fold) => [
      { fold, same: true, score: 0.8 },
      { fold, same: false, score: 0.2 },
    ])
    pairs.push({ fold: '1', same: true, score: 0.1 })
    expect(foldAccuracy(pairs)).toMatchObject({ folds: 3, mean: (2 / 3 + 1 + 1) / 3 })
    expect(foldAccuracy([{ fold: '', same: true, score: 1 }])).toBeNull()
  })

  it('counts a wrong first place, a low score and a missing template as misses of a search', () => {
    const gallery: Sample[] = [samples[0], samples[2]]
    const probes = [
      { ...samples[1], mated: true },
      { ...samples[3], person: 0, mated: true },
      { path: 'lost', person: 1, template: null, mated: true },
      { path: 'x', person: 9, template: at(45), mated: false },
    ]
    const result = identification(gallery, probes, 0.01, 10)
    expect(result.fnir).toMatchObject({ errors: 2, comparisons: 3 })
    expect(result).toMatchObject({ gallery: 2, mated: 3, nonMated: 1, fpir: 0 })
  })
})
