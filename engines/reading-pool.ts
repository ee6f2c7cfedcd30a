/** The pool of recognition threads as a set of engines uses it: started with the first reading, with the files of added models in place. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { modelFile } from './added/file'
import { shippedModels, type AddedModel } from './added/types'
import type { EngineOptions } from './index'
import { WorkerPool } from './pool'
import { startThread } from './thread'
import {
  EngineBusy,
  PictureRefused,
  ReadingFailed,
  type CallOptions,
  type EngineHealth,
  type PictureRefusal,
} from './types'
import { RecordingRefused, type RecordingRefusal } from './voice/types'
import type { ReadRequest, ReadResult, WorkerSettings } from './worker'

type Pool = WorkerPool<ReadRequest, ReadResult>

/** No picture within the limits takes a tenth of this. */
const jobTimeoutMs = 60_000
/** Callers wait for 30 s and less. */
const waitLimitMs = 20_000

export class ReadingPool {
  readonly #workers: number
  readonly #queueLimit: number
  #pool: Pool | undefined
  #starting: Promise<Pool> | undefined
  #closed = false

  constructor(private readonly options: EngineOptions) {
    this.#workers = options.workers ?? Math.min(4, Math.max(1, availableParallelism() - 1))
    this.#queueLimit = options.queueLimit ?? 64 * this.#workers
  }

  /** @throws as the engines' `read` */
  async read(request: ReadRequest, call: CallOptions): Promise<ReadResult> {
    if (this.#closed) throw new EngineBusy(1, 'closing')
    // Nothing is awaited where the pool is there, so that calls made at once find their places in their order.
    const reply = await (this.#pool ?? (await this.#started())).run(request, copied, call)
    if ('value' in reply) return reply.value
    const { name, message, code } = reply.error
    if (name === 'PictureRefused') throw new PictureRefused(code as PictureRefusal, message)
    if (name === 'RecordingRefused') throw new RecordingRefused(code as RecordingRefusal, message)
    throw new ReadingFailed(`The ${nameOf[request.kind]} could not be read: ${message}`)
  }

  async ready(): Promise<void> {
    return (await this.#started()).ready()
  }

  health(): EngineHealth {
    const none = { ready: false, workers: 0, busy: 0, queued: 0, queueLimit: this.#queueLimit }
    return this.#pool?.health() ?? none
  }

  isFull(share?: string): boolean {
    return this.#pool?.isFull(share) ?? false
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#starting?.catch(() => undefined)
    await this.#pool?.close()
  }

  async #started(): Promise<Pool> {
    // What failed is tried again by the next: a file may be back.
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined
      throw error
    })
    return this.#starting
  }

  async #start(): Promise<Pool> {
    const { root, threads = 1, secondDescriptor = false, models = shippedModels } = this.options
    const [face, voice] = [await this.#fileOf(models.face), await this.#fileOf(models.voice)]
    const modelsDir = join(root, 'build', 'models')
    const workerData: WorkerSettings = { modelsDir, threads, secondDescriptor, face, voice }
    if (this.#closed) throw new EngineBusy(1, 'closing')
    return (this.#pool = new WorkerPool({
      workers: this.#workers,
      queueLimit: this.#queueLimit,
      shareLimit: Math.ceil(this.#queueLimit / 2),
      waitLimitMs,
      jobTimeoutMs,
      start: () => startThread(root, 'engine-worker.mjs', { workerData, name: 'limen-faces' }),
    }))
  }

  async #fileOf(model: AddedModel | null) {
    if (!model) return undefined
    const { modelFiles } = this.options
    if (!modelFiles) throw new Error('There is no folder for the files of added models.')
    return modelFile(modelFiles, model)
  }
}

/** For messages. */
const nameOf: Record<ReadRequest['kind'], string> = {
  face: 'picture',
  document: 'picture',
  voice: 'recording',
  liveness: 'burst',
}

/** One copy, then moved: the caller keeps its bytes (they are stored after reading), and a pooled Buffer cannot be moved. */
function copied(request: ReadRequest) {
  if (request.kind === 'liveness') {
    const frames = request.frames.map(({ atMs, picture }) => ({ atMs, picture: new Uint8Array(picture) }))
    return { message: { ...request, frames }, transferList: frames.map(({ picture }) => picture.buffer) }
  }
  const bytes = new Uint8Array(request.bytes)
  return { message: { ...request, bytes }, transferList: [bytes.buffer] }
}
