/**
 * Log-mel bands, as the front end of a speaker net states them in the manifest. Those of our own net are defined by
 * `training/features.py`; a golden vector proves that both agree.
 */
import { PowerSpectrum } from './fourier'

/** How a net hears: what its `models.json` entry says. */
export interface MelInput {
  bands: number
  lowHz: number
  highHz: number
  /** Samples of a frame and between two, at 16 kHz. */
  frame: number
  hop: number
  fft: number
  /** Periodic Hann; symmetric Hamming; Povey's (a Hann to the power of 0.85, symmetric) as Kaldi has it. */
  window: 'hann' | 'hamming' | 'povey'
  /** Share of the sample before that is taken off each; 0 for none. */
  preEmphasis: number
  /** Least power of a band, before the logarithm. */
  floor: number
  /** RMS to which the speech is brought first, full scale 1; null keeps the level. */
  level: number | null
  /** What a sample of full scale counts, after `level`: 1, or 32768 for nets that were taught 16-bit integers. */
  scale: number
  /** What is taken off at the end: each band's mean over the frames, one mean over all of them, or nothing. */
  mean: 'bands' | 'whole' | 'none'
  /** What is shorter is repeated until it has as many frames. */
  leastFrames: number
  /** Order of the net's input: one row a band, or one row a frame. */
  layout: 'bands x frames' | 'frames x bands'
}

export const sampleRate = 16_000
const leastLevel = 1e-6
const poveyPower = 0.85

export interface Features {
  /** Row-major in the stated layout. */
  data: Float32Array
  frames: number
}

/** @param speech 16 kHz, silence cut out */
export function features(speech: Float32Array, input: MelInput): Features {
  const frames = Math.max(0, Math.floor((speech.length - input.frame) / input.hop) + 1)
  const gain = gainOf(speech, input)
  const window = windowOf(input)
  const spectrum = new PowerSpectrum(input.fft)
  const filters = melFilters(input, spectrum.bins)
  const power = new Float64Array(spectrum.bins)
  const frame = new Float64Array(input.frame)
  const logs = new Float32Array(frames * input.bands)
  for (let index = 0; index < frames; index++) {
    cutFrame(speech, index * input.hop, gain, input.preEmphasis, frame)
    for (let at = 0; at < frame.length; at++) frame[at]! *= window[at]!
    spectrum.of(frame, power)
    for (const [band, filter] of filters.entries()) {
      let sum = 0
      for (let at = 0; at < filter.weights.length; at++) sum += filter.weights[at]! * power[filter.from + at]!
      logs[index * input.bands + band] = Math.log(Math.max(sum, input.floor))
    }
  }
  removeMean(logs, input)
  return inLayout(repeated(logs, input), input)
}

function gainOf(speech: Float32Array, { level, scale }: MelInput): number {
  if (level === null) return scale
  const rms = Math.sqrt(speech.reduce((sum, value) => sum + value * value, 0) / Math.max(1, speech.length))
  return (scale * level) / Math.max(rms, leastLevel)
}

/** Frames lose their mean first, then are pre-emphasised. */
function cutFrame(speech: Float32Array, from: number, gain: number, preEmphasis: number, frame: Float64Array): void {
  let mean = 0
  for (let at = 0; at < frame.length; at++) mean += speech[from + at]! / frame.length
  for (let at = 0; at < frame.length; at++) frame[at] = (speech[from + at]! - mean) * gain
  if (preEmphasis === 0) return
  for (let at = frame.length - 1; at > 0; at--) frame[at]! -= preEmphasis * frame[at - 1]!
  frame[0]! *= 1 - preEmphasis
}

function windowOf({ window, frame }: MelInput): Float64Array {
  const cosine = (index: number, period: number) => Math.cos((2 * Math.PI * index) / period)
  const shapes: Record<MelInput['window'], (index: number) => number> = {
    hann: (index) => 0.5 - 0.5 * cosine(index, frame),
    hamming: (index) => 0.54 - 0.46 * cosine(index, frame - 1),
    povey: (index) => (0.5 - 0.5 * cosine(index, frame - 1)) ** poveyPower,
  }
  return Float64Array.from({ length: frame }, (_, index) => shapes[window](index))
}

interface Filter {
  from: number
  weights: Float64Array
}

const mel = (hz: number) => 2595 * Math.log10(1 + hz / 700)

/** Triangles whose sides are linear in mel, corners equally spaced; no area normalisation. */
function melFilters({ bands, lowHz, highHz, fft }: MelInput, bins: number): Filter[] {
  const step = (mel(highHz) - mel(lowHz)) / (bands + 1)
  return Array.from({ length: bands }, (_, band) => {
    const low = mel(lowHz) + band * step
    const weightAt = (bin: number) => {
      const place = (mel((bin * sampleRate) / fft) - low) / step
      return Math.max(0, Math.min(place, 2 - place))
    }
    const touched = Array.from({ length: bins }, (_, bin) => bin).filter((bin) => weightAt(bin) > 0)
    return { from: touched[0] ?? 0, weights: Float64Array.from(touched, weightAt) }
  })
}

/** @param logs frames x bands, changed in place */
function removeMean(logs: Float32Array, { bands, mean }: MelInput): void {
  if (mean === 'none' || logs.length === 0) return
  const frames = logs.length / bands
  const sums = new Float64Array(bands)
  logs.forEach((value, index) => (sums[index % bands]! += value))
  const whole = sums.reduce((sum, value) => sum + value, 0) / logs.length
  for (let index = 0; index < logs.length; index++) {
    logs[index]! -= mean === 'whole' ? whole : sums[index % bands]! / frames
  }
}

function repeated(logs: Float32Array, { bands, leastFrames }: MelInput): Float32Array {
  if (logs.length === 0 || logs.length >= leastFrames * bands) return logs
  const times = Math.ceil((leastFrames * bands) / logs.length)
  return Float32Array.from({ length: times * logs.length }, (_, index) => logs[index % logs.length]!)
}

function inLayout(logs: Float32Array, { bands, layout }: MelInput): Features {
  const frames = logs.length / bands
  if (layout === 'frames x bands') return { data: logs, frames }
  const turned = Float32Array.from(logs, (_, index) => logs[(index % frames) * bands + Math.floor(index / frames)]!)
  return { data: turned, frames }
}
