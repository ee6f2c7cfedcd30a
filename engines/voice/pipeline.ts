/** The steps of reading a voice, strung together: decode, mix, resample, find the speech, measure, embed. Runs in the calling thread. */
import { embed } from './embed'
import { sampleRate } from './features'
import { fingerprintOf } from './fingerprint'
import { toMono } from './mono'
import type { VoiceNets } from './nets'
import { measure } from './quality'
import { resample } from './resample'
import { soundsLikeSeveral } from './several'
import type { VoiceReading, VoiceReadOptions } from './types'
import { cutSilence, segmentsOf, speechProbabilities } from './vad'
import { readWav, type Sound } from './wav'

export interface VoicePipeline {
  /** @throws RecordingRefused */
  read(recording: Uint8Array, options?: VoiceReadOptions): Promise<VoiceReading>
}

export function createVoicePipeline(nets: VoiceNets): VoicePipeline {
  return {
    async read(recording, { embed: wantsTemplate = true } = {}) {
      const sound = readWav(recording)
      const samples = samplesOf(sound)
      const segments = segmentsOf(await speechProbabilities(nets.speech, samples), samples.length / sampleRate)
      const speech = cutSilence(samples, segments)
      return {
        quality: measure(sound, samples, segments, speech),
        speech: segments,
        embedding: wantsTemplate ? await embed(nets.speaker, speech) : null,
        fingerprint: fingerprintOf(samples, segments),
        severalSpeakers: wantsTemplate && nets.tellsSeveral && (await soundsLikeSeveral(nets.speaker, speech)),
      }
    },
  }
}

/** What the nets hear of a sound: one channel of 16 kHz around zero. */
export function samplesOf({ channels, rateHz }: Sound): Float32Array {
  return resample(withoutOffset(toMono(channels)), rateHz, sampleRate)
}

/** Cheap recorders add a constant. */
function withoutOffset(samples: Float32Array): Float32Array {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
  return samples.map((value) => value - mean)
}
