/** Loads the nets that reading a voice takes, each proved against the manifest. */
import { verifyModelFile } from '../model-file'
import type { Manifest } from '../models'
import type { Net, Runtime } from '../runtime'
import { normalise } from '../math'
import { loadAdded } from '../added/load'
import type { AddedVoiceManifest } from '../added/manifest'
import type { ModelFile } from '../added/types'
import type { SpeakerNet } from './embed'
import type { MelInput } from './features'
import { addedSpeaker } from './embed-added'
import type { Cohort } from './score'

/** The template model of voices, by its name in the manifest. */
export const voiceTemplateName = 'voice-limen'

export interface VoiceNets {
  /** Tells speech from all else. */
  speech: Net
  speaker: SpeakerNet
  /** Whether it was measured how unlike templates of `speaker` are that are of two people in one recording. */
  tellsSeveral: boolean
}

/**
 * @param readFile bytes of a model file by its name in the manifest
 * @param added takes the place of the shipped speaker net
 * @throws Error when a file is missing, is not the one the manifest pins, or is not a model
 */
export async function loadVoiceNets(
  runtime: Runtime,
  { nets: entries }: Manifest,
  readFile: (file: string) => Promise<Uint8Array>,
  added?: ModelFile,
): Promise<VoiceNets> {
  const load = async (name: 'speech' | 'speaker') => {
    const bytes = await readFile(entries[name]!.file)
    await verifyModelFile(entries[name]!, bytes)
    return runtime.load(name, bytes)
  }
  const speech = await load('speech')
  if (added) {
    const speaker = await loadAdded(runtime, added, added.manifest as AddedVoiceManifest)
    return { speech, speaker: addedSpeaker(speaker), tellsSeveral: false }
  }
  const { mel } = entries.speaker!
  if (!mel) throw new Error('models.json does not say what speaker hears.')
  return { speech, speaker: shippedSpeaker(await load('speaker'), mel), tellsSeveral: true }
}

function shippedSpeaker(net: Net, mel: MelInput): SpeakerNet {
  const [input, output] = [net.inputs[0]!, net.outputs[0]!]
  return { mel, run: async (data, dims) => (await net.run({ [input]: { data, dims } }))[output]!.data }
}

/** The strangers that scores are stated against; null where the manifest names none. */
export async function loadCohort(
  { nets: entries }: Manifest,
  readFile: (file: string) => Promise<Uint8Array>,
): Promise<Cohort | null> {
  const { cohort } = entries.speaker!
  if (!cohort) return null
  const bytes = await readFile(cohort.file)
  await verifyModelFile({ ...cohort, source: { path: cohort.from } }, bytes)
  return cohortOf(bytes, cohort)
}

/** @param bytes outputs of a net, float32 little-endian row by row */
export function cohortOf(bytes: Uint8Array, { rows, top }: { rows: number; top: number }): Cohort {
  const numbers = new Float32Array(new Uint8Array(bytes).buffer)
  const dimension = numbers.length / rows
  const templates = Array.from({ length: rows }, (_, row) =>
    normalise(numbers.slice(row * dimension, (row + 1) * dimension)),
  )
  return { templates, top }
}
