/** Measures of a recording: how loud, how noisy, how clipped, how wide its band. */
import { sampleRate } from './features'
import { PowerSpectrum } from './fourier'
import type { SpeechSegment, VoiceQuality } from './types'
import { cutSilence } from './vad'
import type { Sound } from './wav'

/** Quieter than any recorder; keeps logarithms finite. */
const leastPower = 1e-10
/** Around speech lie breath, echo and the edge of a word: no noise is measured that near. */
const marginSeconds = 0.1
/** In less than this no noise can be measured. */
const leastNoiseSeconds = 0.1
/** Where the noise is louder than the speech, no less is told. */
const leastSnrDb = -20
const noiseFrame = 0.02 * sampleRate
/** A decoder of 8-bit law ends at 0.98 of full scale. */
const clippedFrom = 0.98
const clippedRun = 3
/** Where the mean spectrum of the speech falls by as much below its peak, its band ends. */
const bandEdgeDb = 60

/** @param samples the mono sound at 16 kHz; @param speech its speech, silence cut out */
export function measure(
  sound: Sound,
  samples: Float32Array,
  segments: SpeechSegment[],
  speech: Float32Array,
): VoiceQuality {
  return {
    durationSeconds: sound.channels[0]!.length / sound.rateHz,
    speechSeconds: speech.length / sampleRate,
    snrDb: signalToNoise(samples, segments, speech),
    clippedShare: clippedShare(sound, segments),
    levelDb: decibels(meanPower(speech)),
    rateHz: sound.rateHz,
    channels: sound.channels.length as 1 | 2,
    bandwidthHz: bandwidth(speech),
  }
}

const decibels = (power: number) => 10 * Math.log10(Math.max(power, leastPower))

function meanPower(samples: Float32Array): number {
  return samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length)
}

/** Power without the constant that taking off a recorder's offset leaves in digital silence. */
function variance(samples: Float32Array): number {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
  return meanPower(samples) - mean * mean
}

/**
 * Of stretches of 20 ms: a click, or a word that was taken for silence, leaves it alone. Digital silence, which a program has put before,
 * between or behind, is no quiet room: it counts only where there is nothing else.
 */
function medianPower(samples: Float32Array): number {
  const powers: number[] = []
  for (let from = 0; from + noiseFrame <= samples.length; from += noiseFrame) {
    const power = variance(samples.subarray(from, from + noiseFrame))
    if (power > leastPower) powers.push(power)
  }
  return powers.sort((a, b) => a - b)[powers.length >> 1] ?? 0
}

/** The speech holds the noise as well, whose power is taken off. */
function signalToNoise(samples: Float32Array, segments: SpeechSegment[], speech: Float32Array): number | null {
  if (speech.length === 0) return null
  const noise = cutSilence(samples, between(segments, samples.length / sampleRate))
  if (noise.length < leastNoiseSeconds * sampleRate) return null
  const noisePower = Math.max(medianPower(noise), leastPower)
  return Math.max(leastSnrDb, decibels((meanPower(speech) - noisePower) / noisePower))
}

function between(segments: SpeechSegment[], durationSeconds: number): SpeechSegment[] {
  const starts = [0, ...segments.map(({ toSeconds }) => toSeconds + marginSeconds)]
  const ends = [...segments.map(({ fromSeconds }) => fromSeconds - marginSeconds), durationSeconds]
  return starts
    .map((fromSeconds, index) => ({ fromSeconds, toSeconds: ends[index]! }))
    .filter(({ fromSeconds, toSeconds }) => toSeconds > fromSeconds)
}

/** Of the louder channel, before it was mixed or resampled. */
function clippedShare({ channels, rateHz }: Sound, segments: SpeechSegment[]): number {
  return Math.max(
    ...channels.map((channel) => {
      const speech = cutSilence(channel, segments, rateHz)
      let clipped = 0
      let run = 0
      for (const value of speech) {
        run = Math.abs(value) >= clippedFrom ? run + 1 : 0
        if (run === clippedRun) clipped += clippedRun
        else if (run > clippedRun) clipped++
      }
      return clipped / Math.max(1, speech.length)
    }),
  )
}

function bandwidth(speech: Float32Array): number {
  const spectrum = new PowerSpectrum(512)
  const power = new Float64Array(spectrum.bins)
  const mean = new Float64Array(spectrum.bins)
  const frame = new Float64Array(spectrum.size)
  for (let from = 0; from + frame.length <= speech.length; from += frame.length) {
    for (let at = 0; at < frame.length; at++) {
      frame[at] = speech[from + at]! * (0.5 - 0.5 * Math.cos((2 * Math.PI * at) / frame.length))
    }
    spectrum.of(frame, power)
    for (let bin = 0; bin < power.length; bin++) mean[bin]! += power[bin]!
  }
  const peak = Math.max(...mean)
  if (peak === 0) return 0
  const edge = mean.findLastIndex((value) => decibels(value / peak) > -bandEdgeDb)
  return (edge * sampleRate) / spectrum.size
}
