/** Entry of a recognition worker thread: loads the nets, says that it is ready, then reads one picture per message. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { decodeNode } from './decode-node'
import { loadFaceNets } from './face/nets'
import { createFacePipeline } from './face/pipeline'
import { loadManifest } from './models'
import type { Reply } from './pool'
import { createRuntime } from './runtime'
import type { FaceReading, FaceReadOptions } from './types'

export interface WorkerSettings {
  /** Folder of the converted nets. */
  modelsDir: string
  threads: number
  secondDescriptor: boolean
}

export interface ReadRequest {
  picture: Uint8Array
  options: FaceReadOptions
}

if (!parentPort) throw new Error('engine-worker runs as a worker thread only.')
const port = parentPort
const { modelsDir, threads, secondDescriptor } = workerData as WorkerSettings

/**
 * How much a WebAssembly function has to run before V8 compiles it anew with its slow, optimising compiler. At V8's own
 * figure (1.8 million) this happens to most of the runtime while the nets load, and takes more computing than loading
 * them; at this one to the few functions that inference spends its time in, which are then as fast (`npm run bench`).
 */
setFlagsFromString('--wasm-tiering-budget=100000000')

const nets = await loadFaceNets(
  createRuntime({ threads }),
  loadManifest(),
  (file) => readFile(join(modelsDir, file)),
  secondDescriptor,
)
const pipeline = createFacePipeline({ nets, decode: decodeNode })

async function answer({ picture, options }: ReadRequest): Promise<void> {
  let reply: Reply<FaceReading>
  try {
    reply = { value: await pipeline.read(picture, options) }
  } catch (error) {
    // An error loses its class on the way to the other thread; index.ts gives it back by name and code.
    const { name, message, code } = error as Error & { code?: string }
    reply = { error: { name, message, code } }
  }
  const templates = 'value' in reply ? reply.value.faces.flatMap(({ embedding }) => embedding?.buffer ?? []) : []
  port.postMessage(reply, templates as ArrayBuffer[])
}

port.on('message', (request: ReadRequest) => void answer(request))
port.postMessage({ ready: true })
