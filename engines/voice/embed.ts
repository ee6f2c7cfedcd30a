/** Speech to a template. */
import { normalise } from '../math'
import { features, sampleRate } from './features'
import type { VoiceNets } from './nets'

/** Less says nothing of who speaks. */
export const leastSpeechSeconds = 0.4
/** More adds little to a template and takes its time. */
export const mostSpeechSeconds = 20

/** @param speech 16 kHz, silence cut out; @returns L2-normalised, or null where there is too little of it */
export async function embed(
  { speaker, mel }: Pick<VoiceNets, 'speaker' | 'mel'>,
  speech: Float32Array,
): Promise<Float32Array | null> {
  if (speech.length < leastSpeechSeconds * sampleRate) return null
  const { data, frames } = features(speech.subarray(0, mostSpeechSeconds * sampleRate), mel)
  const dims = mel.layout === 'bands x frames' ? [1, mel.bands, frames] : [1, frames, mel.bands]
  const outputs = await speaker.run({ [speaker.inputs[0]!]: { data, dims } })
  return normalise(outputs[speaker.outputs[0]!]!.data)
}
