/** Where somebody speaks: Silero's net over frames of 32 ms, and segments out of its probabilities. */
import type { Net, NetTensor } from '../runtime'
import { sampleRate } from './features'
import type { SpeechSegment } from './types'

const frame = 512
/** The end of the frame before goes in front of each. */
const context = 64
const stateDims = [2, 1, 128]
/** Brings a quiet recording to where the net hears well. */
const wantedPeak = 0.5
const mostGain = 30

/** @param samples 16 kHz; @returns probability of speech of each frame of 512 samples */
export async function speechProbabilities(net: Net, samples: Float32Array): Promise<Float32Array> {
  const frames = Math.ceil(samples.length / frame)
  const probabilities = new Float32Array(frames)
  const gain = gainFor(samples)
  const rate = { data: BigInt64Array.of(BigInt(sampleRate)), dims: [] }
  let state: NetTensor = {
    data: new Float32Array(stateDims.reduce((product, size) => product * size)),
    dims: stateDims,
  }
  for (let index = 0; index < frames; index++) {
    const data = new Float32Array(context + frame)
    const from = index * frame - context
    const before = Math.max(0, -from)
    data.set(samples.subarray(from + before, (index + 1) * frame), before)
    for (let at = 0; at < data.length; at++) data[at]! *= gain
    const outputs = await net.run({ input: { data, dims: [1, data.length] }, state, sr: rate })
    state = { data: outputs.stateN!.data, dims: stateDims }
    probabilities[index] = outputs.output!.data[0]!
  }
  return probabilities
}

function gainFor(samples: Float32Array): number {
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return peak > 0 && peak < wantedPeak ? Math.min(mostGain, wantedPeak / peak) : 1
}

const rules = { begins: 0.5, ends: 0.35, leastSpeech: 0.1, leastSilence: 0.1, pad: 0.1 }
const frameSeconds = frame / sampleRate

/** Hysteresis: speech begins above one probability and ends below a lower one; gaps are bridged first, then what is short dropped. */
export function segmentsOf(probabilities: Float32Array, durationSeconds: number): SpeechSegment[] {
  const found: SpeechSegment[] = []
  let since: number | null = null
  probabilities.forEach((probability, index) => {
    if (since === null && probability >= rules.begins) since = index
    if (since !== null && probability < rules.ends) {
      found.push({ fromSeconds: since * frameSeconds, toSeconds: index * frameSeconds })
      since = null
    }
  })
  if (since !== null) found.push({ fromSeconds: since * frameSeconds, toSeconds: durationSeconds })
  const long = bridged(found, rules.leastSilence).filter(
    ({ fromSeconds, toSeconds }) => toSeconds - fromSeconds >= rules.leastSpeech,
  )
  const padded = long.map(({ fromSeconds, toSeconds }) => ({
    fromSeconds: Math.max(0, fromSeconds - rules.pad),
    toSeconds: Math.min(durationSeconds, toSeconds + rules.pad),
  }))
  return bridged(padded, 0)
}

/** Joins segments with less than `gap` seconds between them. */
function bridged(segments: SpeechSegment[], gap: number): SpeechSegment[] {
  const joined: SpeechSegment[] = []
  for (const segment of segments) {
    const last = joined.at(-1)
    if (last && segment.fromSeconds - last.toSeconds <= gap) last.toSeconds = segment.toSeconds
    else joined.push({ ...segment })
  }
  return joined
}

/** The speech alone, its segments end to end. */
export function cutSilence(samples: Float32Array, segments: SpeechSegment[], rateHz = sampleRate): Float32Array {
  const parts = segments.map(({ fromSeconds, toSeconds }) =>
    samples.subarray(Math.round(fromSeconds * rateHz), Math.round(toSeconds * rateHz)),
  )
  const speech = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    speech.set(part, at)
    at += part.length
  }
  return speech
}
