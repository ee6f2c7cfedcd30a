/**
 * Runs ONNX nets on WebAssembly. The only file that imports onnxruntime-web, and free of Node so that a browser worker
 * can use it (its bundler then points `onnxruntime-web` to `onnxruntime-web/wasm`). Knows no net: what goes in and out
 * of each is said in `models.json`.
 *
 * `run` blocks its thread for the whole inference: call it from a worker, never on a server's main thread.
 */
import { env, InferenceSession, Tensor } from 'onnxruntime-web'

export interface NetTensor {
  /** Row-major. */
  data: Float32Array
  dims: readonly number[]
}

/** What goes in: numbers as the net computes with them, or whole ones where it wants a setting. */
export type NetInput = NetTensor | { data: BigInt64Array; dims: readonly number[] }

export interface Net {
  readonly name: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /**
   * One inference; the first dimension of inputs and outputs is the batch. Calls made at once are served in line.
   * @returns every output by its name
   * @throws Error naming the net when a name or a shape does not fit; the net stays usable
   */
  run(inputs: Record<string, NetInput>): Promise<Record<string, NetTensor>>
  /** Frees the net's memory; it cannot run again. */
  release(): Promise<void>
}

export interface Runtime {
  /** WASM threads that an inference uses. */
  readonly threads: number
  /** @throws Error naming the net when the bytes are not a model that the runtime can run */
  load(name: string, bytes: Uint8Array): Promise<Net>
}

/** The runtime's own two files, where it cannot find them beside its loader: in a browser. */
export interface RuntimeFiles {
  /** Address of the script that starts the WebAssembly module, and its threads. */
  loader: string
  wasm: Uint8Array
}

let startedThreads: number | undefined

/**
 * The WebAssembly module starts once per thread of the process and keeps its number of threads.
 * @param threads WASM threads an inference may use; 1 serves a pool of workers best
 * @throws Error when a runtime with another number of threads was made before in this thread
 */
export function createRuntime({ threads, files }: { threads: number; files?: RuntimeFiles }): Runtime {
  if (startedThreads !== undefined && startedThreads !== threads) {
    throw new Error(`The runtime has started with ${startedThreads} threads and cannot change to ${threads}.`)
  }
  startedThreads = threads
  env.wasm.numThreads = threads
  if (files) {
    env.wasm.wasmPaths = { mjs: files.loader }
    env.wasm.wasmBinary = files.wasm
  }
  return {
    // Where a browser gives no memory that threads can share, the runtime starts with one and says so here.
    get threads() {
      return env.wasm.numThreads ?? threads
    },
    load,
  }
}

async function load(name: string, bytes: Uint8Array): Promise<Net> {
  // Named explicitly: onnxruntime packages share one registry, and another backend in the process would win silently.
  // Severity 3 is errors only: the runtime would warn of every packed weight that it unpacks and drops while loading.
  const options = { executionProviders: ['wasm'], logSeverityLevel: 3 } as const
  const session = await InferenceSession.create(bytes, options).catch((cause: unknown) => {
    throw new Error(`The net ${name} cannot be loaded.`, { cause })
  })
  return {
    name,
    inputs: session.inputNames,
    outputs: session.outputNames,
    run: (inputs) => run(name, session, inputs),
    release: () => session.release(),
  }
}

async function run(name: string, session: InferenceSession, inputs: Record<string, NetInput>) {
  const feeds: Record<string, Tensor> = {}
  try {
    for (const [input, tensor] of Object.entries(inputs)) feeds[input] = toTensor(tensor)
    const results = await session.run(feeds)
    const outputs: Record<string, NetTensor> = {}
    for (const [output, tensor] of Object.entries(results)) {
      outputs[output] = { data: tensor.data as Float32Array, dims: tensor.dims }
      tensor.dispose()
    }
    return outputs
  } catch (cause) {
    throw new Error(`The net ${name} could not run: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  } finally {
    for (const tensor of Object.values(feeds)) tensor.dispose()
  }
}

function toTensor({ data, dims }: NetInput): Tensor {
  return data instanceof BigInt64Array ? new Tensor('int64', data, dims) : new Tensor('float32', data, dims)
}
