/** Entry of a recognition worker thread: loads the nets of faces, says that it is ready, then reads one picture or recording per message. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { decodeNode, encodeNode } from './decode-node'
import { loadDocumentNets } from './document/nets'
import { createDocumentPipeline, type DocumentPipeline } from './document/pipeline'
import type { DocumentReading, DocumentReadOptions } from './document/types'
import { loadFaceNets } from './face/nets'
import { createFacePipeline } from './face/pipeline'
import { loadManifest } from './models'
import type { Reply } from './pool'
import { createRuntime } from './runtime'
import type { FaceReading, FaceReadOptions } from './types'
import { loadVoiceNets } from './voice/nets'
import { createVoicePipeline, type VoicePipeline } from './voice/pipeline'
import type { VoiceReading, VoiceReadOptions } from './voice/types'

export interface WorkerSettings {
  /** Folder of the converted nets. */
  modelsDir: string
  threads: number
  secondDescriptor: boolean
}

/** `bytes` are of a picture, or of a recording. */
export type ReadRequest =
  | { kind: 'face'; bytes: Uint8Array; options: FaceReadOptions }
  | { kind: 'document'; bytes: Uint8Array; options: DocumentReadOptions }
  | { kind: 'voice'; bytes: Uint8Array; options: VoiceReadOptions }

/** What a request of each kind is answered with. */
export type ReadResult = FaceReading | DocumentReading | VoiceReading

if (!parentPort) throw new Error('engine-worker runs as a worker thread only.')
const port = parentPort
const { modelsDir, threads, secondDescriptor } = workerData as WorkerSettings

/**
 * How much a WebAssembly function has to run before V8 compiles it anew with its slow, optimising compiler. At V8's own
 * figure (1.8 million) this happens to most of the runtime while the nets load, and takes more computing than loading
 * them; at this one to the few functions that inference spends its time in, which are then as fast (`npm run bench`).
 */
setFlagsFromString('--wasm-tiering-budget=100000000')

const runtime = createRuntime({ threads })
const manifest = loadManifest()
const readNet = (file: string) => readFile(join(modelsDir, file))
const faceNets = await loadFaceNets(runtime, manifest, readNet, secondDescriptor)
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
const voicePipeline = async () => (voices ??= createVoicePipeline(await loadVoiceNets(runtime, manifest, readNet)))

async function read(request: ReadRequest): Promise<ReadResult> {
  if (request.kind === 'face') return faces.read(request.bytes, request.options)
  if (request.kind === 'document') return (await documentPipeline()).read(request.bytes, request.options)
  return (await voicePipeline()).read(request.bytes, request.options)
}

/** What is moved to the other thread, not copied. */
function templatesIn(result: ReadResult): ArrayBufferLike[] {
  if ('faces' in result) return result.faces.flatMap(({ embedding }) => embedding?.buffer ?? [])
  return 'embedding' in result && result.embedding ? [result.embedding.buffer] : []
}

async function answer(request: ReadRequest): Promise<void> {
  let reply: Reply<ReadResult>
  try {
    reply = { value: await read(request) }
  } catch (error) {
    // An error loses its class on the way to the other thread; index.ts gives it back by name and code.
    const { name, message, code } = error as Error & { code?: string }
    reply = { error: { name, message, code } }
  }
  const templates = 'value' in reply ? templatesIn(reply.value) : []
  port.postMessage(reply, templates as ArrayBuffer[])
}

port.on('message', (request: ReadRequest) => void answer(request))
port.postMessage({ ready: true })
