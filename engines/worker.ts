/**
 * Entry of a recognition worker thread: loads the nets of faces, says that it is ready, then reads one picture or recording per message. Or,
 * started for a trial, runs a model that is to be added, says what came of it and ends.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { tryModel } from './added/trial'
import type { ModelFile } from './added/types'
import { decodeNode, encodeNode } from './decode-node'
import { loadDocumentNets } from './document/nets'
import { createDocumentPipeline, type DocumentPipeline } from './document/pipeline'
import type { DocumentReading, DocumentReadOptions } from './document/types'
import { loadFaceNets } from './face/nets'
import { createFacePipeline } from './face/pipeline'
import { loadTrackNets } from './liveness/nets'
import { judgeBurst } from './liveness/pipeline'
import type { TrackNets } from './liveness/track'
import type { BurstFrame, LivenessJudgement, LivenessPlan } from './liveness/types'
import { loadManifest } from './models'
import type { Reply } from './pool'
import { createRuntime } from './runtime'
import type { FaceReading, FaceReadOptions, ThresholdTable } from './types'
import { loadVoiceNets } from './voice/nets'
import { createVoicePipeline, type VoicePipeline } from './voice/pipeline'
import type { VoiceReading, VoiceReadOptions } from './voice/types'

export interface WorkerSettings {
  /** Folder of the converted nets. */
  modelsDir: string
  threads: number
  secondDescriptor: boolean
  /** Models that stand in the place of the shipped ones. */
  face?: ModelFile
  voice?: ModelFile
}

export interface TrialSettings {
  trial: ModelFile
}

/** `bytes` are of a picture, or of a recording. */
export type ReadRequest =
  | { kind: 'face'; bytes: Uint8Array; options: FaceReadOptions }
  | { kind: 'document'; bytes: Uint8Array; options: DocumentReadOptions }
  | { kind: 'voice'; bytes: Uint8Array; options: VoiceReadOptions }
  | { kind: 'liveness'; frames: BurstFrame[]; plan: LivenessPlan; thresholds: ThresholdTable }

/** What a request of each kind is answered with. */
export type ReadResult = FaceReading | DocumentReading | VoiceReading | LivenessJudgement

type Read = (request: ReadRequest) => Promise<ReadResult>

if (!parentPort) throw new Error('engine-worker runs as a worker thread only.')
const settings = workerData as WorkerSettings | TrialSettings

/**
 * How much a WebAssembly function has to run before V8 compiles it anew with its slow, optimising compiler. At V8's own
 * figure (1.8 million) this happens to most of the runtime while the nets load, and takes more computing than loading
 * them; at this one to the few functions that inference spends its time in, which are then as fast (`npm run bench`).
 */
setFlagsFromString('--wasm-tiering-budget=100000000')

if ('trial' in settings) parentPort.postMessage(await trial(settings.trial))
else serve(parentPort, await open(settings))

async function trial(file: ModelFile): Promise<Reply<null>> {
  return replyOf(async () => {
    await tryModel(createRuntime({ threads: 1 }), file)
    return null
  })
}

async function open({ modelsDir, threads, secondDescriptor, face, voice }: WorkerSettings): Promise<Read> {
  const runtime = createRuntime({ threads })
  const manifest = loadManifest()
  const readNet = (file: string) => readFile(join(modelsDir, file))
  const faceNets = await loadFaceNets(runtime, manifest, readNet, secondDescriptor, face)
  const faces = createFacePipeline({ nets: faceNets, decode: decodeNode })

  /** Loaded with the first document: whoever reads none does not pay for their nets. */
  let documents: DocumentPipeline | undefined
  const documentPipeline = async () =>
    (documents ??= createDocumentPipeline({
      nets: { ...(await loadDocumentNets(runtime, manifest, readNet)), face: faceNets },
      decode: decodeNode,
      encode: encodeNode,
    }))

  /** Loaded with the first recording. */
  let voices: VoicePipeline | undefined
  const voicePipeline = async () =>
    (voices ??= createVoicePipeline(await loadVoiceNets(runtime, manifest, readNet, voice)))

  /** Loaded with the first burst. */
  let tracking: TrackNets | undefined
  const trackNets = async () => (tracking ??= await loadTrackNets(runtime, manifest, readNet, faceNets))

  return async (request) => {
    if (request.kind === 'liveness') {
      const { frames, plan, thresholds } = request
      return judgeBurst({ nets: await trackNets(), faces, decode: decodeNode, thresholds }, frames, plan)
    }
    if (request.kind === 'face') return faces.read(request.bytes, request.options)
    if (request.kind === 'document') return (await documentPipeline()).read(request.bytes, request.options)
    return (await voicePipeline()).read(request.bytes, request.options)
  }
}

function serve(port: MessagePort, read: Read): void {
  port.on('message', (request: ReadRequest) => {
    void replyOf(() => read(request)).then((reply) => {
      const templates = 'value' in reply ? templatesIn(reply.value) : []
      port.postMessage(reply, templates as ArrayBuffer[])
    })
  })
  port.postMessage({ ready: true })
}

/** What is moved to the other thread, not copied. */
function templatesIn(result: ReadResult): ArrayBufferLike[] {
  if ('passed' in result) return []
  if ('faces' in result) return result.faces.flatMap(({ embedding }) => embedding?.buffer ?? [])
  return 'embedding' in result && result.embedding ? [result.embedding.buffer] : []
}

async function replyOf<Result>(run: () => Promise<Result>): Promise<Reply<Result>> {
  try {
    return { value: await run() }
  } catch (error) {
    // An error loses its class on the way to the other thread; index.ts gives it back by name and code.
    const { name, message, code } = error as Error & { code?: string }
    return { error: { name, message, code } }
  }
}
