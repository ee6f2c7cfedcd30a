/**
 * A pool of worker threads with one bounded, first-come queue. It knows threads, not faces: what a job is and how its
 * errors look is agreed between the caller and the worker's script.
 *
 * A worker posts `{ ready: true }` once it can take jobs and then one `Reply` per job. It gets one job at a time. A worker
 * that dies takes only the job it held with it and is replaced.
 */
import type { TransferListItem, Worker } from 'node:worker_threads'
import { EngineBusy, type EngineHealth } from './types'

export type Reply<Result> = { value: Result } | { error: { name: string; message: string; code?: string } }

/** The worker that held this job died or was stopped for taking too long. The job may be tried again. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost'
}

export interface PoolOptions {
  start: () => Worker
  workers: number
  /** Jobs that may wait while every worker is busy. */
  queueLimit: number
  /** A worker that holds one job for longer is stopped and replaced. */
  jobTimeoutMs: number
}

interface Task<Job, Result> {
  job: Job
  /** Made when a worker takes the job, so that what waits is not held twice. */
  transfer: (job: Job) => { message: unknown; transferList: TransferListItem[] }
  resolve: (result: Reply<Result>) => void
  reject: (cause: Error) => void
}

interface Seat<Job, Result> {
  worker: Worker
  ready: boolean
  task: Task<Job, Result> | null
  startedAt: number
  timer: NodeJS.Timeout | undefined
  cause: Error | undefined
}

/** So many workers in a row that die before they are ready mean that the next would die too. */
const startFailureLimit = 3

export class WorkerPool<Job, Result> {
  readonly #seats = new Set<Seat<Job, Result>>()
  readonly #queue: Task<Job, Result>[] = []
  readonly #waitingForReady: { resolve: () => void; reject: (cause: Error) => void }[] = []
  #startFailures = 0
  #broken: Error | null = null
  #closing: Promise<void> | null = null
  #onIdle: (() => void) | null = null
  /** Running mean of what a job takes, for the advice when to come back. */
  #meanJobMs = 200

  constructor(private readonly options: PoolOptions) {
    for (let i = 0; i < options.workers; i++) this.#hire()
  }

  /** Resolves when every worker is ready; rejects when they cannot start. */
  ready(): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken)
    if (this.#allReady()) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waitingForReady.push({ resolve, reject }))
  }

  isFull(): boolean {
    return this.#queue.length >= this.options.queueLimit && !this.#idleSeat()
  }

  health(): EngineHealth {
    const seats = [...this.#seats]
    return {
      ready: this.#allReady() && !this.#closing,
      workers: seats.filter((seat) => seat.ready).length,
      busy: seats.filter((seat) => seat.task).length,
      queued: this.#queue.length,
      queueLimit: this.options.queueLimit,
    }
  }

  /**
   * @throws EngineBusy when the queue is full
   * @throws WorkerLost when the worker died with the job
   */
  run(job: Job, transfer: Task<Job, Result>['transfer']): Promise<Reply<Result>> {
    if (this.#closing) return Promise.reject(new Error('The recognition workers are shutting down.'))
    if (this.#broken) return Promise.reject(this.#broken)
    if (this.isFull()) return Promise.reject(new EngineBusy(this.#retryAfterSeconds()))
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, transfer, resolve, reject })
      this.#deal()
    })
  }

  /** Takes no more jobs, finishes those it has, then ends the threads. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      if (!this.#broken && (this.#queue.length > 0 || [...this.#seats].some((seat) => seat.task))) {
        await new Promise<void>((resolve) => (this.#onIdle = resolve))
      }
      await Promise.all([...this.#seats].map((seat) => seat.worker.terminate()))
    })()
    return this.#closing
  }

  #allReady(): boolean {
    return this.#seats.size === this.options.workers && [...this.#seats].every((seat) => seat.ready)
  }

  #idleSeat(): Seat<Job, Result> | undefined {
    return [...this.#seats].find((seat) => seat.ready && !seat.task)
  }

  #retryAfterSeconds(): number {
    const waves = (this.#queue.length + this.options.workers) / this.options.workers
    return Math.max(1, Math.ceil((waves * this.#meanJobMs) / 1000))
  }

  #hire(): void {
    const worker = this.options.start()
    const seat: Seat<Job, Result> = {
      worker,
      ready: false,
      task: null,
      startedAt: 0,
      timer: undefined,
      cause: undefined,
    }
    this.#seats.add(seat)
    worker.on('message', (message: { ready: true } | Reply<Result>) => {
      if ('ready' in message) this.#welcome(seat)
      else this.#finish(seat, message)
    })
    worker.on('error', (cause) => (seat.cause = cause instanceof Error ? cause : new Error(String(cause))))
    worker.on('exit', (code) => this.#replace(seat, code))
  }

  #welcome(seat: Seat<Job, Result>): void {
    seat.ready = true
    this.#startFailures = 0
    if (this.#allReady()) for (const waiting of this.#waitingForReady.splice(0)) waiting.resolve()
    this.#deal()
  }

  #deal(): void {
    while (this.#queue.length > 0) {
      const seat = this.#idleSeat()
      if (!seat) return
      const task = this.#queue.shift() as Task<Job, Result>
      seat.task = task
      seat.startedAt = performance.now()
      seat.timer = setTimeout(() => {
        seat.cause = new Error(`A recognition took longer than ${this.options.jobTimeoutMs} ms.`)
        void seat.worker.terminate()
      }, this.options.jobTimeoutMs)
      const { message, transferList } = task.transfer(task.job)
      seat.worker.postMessage(message, transferList)
    }
  }

  #finish(seat: Seat<Job, Result>, reply: Reply<Result>): void {
    clearTimeout(seat.timer)
    this.#meanJobMs += 0.1 * (performance.now() - seat.startedAt - this.#meanJobMs)
    seat.task?.resolve(reply)
    seat.task = null
    this.#deal()
    this.#noteIdle()
  }

  #replace(seat: Seat<Job, Result>, code: number): void {
    clearTimeout(seat.timer)
    this.#seats.delete(seat)
    const cause = seat.cause ?? new Error(`A recognition worker ended with code ${code}.`)
    seat.task?.reject(new WorkerLost('The recognition worker stopped during this request; try again.', { cause }))
    if (!seat.ready && ++this.#startFailures >= startFailureLimit) this.#giveUp(cause)
    // While closing, jobs that still wait need workers; once they are done nobody is replaced.
    if (!this.#broken && (!this.#closing || this.#queue.length > 0)) this.#hire()
    this.#noteIdle()
  }

  #giveUp(cause: Error): void {
    this.#broken = new Error(`The recognition workers cannot start: ${cause.message}`, { cause })
    for (const waiting of this.#waitingForReady.splice(0)) waiting.reject(this.#broken)
    for (const task of this.#queue.splice(0)) task.reject(this.#broken)
  }

  #noteIdle(): void {
    if (this.#queue.length === 0 && ![...this.#seats].some((seat) => seat.task)) this.#onIdle?.()
  }
}
