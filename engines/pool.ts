/**
 * A pool of worker threads with one bounded queue, in which shares (tenants) take turns. It knows threads, not faces: what a job is and how its
 * errors look is agreed between the caller and the worker's script.
 *
 * A worker posts `{ ready: true }` once it can take jobs and then one `Reply` per job. It gets one job at a time. A worker
 * that dies takes only the job it held with it and is replaced.
 */
import type { TransferListItem, Worker } from 'node:worker_threads'
import { FairQueue } from './fair-queue'
import { EngineBusy, WorkerLost, type BusyReason, type EngineHealth } from './types'

export type Reply<Result> = { value: Result } | { error: { name: string; message: string; code?: string } }

export interface PoolOptions {
  start: () => Worker
  workers: number
  /** Jobs that may wait while every worker is busy. */
  queueLimit: number
  /** Of these, jobs of one share. Default: all. */
  shareLimit?: number
  /** A job that waited for longer is refused: its caller has given up, or is about to. Default: no limit. */
  waitLimitMs?: number
  /** A worker that holds one job for longer is stopped and replaced. */
  jobTimeoutMs: number
}

interface Task<Job, Result> {
  job: Job
  /** Ends the watch over a task that waits. */
  stopWaiting: () => void
  /** Made when a worker takes the job, so that what waits is not held twice. */
  transfer: (job: Job) => { message: unknown; transferList: TransferListItem[] }
  resolve: (result: Reply<Result>) => void
  reject: (cause: Error) => void
}

export interface JobOptions {
  /** Whose job it is: shares take turns. */
  share?: string
  /** Takes the job back while it waits. */
  signal?: AbortSignal
  /** Belongs to a call of which a part is done: it is not refused for want of room, and nothing of its share comes before it. */
  accepted?: boolean
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
  readonly #queue = new FairQueue<Task<Job, Result>>()
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

  /** @param share asks for that share; without one, for everybody */
  isFull(share?: string): boolean {
    const { queueLimit, shareLimit = queueLimit } = this.options
    const isTooMany = share !== undefined && this.#queue.lengthOf(share) >= shareLimit
    return (isTooMany || this.#queue.length >= queueLimit) && !this.#idleSeat()
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
   * @throws EngineBusy when the queue is full, when the job waited too long, or when its signal took it back
   * @throws WorkerLost when the worker died with the job
   */
  run(
    job: Job,
    transfer: Task<Job, Result>['transfer'],
    { share, signal, accepted = false }: JobOptions = {},
  ): Promise<Reply<Result>> {
    if (this.#closing) return Promise.reject(new Error('The recognition workers are shutting down.'))
    if (this.#broken) return Promise.reject(this.#broken)
    if (signal?.aborted) return Promise.reject(this.#busy('caller_gone'))
    if (!accepted && this.isFull(share)) return Promise.reject(this.#busy('queue_full'))
    return new Promise((resolve, reject) => {
      const giveUp = (reason: BusyReason) => {
        task.stopWaiting()
        if (this.#queue.remove(share ?? '', task)) reject(this.#busy(reason))
      }
      const { waitLimitMs } = this.options
      const isPatient = accepted || waitLimitMs === undefined
      const timer = isPatient ? undefined : setTimeout(giveUp, waitLimitMs, 'waited_too_long')
      const leave = () => giveUp('caller_gone')
      signal?.addEventListener('abort', leave, { once: true })
      const stopWaiting = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', leave)
      }
      const task: Task<Job, Result> = { job, stopWaiting, transfer, resolve, reject }
      if (accepted) this.#queue.pushFirst(share ?? '', task)
      else this.#queue.push(share ?? '', task)
      this.#deal()
    })
  }

  /** Takes no more jobs, refuses those that wait, finishes those that workers hold, then ends the threads. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      for (const task of this.#queue.drain()) {
        task.stopWaiting()
        task.reject(this.#busy('closing'))
      }
      if (!this.#broken && [...this.#seats].some((seat) => seat.task)) {
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

  #busy(reason: BusyReason): EngineBusy {
    const waves = (this.#queue.length + this.options.workers) / this.options.workers
    return new EngineBusy(Math.max(1, Math.ceil((waves * this.#meanJobMs) / 1000)), reason)
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
      const task = this.#queue.shift()!
      task.stopWaiting()
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
    if (!this.#broken && !this.#closing) this.#hire()
    this.#noteIdle()
  }

  #giveUp(cause: Error): void {
    this.#broken = new Error(`The recognition workers cannot start: ${cause.message}`, { cause })
    for (const waiting of this.#waitingForReady.splice(0)) waiting.reject(this.#broken)
    for (const task of this.#queue.drain()) {
      task.stopWaiting()
      task.reject(this.#broken)
    }
  }

  #noteIdle(): void {
    if (![...this.#seats].some((seat) => seat.task)) this.#onIdle?.()
  }
}
