import { expect, it } from 'vitest'
import { cosine, normalise } from './math'

it('normalises to length one and leaves zero alone', () => {
  expect([...normalise(Float32Array.of(3, 4))]).toEqual([Math.fround(0.6), Math.fround(0.8)])
  expect([...normalise(new Float32Array(3))]).toEqual([0, 0, 0])
})

it('refuses to compare templates of two lengths', () => {
  expect(cosine(Float32Array.of(1, 0), Float32Array.of(0.6, 0.8))).toBeCloseTo(0.6)
  expect(() => cosine(new Float32Array(128), new Float32Array(512))).toThrow(/two models/)
})
