/** Loads the nets that reading a voice takes, each proved against the manifest. */
import { verifyModelFile, type Manifest } from '../models'
import type { Net, Runtime } from '../runtime'
import { normalise } from '../math'
import type { MelInput } from './features'
import type { Cohort } from './score'

/** The template model of voices, by its name in the manifest. */
export const voiceTemplateName = 'voice-limen'

export interface VoiceNets {
  /** Tells speech from all else. */
  speech: Net
  speaker: Net
  /** What `speaker` hears. */
  mel: MelInput
}

/**
 * @param readFile bytes of a model file by its name in the manifest
 * @throws Error when a file is missing, is not the one the manifest pins, or is not a model
 */
export async function loadVoiceNets(
  runtime: Runtime,
  { nets: entries }: Manifest,
  readFile: (file: string) => Promise<Uint8Array>,
): Promise<VoiceNets> {
  const load = async (name: 'speech' | 'speaker') => {
    const bytes = await readFile(entries[name]!.file)
    await verifyModelFile(entries[name]!, bytes)
    return runtime.load(name, bytes)
  }
  const { mel } = entries.speaker!
  if (!mel) throw new Error('models.json does not say what speaker hears.')
  return { speech: await load('speech'), speaker: await load('speaker'), mel }
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
  const numbers = new Float32Array(new Uint8Array(bytes).buffer)
  const dimension = numbers.length / cohort.rows
  const templates = Array.from({ length: cohort.rows }, (_, row) =>
    normalise(numbers.slice(row * dimension, (row + 1) * dimension)),
  )
  return { templates, top: cohort.top }
}
