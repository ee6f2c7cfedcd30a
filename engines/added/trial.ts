/**
 * Whether a model can be used as its manifest says: loaded, run on zeros, and run on inputs like those it will see. Runs in a worker thread,
 * so that a file which takes the runtime down takes nothing else along.
 */
import { arcFaceSize } from '../face/five-points'
import { embedChip } from '../face/embed-added'
import { cosine } from '../math'
import type { Runtime } from '../runtime'
import { embed } from '../voice/embed'
import { addedSpeaker } from '../voice/embed-added'
import { sampleRate } from '../voice/features'
import { loadAdded } from './load'
import type { AddedFaceManifest, AddedVoiceManifest } from './manifest'
import type { AddedNet } from './run'
import { ModelRefused, type ModelFile } from './types'

/** Of a model that looks at its input, templates of inputs as unlike as these are less alike than this. */
const tooAlike = 0.999_999

/** @throws Error in words for the operator */
export async function tryModel(runtime: Runtime, file: ModelFile): Promise<void> {
  const { manifest } = file
  const added = await loadAdded(runtime, file, manifest).catch((error: Error) => {
    if (error instanceof ModelRefused) throw error
    throw new ModelRefused(`The runtime cannot load the model: ${wordsOf(error.cause ?? error)}`)
  })
  try {
    const templates =
      manifest.kind === 'face'
        ? await tryFaces(added as AddedNet<AddedFaceManifest>)
        : await tryVoices(added as AddedNet<AddedVoiceManifest>)
    const [first, second] = templates
    if (cosine(first, second) > tooAlike) {
      throw new ModelRefused('The model gives the same for two inputs that have nothing in common.')
    }
  } catch (error) {
    if (error instanceof ModelRefused) throw error
    throw new ModelRefused(`The model does not run on what its manifest says goes in: ${wordsOf(error)}`)
  } finally {
    await added.net.release()
  }
}

async function tryFaces(added: AddedNet<AddedFaceManifest>): Promise<[Float32Array, Float32Array]> {
  const length = 3 * arcFaceSize * arcFaceSize
  await embedChip(added, new Float32Array(length))
  return [await embedChip(added, shadedOval(0)), await embedChip(added, shadedOval(1))]
}

/** Planes that are as bright, as smooth and as coloured as a face is. */
function shadedOval(kind: number): Float32Array {
  const plane = arcFaceSize * arcFaceSize
  return Float32Array.from({ length: 3 * plane }, (_, at) => {
    const [x, y] = [(at % arcFaceSize) / arcFaceSize - 0.5, Math.floor((at % plane) / arcFaceSize) / arcFaceSize - 0.5]
    const oval = Math.exp(-((x * x) / 0.09 + (y * y) / 0.16))
    const shade = Math.sin((9 + 5 * kind) * x + kind) * Math.cos((7 - 3 * kind) * y)
    return Math.max(0, Math.min(255, 60 + 130 * oval + 45 * shade - 25 * Math.floor(at / plane)))
  })
}

async function tryVoices(added: AddedNet<AddedVoiceManifest>): Promise<[Float32Array, Float32Array]> {
  const speaker = addedSpeaker(added)
  const templates: Float32Array[] = []
  for (const speech of [new Float32Array(2 * sampleRate), humming(110, 2), humming(220, 3)]) {
    templates.push((await embed(speaker, speech))!)
  }
  return [templates[1], templates[2]]
}

/** Harmonics that rise and fall, three times a second, as syllables do. */
function humming(hz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * sampleRate }, (_, index) => {
    const time = index / sampleRate
    const loudness = 0.1 * (1 + Math.sin(2 * Math.PI * 3 * time))
    const tones = [1, 2, 3, 5, 8].map((times) => Math.sin(2 * Math.PI * hz * times * time) / times)
    return loudness * tones.reduce((sum, tone) => sum + tone, 0)
  })
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
