/**
 * The one door to the engines: faces, documents and voices in a pool of worker threads, search in a thread of its own. No thread starts before
 * the first `ready` or `read`, so that a command which needs no engine pays for none.
 */
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { templateName } from './face/nets'
import { loadManifest, modelRef, type TemplateEntry } from './models'
import { WorkerPool } from './pool'
import { createSearchEngine } from './search'
import { startThread } from './thread'
import {
  PictureRefused,
  type CallOptions,
  type Engines,
  type FaceReading,
  type PictureRefusal,
  type ThresholdTable,
} from './types'
import { documentNetNames } from './document/nets'
import type { DocumentReading } from './document/types'
import { loadCohort, voiceTemplateName } from './voice/nets'
import { isSameTake } from './voice/fingerprint'
import { compareVoices, type Cohort } from './voice/score'
import { RecordingRefused, type RecordingRefusal, type VoiceReading } from './voice/types'
import type { ReadRequest, ReadResult, WorkerSettings } from './worker'

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
}

/** No picture within the limits takes a tenth of this. */
const jobTimeoutMs = 60_000
/** Callers wait for 30 s and less. */
const waitLimitMs = 20_000

export function createEngines(options: EngineOptions): Engines {
  const { root, threads = 1, secondDescriptor = false } = options
  const workers = options.workers ?? Math.min(4, Math.max(1, availableParallelism() - 1))
  const queueLimit = options.queueLimit ?? 64 * workers

  const manifest = loadManifest()
  const template = manifest.templates[templateName(secondDescriptor)]
  if (!template) throw new Error(`models.json does not name the template model ${templateName(secondDescriptor)}.`)
  const voiceTemplate = manifest.templates[voiceTemplateName]
  if (!voiceTemplate) throw new Error(`models.json does not name the template model ${voiceTemplateName}.`)
  const modelsDir = join(root, 'build', 'models')
  let loadingCohort: Promise<Cohort | null> | undefined
  const cohort = () => (loadingCohort ??= loadCohort(manifest, (file) => readFile(join(modelsDir, file))))

  let search = createSearchEngine({ root })
  let closed = false

  let pool: WorkerPool<ReadRequest, ReadResult> | undefined
  const started = () =>
    (pool ??= new WorkerPool({
      workers,
      queueLimit,
      shareLimit: Math.ceil(queueLimit / 2),
      waitLimitMs,
      jobTimeoutMs,
      start: () => {
        const workerData: WorkerSettings = { modelsDir, threads, secondDescriptor }
        return startThread(root, 'engine-worker.mjs', { workerData, name: 'limen-faces' })
      },
    }))

  const read = async (request: ReadRequest, call: CallOptions): Promise<ReadResult> => {
    const reply = await started().run(request, copied, call)
    if ('value' in reply) return reply.value
    const { name, message, code } = reply.error
    if (name === 'PictureRefused') throw new PictureRefused(code as PictureRefusal, message)
    if (name === 'RecordingRefused') throw new RecordingRefused(code as RecordingRefusal, message)
    throw new Error(`The ${request.kind === 'voice' ? 'recording' : 'picture'} could not be read: ${message}`)
  }

  return {
    /** A search thread that died took its galleries along: the next caller gets an empty one in its place, to be filled. */
    get search() {
      if (search.stopped && !closed) search = createSearchEngine({ root })
      return search
    },
    face: {
      model: modelRef(template),
      get thresholds() {
        return thresholdsOf(template, 'face')
      },
      read: async (picture, { share, signal, accepted, ...faceOptions } = {}) =>
        (await read(
          { kind: 'face', bytes: picture, options: faceOptions },
          { share, signal, accepted },
        )) as FaceReading,
    },
    document: {
      models: documentNetNames.map((name) => `${name}@${manifest.nets[name]!.version}`),
      read: async (picture, { share, signal, accepted, ...documentOptions } = {}) =>
        (await read(
          { kind: 'document', bytes: picture, options: documentOptions },
          { share, signal, accepted },
        )) as DocumentReading,
    },
    voice: {
      model: modelRef(voiceTemplate),
      get thresholds() {
        return thresholdsOf(voiceTemplate, 'voice')
      },
      read: async (recording, { share, signal, accepted, ...voiceOptions } = {}) =>
        (await read(
          { kind: 'voice', bytes: recording, options: voiceOptions },
          { share, signal, accepted },
        )) as VoiceReading,
      compare: async (enrolment, probe) => compareVoices(enrolment, probe, await cohort()),
      sameTake: isSameTake,
    },
    ready: () => started().ready(),
    health: () => pool?.health() ?? { ready: false, workers: 0, busy: 0, queued: 0, queueLimit },
    isFull: (share) => pool?.isFull(share) ?? false,
    async close() {
      closed = true
      await Promise.all([pool?.close(), search.close()])
    },
  }
}

/** One copy, then moved: the caller keeps its bytes (they are stored after reading), and a pooled Buffer cannot be moved. */
function copied(request: ReadRequest) {
  const bytes = new Uint8Array(request.bytes)
  return { message: { ...request, bytes }, transferList: [bytes.buffer] }
}

function thresholdsOf({ name, thresholds }: TemplateEntry, subject: 'face' | 'voice'): ThresholdTable {
  if (thresholds) return thresholds
  throw new Error(`models.json has no thresholds for ${name}: run \`npm run eval -- ${subject} --fit\`.`)
}
