/** What tests make of recordings: files, and what happens to sound on its way. The same call gives the same bytes every time. */
import { sampleRate } from './features'
import { speakSamples, type Utterance } from './rendered/speak'
import { wav } from './rendered/wav'
import { resample } from './resample'

export { speakers, speakSamples, type Speaker } from './rendered/speak'
export { wav, type BitDepth, type WavOptions } from './rendered/wav'

/** @returns a WAV file, 16 kHz, mono, 16 bit */
export async function speak(utterance: Utterance): Promise<Uint8Array> {
  return wav(await speakSamples(utterance))
}

/** Numbers in -1..1, always the same for a seed (Lehmer's generator). */
export function noise(length: number, seed = 1): Float32Array {
  const modulus = 2147483647
  let state = seed
  return Float32Array.from({ length }, () => {
    state = (state * 48271) % modulus
    return (2 * state) / modulus - 1
  })
}

export const silence = (seconds: number) => new Float32Array(Math.round(seconds * sampleRate))

export const gained = (samples: Float32Array, gain: number) => samples.map((value) => value * gain)

/** Cut off at full scale after a gain: what an overdriven microphone makes. */
export const clipped = (samples: Float32Array, gain: number) =>
  samples.map((value) => Math.max(-1, Math.min(1, value * gain)))

export function joined(...parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Both at once, as long as the first. */
export const mixed = (first: Float32Array, second: Float32Array) =>
  first.map((value, index) => value + (second[index] ?? 0))

export const rms = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length))

/** White noise `snrDb` below the whole of the samples. */
export function noisy(samples: Float32Array, snrDb: number, seed = 1): Float32Array {
  const white = noise(samples.length, seed)
  return mixed(samples, gained(white, rms(samples) / rms(white) / 10 ** (snrDb / 20)))
}

/** Through a lower rate and back: the band ends below half of it. */
export const throughRate = (samples: Float32Array, rateHz: number) =>
  resample(resample(samples, sampleRate, rateHz), rateHz, sampleRate)

/** A tune of three-part chords with overtones; nobody sings. */
export function music(seconds: number): Float32Array {
  const chords = [
    [262, 330, 392],
    [220, 262, 330],
    [175, 220, 262],
    [196, 247, 294],
  ]
  const beat = 0.5
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) => {
    const time = index / sampleRate
    const chord = chords[Math.floor(time / beat) % chords.length]!
    const decay = Math.exp(-3 * (time % beat))
    const tone = (hz: number) => [1, 0.5, 0.25].reduce((sum, part, k) => sum + part * sine(hz * (k + 1), time), 0)
    return (0.15 * decay * chord.reduce((sum, hz) => sum + tone(hz), 0)) / 3
  })
}

const sine = (hz: number, time: number) => Math.sin(2 * Math.PI * hz * time)

export const tone = (hz: number, seconds: number, rateHz = sampleRate, amplitude = 0.5) =>
  Float32Array.from({ length: Math.round(seconds * rateHz) }, (_, index) => amplitude * sine(hz, index / rateHz))
