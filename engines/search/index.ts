/**
 * Exact 1:N search, as the rest of Limen calls it: a facade over one worker thread that holds every gallery in memory.
 * Stores nothing and follows nothing: the caller fills the galleries from its database, and again after SearchStopped.
 */
import type { Worker } from 'node:worker_threads'
import { startThread } from '../thread'
import { SearchStopped, type GalleryEntry, type SearchEngine } from '../types'
import type { Answer, Operation, Operations } from './messages'
import { SearchRefused } from './refused'

interface Waiting {
  resolve: (value: never) => void
  reject: (reason: Error) => void
}

/**
 * The worker of `root`/build/search-worker.mjs starts with the first call. Calls take effect in the order in which they
 * are made. Each rejects with SearchRefused when the caller's input is wrong (nothing was changed then), and with
 * SearchStopped when the worker has died or was closed: from then on `stopped` is true and a new engine has to be made.
 * @param root the repository's root
 */
export function createSearchEngine({ root }: { root: string }) {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let calls = 0
  let stopped: SearchStopped | undefined

  function start(): Worker {
    const thread = startThread(root, 'search-worker.mjs', { name: 'limen-search' })
    thread.on('error', (cause) => stop('has failed', cause))
    thread.on('messageerror', (cause) => stop('has sent an unreadable answer', cause))
    thread.on('exit', (code) => stop(`has ended with code ${code}`))
    thread.on('message', (answer: Answer) => {
      // After a close the calls are rejected, but an answer may still be on its way.
      const { resolve, reject } = waiting.get(answer.call) ?? {}
      waiting.delete(answer.call)
      if ('refused' in answer) reject?.(new SearchRefused(answer.refused))
      else resolve?.(answer.value as never)
    })
    return thread
  }

  function stop(reason: string, cause?: unknown): void {
    stopped ??= new SearchStopped(`The search worker ${reason}; its galleries have to be filled again.`, { cause })
    for (const { reject } of waiting.values()) reject(stopped)
    waiting.clear()
  }

  function send<O extends Operation>(
    operation: O,
    input: Operations[O]['input'],
    transfer: ArrayBuffer[] = [],
  ): Promise<Operations[O]['output']> {
    return new Promise((resolve, reject) => {
      if (stopped) return reject(stopped)
      const call = ++calls
      waiting.set(call, { resolve, reject })
      worker ??= start()
      worker.postMessage({ call, operation, input }, transfer)
    })
  }

  const engine: SearchEngine & { readonly stopped: boolean; close(): Promise<void> } = {
    get stopped() {
      return stopped !== undefined
    },
    async put(gallery, entries) {
      const vectors = pack(entries)
      const ids = entries.map((entry) => entry.id)
      await send('put', { gallery, ids, vectors }, [vectors.buffer])
    },
    remove: (gallery, ids) => send('remove', { gallery, ids }),
    async search(gallery, probe, { limit, atLeast = -Infinity }) {
      if (!Number.isInteger(limit) || limit < 1) throw new SearchRefused(`Expected a limit of 1 or more, got ${limit}.`)
      if (Number.isNaN(atLeast)) throw new SearchRefused('Expected a number as lowest score, got NaN.')
      return send('search', { gallery, probe, limit, atLeast })
    },
    async read(gallery, { from, count }) {
      const { ids, vectors } = await send('read', { gallery, from, count })
      const dimension = vectors.length / ids.length
      return ids.map((id, index) => ({ id, vector: vectors.subarray(index * dimension, (index + 1) * dimension) }))
    },
    size: (gallery) => send('size', { gallery }),
    drop: (gallery) => send('drop', { gallery }),
    async close() {
      stop('was closed')
      await worker?.terminate()
    },
  }
  return engine
}

/** All vectors one after the other, so that a batch crosses to the worker without being copied twice. */
function pack(entries: GalleryEntry[]): Float32Array<ArrayBuffer> {
  const dimension = entries[0]?.vector.length ?? 0
  const packed = new Float32Array(entries.length * dimension)
  entries.forEach(({ vector }, index) => {
    if (vector.length !== dimension) {
      throw new SearchRefused(`Templates put together have one length, here ${dimension} and ${vector.length}.`)
    }
    packed.set(vector, index * dimension)
  })
  return packed
}
