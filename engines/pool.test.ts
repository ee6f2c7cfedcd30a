import { Worker } from 'node:worker_threads'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { WorkerPool, type JobOptions, type PoolOptions } from './pool'
import { EngineBusy, WorkerLost } from './types'

/** Doubles numbers; 'hold' answers when the shared cell is released; 'die' ends the thread; 'spin' never answers. */
const script = `
  const { parentPort, workerData } = require('node:worker_threads')
  if (workerData.stillborn) throw new Error('no models')
  const gate = new Int32Array(workerData.gate)
  parentPort.on('message', (job) => {
    if (job === 'die') process.exit(7)
    if (job === 'spin') for (;;);
    if (job === 'hold') { Atomics.wait(gate, 0, 0); return parentPort.postMessage({ value: 'released' }) }
    if (job === 'refuse') return parentPort.postMessage({ error: { name: 'PictureRefused', message: 'no', code: 'empty' } })
    if (job instanceof Uint8Array) return parentPort.postMessage({ value: job.length })
    parentPort.postMessage({ value: job * 2 })
  })
  parentPort.postMessage({ ready: true })
`
type Job = number | 'die' | 'spin' | 'hold' | 'refuse' | Uint8Array
type Pool = WorkerPool<Job, number | 'released'>

let pools: Pool[] = []
let gate = new Int32Array(new SharedArrayBuffer(4))
let started = 0

function open(options: Partial<PoolOptions> & { stillborn?: boolean } = {}): Pool {
  gate = new Int32Array(new SharedArrayBuffer(4))
  started = 0
  const pool: Pool = new WorkerPool({
    workers: 1,
    queueLimit: 10,
    jobTimeoutMs: 30_000,
    ...options,
    start: () => {
      started++
      return new Worker(script, {
        eval: true,
        workerData: { gate: gate.buffer, stillborn: options.stillborn ?? false },
      })
    },
  })
  pools.push(pool)
  return pool
}

function release() {
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
}

const send = (pool: Pool, job: Job, options?: JobOptions) =>
  pool.run(job, (message) => ({ message, transferList: [] }), options)

afterEach(async () => {
  release()
  await Promise.all(pools.map((pool) => pool.close()))
  pools = []
})

it('answers every job, in the order of one worker', async () => {
  const pool = open({ workers: 2, queueLimit: 100 })
  const replies = await Promise.all(Array.from({ length: 50 }, (_, i) => send(pool, i)))
  expect(replies).toEqual(Array.from({ length: 50 }, (_, i) => ({ value: i * 2 })))
})

it('hands on what a worker refuses as a value, and keeps the worker', async () => {
  const pool = open()
  expect(await send(pool, 'refuse')).toEqual({ error: { name: 'PictureRefused', message: 'no', code: 'empty' } })
  expect(started).toBe(1)
})

it('transfers a job to the worker when the worker takes it', async () => {
  const pool = open()
  const bytes = new Uint8Array(1000)
  const reply = pool.run(bytes, (message) => ({ message, transferList: [bytes.buffer] }))
  expect(await reply).toEqual({ value: 1000 })
  expect(bytes.length).toBe(0)
})

it('refuses beyond its queue, tells when to come back, and serves all that it took', async () => {
  const pool = open({ queueLimit: 3 })
  await pool.ready()
  expect(pool.health()).toEqual({ ready: true, workers: 1, busy: 0, queued: 0, queueLimit: 3 })
  const taken = [send(pool, 'hold'), send(pool, 1), send(pool, 2), send(pool, 3)]
  expect(pool.isFull()).toBe(true)
  expect(pool.health()).toEqual({ ready: true, workers: 1, busy: 1, queued: 3, queueLimit: 3 })
  const refused = await send(pool, 4).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(EngineBusy)
  expect((refused as EngineBusy).retryAfterSeconds).toBeGreaterThanOrEqual(1)
  release()
  expect(await Promise.all(taken)).toEqual([{ value: 'released' }, { value: 2 }, { value: 4 }, { value: 6 }])
  expect(pool.isFull()).toBe(false)
})

it('lets shares take turns, and gives none of them every place', async () => {
  const pool = open({ queueLimit: 4, shareLimit: 2 })
  await pool.ready()
  const done: number[] = []
  const asked = (share: string, job: number) => send(pool, job, { share }).then(() => done.push(job))
  const held = send(pool, 'hold')
  const taken = [asked('a', 1), asked('a', 2), asked('b', 3)]
  expect([pool.isFull('a'), pool.isFull('b'), pool.isFull()]).toEqual([true, false, false])
  await expect(send(pool, 9, { share: 'a' })).rejects.toThrow(EngineBusy)
  release()
  await Promise.all([held, ...taken])
  expect(done).toEqual([1, 3, 2])
})

