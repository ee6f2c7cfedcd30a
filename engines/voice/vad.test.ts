/** From probabilities to segments; what the net says of real sound is pipeline.test.ts. */
import { expect, it } from 'vitest'
import { cutSilence, segmentsOf } from './vad'

const frame = 512 / 16_000
/** Probabilities by their lengths in frames. */
const frames = (...runs: [count: number, probability: number][]) =>
  Float32Array.from(runs.flatMap(([count, probability]) => Array<number>(count).fill(probability)))
const segments = (probabilities: Float32Array) =>
  segmentsOf(probabilities, probabilities.length * frame).map(({ fromSeconds, toSeconds }) => [
    Math.round(fromSeconds * 1000) / 1000,
    Math.round(toSeconds * 1000) / 1000,
  ])
const seconds = (count: number, more = 0) => Math.round(1000 * (count * frame + more)) / 1000

it('pads a stretch of speech by 100 ms', () => {
  expect(segments(frames([20, 0], [30, 0.9], [20, 0]))).toEqual([[seconds(20, -0.1), seconds(50, 0.1)]])
})

it('begins above one half and ends below a third', () => {
  expect(segments(frames([20, 0.45], [10, 0.6], [10, 0.4], [20, 0.3]))).toEqual([[seconds(20, -0.1), seconds(40, 0.1)]])
})

it('bridges a gap of less than 100 ms and drops a click', () => {
  expect(segments(frames([20, 0], [2, 0.9], [20, 0], [10, 0.9], [3, 0], [10, 0.9], [20, 0]))).toEqual([
    [seconds(42, -0.1), seconds(65, 0.1)],
  ])
})

it('joins what touches after padding, and stays within the recording', () => {
  expect(segments(frames([10, 0.9], [6, 0], [10, 0.9]))).toEqual([[0, seconds(26)]])
  expect(segments(frames([2, 0], [10, 0.9]))).toEqual([[0, seconds(12)]])
})

it('finds two apart', () => {
  expect(segments(frames([10, 0.9], [20, 0], [10, 0.9]))).toHaveLength(2)
})

it('cuts the silence out', () => {
  const samples = Float32Array.from({ length: 16_000 }, (_, index) => index)
  const speech = cutSilence(samples, [
    { fromSeconds: 0.1, toSeconds: 0.2 },
    { fromSeconds: 0.5, toSeconds: 0.55 },
  ])
  expect(speech).toHaveLength(2_400)
  expect([speech[0], speech[1_600], speech.at(-1)]).toEqual([1_600, 8_000, 8_799])
})
