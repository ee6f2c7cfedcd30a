/** Speech to a template. */
import { normalise } from '../math'
import { features, sampleRate, type MelInput } from './features'

/** Less says nothing of who speaks. */
export const leastSpeechSeconds = 0.4
/** More adds little to a template and takes its time. */
export const mostSpeechSeconds = 20

/** A net that tells speakers apart, and what it hears. */
export interface SpeakerNet {
  mel: MelInput
  /** @returns what the net makes of features in the layout of `mel`, not normalised */
  run(features: Float32Array, dims: readonly number[]): Promise<Float32Array>
}

/** @param speech 16 kHz, silence cut out; @returns L2-normalised, or null where there is too little of it */
export async function embed({ mel, run }: SpeakerNet, speech: Float32Array): Promise<Float32Array | null> {
  if (speech.length < leastSpeechSeconds * sampleRate) return null
  const { data, frames } = features(speech.subarray(0, mostSpeechSeconds * sampleRate), mel)
  const dims = mel.layout === 'bands x frames' ? [1, mel.bands, frames] : [1, frames, mel.bands]
  return normalise(Float32Array.from(await run(data, dims)))
}
