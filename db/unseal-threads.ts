/**
 * Threads that open sealed values in bulk, as when galleries are filled at the start: 100,000 of them take a second of
 * computing, which may not stand between a server and its requests. Started when needed, ended when idle.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Batch, OpenedBatch } from './unseal-batch'

const idleMs = 5_000

interface Waiting {
  thread: Worker
  resolve: (opened: OpenedBatch) => void
  reject: (error: unknown) => void
}

export class UnsealThreads {
  readonly #waiting = new Map<number, Waiting>()
  #threads: Worker[] = []
  #calls = 0
  #idle: NodeJS.Timeout | undefined

  /** @param root the checkout, whose build/ holds the thread's bundle */
  constructor(private readonly root: string) {}

  open(batch: Batch): Promise<OpenedBatch> {
    if (this.#threads.length === 0) {
      this.#threads = Array.from({ length: Math.min(2, availableParallelism()) }, () => this.#start())
    }
    clearTimeout(this.#idle)
    const call = ++this.#calls
    const thread = this.#threads[call % this.#threads.length]!
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { thread, resolve, reject })
      // Keeps the process alive for as long as somebody waits.
      thread.ref()
      thread.postMessage({ call, batch }, [batch.bytes.buffer as ArrayBuffer])
    })
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await Promise.all(this.#threads.splice(0).map((thread) => thread.terminate()))
  }

  #start(): Worker {
    // Written as `new Worker(…)`, Next's bundler takes the file for a part of the app, and then does not find it.
    const thread: Worker = Reflect.construct(Worker, [
      join(this.root, 'build', 'unseal-worker.mjs'),
      { name: 'limen-unseal' },
    ])
    thread.unref()
    thread.on('message', ({ call, opened }: { call: number; opened: OpenedBatch }) => {
      this.#waiting.get(call)?.resolve(opened)
      this.#settled(call)
    })
    const lost = (cause: unknown) => {
      this.#threads = this.#threads.filter((other) => other !== thread)
      for (const [call, waiting] of this.#waiting) {
        if (waiting.thread !== thread) continue
        waiting.reject(new Error('The thread that opens sealed values has stopped.', { cause }))
        this.#settled(call)
      }
    }
    thread.on('error', lost)
    thread.on('exit', lost)
    return thread
  }

  #settled(call: number): void {
    this.#waiting.delete(call)
    if (this.#waiting.size > 0) return
    for (const thread of this.#threads) thread.unref()
    this.#idle = setTimeout(() => void this.close(), idleMs).unref()
  }
}
