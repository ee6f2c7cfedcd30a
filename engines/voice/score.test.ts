import { expect, it } from 'vitest'
import { cosine, normalise } from '../math'
import { compareVoices, meanTemplate, type Cohort } from './score'
import { noise } from './testing'

const dimension = 16
const template = (seed: number) => normalise(noise(dimension, seed))
/** A template near another's. */
const near = (one: Float32Array, seed: number, share = 0.3) =>
  normalise(one.map((value, index) => value + share * template(seed)[index]!))

const anna = template(11)
const cohort: Cohort = { templates: Array.from({ length: 40 }, (_, index) => template(100 + index)), top: 10 }

it('is the cosine without a cohort', () => {
  expect(compareVoices([anna], near(anna, 12))).toBeCloseTo(cosine(anna, near(anna, 12)), 6)
})

it('compares with the middle of an enrolment, length 1', () => {
  const enrolment = [near(anna, 1), near(anna, 2), near(anna, 3)]
  expect(cosine(meanTemplate(enrolment), meanTemplate(enrolment))).toBeCloseTo(1, 6)
  expect(compareVoices(enrolment, anna)).toBeGreaterThan(Math.max(...enrolment.map((one) => cosine(one, anna))))
})

it('does not mind which side is enrolled', () => {
  const [left, right] = [near(anna, 4), near(anna, 5)]
  expect(compareVoices([left], right, cohort)).toBeCloseTo(compareVoices([right], left, cohort), 5)
})

it('states a score in deviations from what the most alike strangers score', () => {
  const probe = near(anna, 6)
  const score = cosine(anna, probe)
  const distances = [anna, probe].map((side) => {
    const best = cohort.templates
      .map((stranger) => cosine(side, stranger))
      .sort((a, b) => b - a)
      .slice(0, cohort.top)
    const mean = best.reduce((sum, value) => sum + value, 0) / best.length
    return (score - mean) / Math.sqrt(best.reduce((sum, value) => sum + (value - mean) ** 2, 0) / best.length)
  })
  expect(compareVoices([anna], probe, cohort)).toBeCloseTo((distances[0]! + distances[1]!) / 2, 5)
})

it('rates a voice that everybody resembles lower than the cosine does', () => {
  const crowd: Cohort = { templates: Array.from({ length: 40 }, (_, index) => near(anna, 200 + index, 0.5)), top: 10 }
  const probe = near(anna, 7)
  expect(compareVoices([anna], probe, crowd)).toBeLessThan(compareVoices([anna], probe, cohort))
})

it('stays finite where a cohort is all alike', () => {
  const alike: Cohort = { templates: Array.from({ length: 5 }, () => anna), top: 5 }
  expect(Number.isFinite(compareVoices([anna], near(anna, 8), alike))).toBe(true)
})

it('refuses an empty enrolment and templates of two models', () => {
  expect(() => compareVoices([], anna)).toThrow(RangeError)
  expect(() => compareVoices([anna, noise(8)], anna)).toThrow(RangeError)
  expect(() => compareVoices([anna], noise(8))).toThrow(RangeError)
})
