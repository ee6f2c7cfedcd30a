/**
 * The one door to the engines: faces, documents and voices in a pool of worker threads, search in a thread of its own. No thread starts before
 * the first `ready` or `read`, so that a command which needs no engine pays for none.
 */
import { readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { runTrial } from './added/run-trial'
import { modelFile } from './added/file'
import { shippedModels, type AddedModel, type ChosenModels } from './added/types'
import { documentNetNames } from './document/nets'
import type { DocumentReading } from './document/types'
import type { LivenessJudgement } from './liveness/types'
import { modelRef } from './model-file'
import { loadManifest, type Manifest } from './models'
import { ReadingPool } from './reading-pool'
import { createSearchEngine } from './search'
import { faceTemplate, voiceTemplate, type DecidingTemplate } from './template'
import type { Engines, FaceReading, ThresholdTable } from './types'
import { isSameTake } from './voice/fingerprint'
import { cohortOf, loadCohort } from './voice/nets'
import { compareVoices, type Cohort } from './voice/score'
import type { VoiceReading } from './voice/types'

export interface EngineOptions {
  /** The checkout: holds `build/models` and the bundles of the workers. */
  root: string
  /** Recognition threads; each takes about 280 MB. Default: one less than the cores, at most 4. */
  workers?: number
  /** WASM threads per worker. Default 1, which gives the most pictures per second. */
  threads?: number
  /** Pictures that may wait while all workers are busy, half of them of one tenant. Default 64 per worker. */
  queueLimit?: number
  /** Adds faceres to every template: another template model with thresholds of its own. Default false. */
  secondDescriptor?: boolean
  /** What stands in the place of the shipped models. Default: nothing. */
  models?: ChosenModels
  /** Folder in which files of added models are kept for the workers; needed where there are any. */
  modelFiles?: string
}

export function createEngines(options: EngineOptions): Engines {
  const { root } = options
  let search = createSearchEngine({ root })
  let closed = false
  const set = createSet(options, () => {
    if (search.stopped && !closed) search = createSearchEngine({ root })
    return search
  })
  const closeSet = set.close
  set.close = async () => {
    closed = true
    await Promise.all([closeSet(), search.close()])
  }
  return set
}

/** @param search the search engine, which all sets of a process share */
function createSet(options: EngineOptions, search: () => Engines['search']): Engines {
  const { root, secondDescriptor = false, models = shippedModels, modelFiles = '' } = options
  const manifest = loadManifest()
  const face = faceTemplate(manifest, secondDescriptor, models.face)
  const voice = voiceTemplate(manifest, models.voice)
  let loadingCohort: Promise<Cohort | null> | undefined
  const cohort = () => (loadingCohort ??= openCohort(root, manifest, models.voice))
  const pool = new ReadingPool(options)

  return {
    /** A search thread that died took its galleries along: the next caller gets an empty one in its place, to be filled. */
    get search() {
      return search()
    },
    face: {
      model: modelRef(face),
      get thresholds() {
        return thresholdsOf(face, 'face')
      },
      read: async (picture, { share, signal, accepted, ...faceOptions } = {}) =>
        (await pool.read(
          { kind: 'face', bytes: picture, options: faceOptions },
          { share, signal, accepted },
        )) as FaceReading,
    },
    document: {
      models: documentNetNames.map((name) => `${name}@${manifest.nets[name]!.version}`),
      read: async (picture, { share, signal, accepted, ...documentOptions } = {}) =>
        (await pool.read(
          { kind: 'document', bytes: picture, options: documentOptions },
          { share, signal, accepted },
        )) as DocumentReading,
    },
    voice: {
      model: modelRef(voice),
      get thresholds() {
        return thresholdsOf(voice, 'voice')
      },
      read: async (recording, { share, signal, accepted, ...voiceOptions } = {}) =>
        (await pool.read(
          { kind: 'voice', bytes: recording, options: voiceOptions },
          { share, signal, accepted },
        )) as VoiceReading,
      compare: async (enrolment, probe) => compareVoices(enrolment, probe, await cohort()),
      sameTake: isSameTake,
    },
    liveness: {
      judge: async (frames, plan, call = {}) =>
        (await pool.read(
          { kind: 'liveness', frames: [...frames], plan, thresholds: thresholdsOf(face, 'face') },
          call,
        )) as LivenessJudgement,
    },
    models,
    tryModel: (model) => tryOut(root, modelFiles, model),
    open: (others, { workers = options.workers } = {}) => createSet({ ...options, models: others, workers }, search),
    ready: () => pool.ready(),
    health: () => pool.health(),
    isFull: (share) => pool.isFull(share),
    close: () => pool.close(),
  }
}

async function tryOut(root: string, folder: string, model: AddedModel): Promise<void> {
  const file = await modelFile(folder, model)
  try {
    await runTrial(root, file)
  } catch (error) {
    await unlink(file.path)
    throw error
  }
}

/** The strangers that scores of voices are stated against. */
async function openCohort(root: string, manifest: Manifest, added: AddedModel | null): Promise<Cohort | null> {
  if (!added) return loadCohort(manifest, (file) => readFile(join(root, 'build', 'models', file)))
  const { cohort, manifest: stated } = added
  if (!cohort || stated.kind !== 'voice' || !stated.cohort) return null
  return cohortOf(cohort, { top: stated.cohort.top, rows: cohort.length / 4 / stated.output.dimension })
}

function thresholdsOf({ id, thresholds, isShipped }: DecidingTemplate, subject: 'face' | 'voice'): ThresholdTable {
  if (thresholds) return thresholds
  if (!isShipped) throw new Error(`The manifest of ${id} has no thresholds.`)
  throw new Error(`models.json has no thresholds for ${id}: run \`npm run eval -- ${subject} --fit\`.`)
}
