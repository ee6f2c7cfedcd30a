import { expect, it } from 'vitest'
import { resample } from './resample'
import { rms, tone } from './testing'

const decibels = (value: number, against: number) => 20 * Math.log10(value / against)
/** Without the ends, where the filter runs in and out. */
const middle = (samples: Float32Array) => samples.subarray(samples.length >> 2, (3 * samples.length) >> 2)

it.each([
  [8_000, 16_000],
  [11_025, 16_000],
  [22_050, 16_000],
  [44_100, 16_000],
  [48_000, 16_000],
  [96_000, 16_000],
  [191_999, 16_000],
])('keeps a tone between %i and %i Hz', (fromHz, toHz) => {
  for (const hz of [100, 1_000, 3_400]) {
    const input = tone(hz, 1, fromHz)
    const output = resample(input, fromHz, toHz)
    expect(Math.abs(output.length - toHz)).toBeLessThanOrEqual(1)
    expect(Math.abs(decibels(rms(middle(output)), rms(middle(input))))).toBeLessThan(0.5)
    const wanted = tone(hz, 1, toHz)
    const error = middle(output.map((value, index) => value - wanted[index]!))
    expect(decibels(rms(error), rms(wanted))).toBeLessThan(-55)
  }
})

it.each([
  [44_100, 9_000],
  [44_100, 15_000],
  [48_000, 8_300],
  [96_000, 30_000],
  [192_000, 17_000],
])('from %i Hz suppresses %i Hz, which 16 kHz cannot hold, by 60 dB', (fromHz, hz) => {
  const input = tone(hz, 0.5, fromHz)
  expect(decibels(rms(middle(resample(input, fromHz, 16_000))), rms(input))).toBeLessThan(-60)
})

it('adds no image above the band when the rate rises', () => {
  const output = resample(tone(3_000, 1, 8_000), 8_000, 16_000)
  const wanted = tone(3_000, 1)
  const rest = output.map((value, index) => value - wanted[index]!)
  expect(decibels(rms(middle(rest)), rms(wanted))).toBeLessThan(-60)
})

it('gives back the same samples at the same rate, and takes a few or none', () => {
  const input = tone(100, 0.01)
  expect(resample(input, 16_000, 16_000)).toBe(input)
  expect(resample(new Float32Array(), 44_100, 16_000)).toHaveLength(0)
  expect(resample(Float32Array.of(0.5), 8_000, 16_000)).toHaveLength(2)
})
