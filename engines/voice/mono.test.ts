import { expect, it } from 'vitest'
import { toMono } from './mono'
import { gained, mixed, noise, rms, tone } from './testing'

const voice = tone(200, 0.1)
const hiss = gained(noise(voice.length), 0.001)

it('takes the mean of two channels', () => {
  const right = tone(300, 0.1)
  const mono = toMono([voice, right])
  expect(mono[40]).toBeCloseTo((voice[40]! + right[40]!) / 2, 6)
})

it('takes the channel that is not silent', () => {
  expect(toMono([voice, hiss])).toBe(voice)
  expect(toMono([hiss, voice])).toBe(voice)
  expect(toMono([voice, new Float32Array(voice.length)])).toBe(voice)
})

it('takes the left one where both cancel', () => {
  expect(toMono([voice, gained(voice, -1)])).toBe(voice)
  const nearly = mixed(gained(voice, -0.95), hiss)
  expect(toMono([voice, nearly])).toBe(voice)
})

it('keeps most of two microphones in one room', () => {
  const second = mixed(gained(voice, 0.7), gained(noise(voice.length, 5), 0.1))
  expect(rms(toMono([voice, second]))).toBeGreaterThan(0.7 * rms(voice))
})