it('does not work for callers who have gone', async () => {
  const pool = open()
  await pool.ready()
  const gone = new AbortController()
  const held = send(pool, 'hold')
  const waiting = send(pool, 1, { signal: gone.signal }).catch((error: unknown) => error)
  const other = send(pool, 2)
  gone.abort()
  expect(await waiting).toBeInstanceOf(EngineBusy)
  expect(pool.health().queued).toBe(1)
  await expect(send(pool, 3, { signal: gone.signal })).rejects.toThrow(EngineBusy)
  release()
  expect(await Promise.all([held, other])).toEqual([{ value: 'released' }, { value: 4 }])
})

it('refuses a job that has waited too long', async () => {
  const pool = open({ waitLimitMs: 50 })
  await pool.ready()
  const held = send(pool, 'hold')
  await expect(send(pool, 1)).rejects.toThrow(EngineBusy)
  expect(pool.health().queued).toBe(0)
  release()
  expect(await held).toEqual({ value: 'released' })
})

it('keeps an accepted job waiting as long as it takes, however full the queue', async () => {
  const pool = open({ queueLimit: 1, waitLimitMs: 50 })
  await pool.ready()
  const held = send(pool, 'hold')
  const overdue = send(pool, 1).catch((error: unknown) => error)
  const accepted = send(pool, 2, { accepted: true })
  expect(await overdue).toBeInstanceOf(EngineBusy)
  await delay(100)
  expect(pool.health().queued).toBe(1)
  release()
  expect(await Promise.all([held, accepted])).toEqual([{ value: 'released' }, { value: 4 }])
})

it('takes an accepted job before what its share has waiting', async () => {
  const pool = open()
  await pool.ready()
  const done: number[] = []
  const asked = (job: number, options?: JobOptions) => send(pool, job, options).then(() => done.push(job))
  const held = send(pool, 'hold')
  const taken = [asked(1), asked(2, { accepted: true })]
  release()
  await Promise.all([held, ...taken])
  expect(done).toEqual([2, 1])
})

it('takes an accepted job back as any other when its caller goes', async () => {
  const pool = open()
  await pool.ready()
  const gone = new AbortController()
  const held = send(pool, 'hold')
  const waiting = send(pool, 1, { accepted: true, signal: gone.signal }).catch((error: unknown) => error)
  gone.abort()
  expect(await waiting).toBeInstanceOf(EngineBusy)
  expect(pool.health().queued).toBe(0)
  release()
  await held
})

it('tells why it refuses', async () => {
  const pool = open({ queueLimit: 1, waitLimitMs: 50 })
  await pool.ready()
  const gone = new AbortController()
  const why = (job: Job, options?: JobOptions) =>
    send(pool, job, options).then(
      () => 'served',
      (error: unknown) => (error as EngineBusy).reason,
    )
  const held = send(pool, 'hold')
  const waited = why(1)
  expect(await why(2)).toBe('queue_full')
  expect(await waited).toBe('waited_too_long')
  const left = why(3, { signal: gone.signal })
  gone.abort()
  expect(await left).toBe('caller_gone')
  const stranded = why(4)
  const closing = pool.close()
  expect(await stranded).toBe('closing')
  release()
  await Promise.all([held, closing])
})

it('replaces a worker that dies and fails only the job it held', async () => {
  const pool = open({ queueLimit: 10 })
  await pool.ready()
  const fate = send(pool, 'die').catch((error: unknown) => error)
  const later = send(pool, 21)
  expect(await fate).toBeInstanceOf(WorkerLost)
  expect(await later).toEqual({ value: 42 })
  expect(started).toBe(2)
  await pool.ready()
  expect(pool.health().workers).toBe(1)
})

it('stops a worker that takes too long', async () => {
  const pool = open({ jobTimeoutMs: 100 })
  await pool.ready()
  const stuck = await send(pool, 'spin').catch((error: unknown) => error)
  expect(stuck).toBeInstanceOf(WorkerLost)
  expect(((stuck as Error).cause as Error).message).toMatch(/longer than 100 ms/)
  expect(await send(pool, 4)).toEqual({ value: 8 })
})

it('gives up with the cause when workers cannot start', async () => {
  const pool = open({ stillborn: true })
  const waiting = send(pool, 1).catch((error: unknown) => error)
  await expect(pool.ready()).rejects.toThrow(/no models/)
  expect(String(await waiting)).toMatch(/no models/)
  await expect(send(pool, 1)).rejects.toThrow(/no models/)
  expect(pool.health().ready).toBe(false)
  expect(started).toBe(3)
})

it('finishes what workers hold when it is closed, and refuses what waits and what comes', async () => {
  const pool = open({ workers: 2 })
  await pool.ready()
  const taken = [send(pool, 'hold'), send(pool, 'hold')]
  const waiting = send(pool, 2).catch((error: unknown) => error)
  const closing = pool.close()
  await expect(send(pool, 3)).rejects.toThrow(/shutting down/)
  expect(await waiting).toBeInstanceOf(EngineBusy)
  release()
  expect(await Promise.all(taken)).toEqual([{ value: 'released' }, { value: 'released' }])
  await closing
  expect(pool.health()).toMatchObject({ ready: false, workers: 0, busy: 0, queued: 0 })
  expect(started).toBe(2)
})
