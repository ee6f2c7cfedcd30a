/** The loop: jobs run as they come, and however they end, their row tells it. */
import { eq } from 'drizzle-orm'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { pino } from 'pino'
import { z } from 'zod'
import { bureau } from './audit'
import type { Context } from './context'
import { AppError } from './errors'
import { runJobs, type JobHandlers } from './job-loop'
import { cancelJob, enqueue, jobHandler, PutOff, type Job } from './jobs'
import { testContext, type TestContext } from './testing'

let stopLoops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stopLoops) await stop()
  stopLoops = []
})

function startLoop(context: Context, handlers: JobHandlers): () => Promise<void> {
  const ending = new AbortController()
  const loop = runJobs(context, handlers, ending.signal, { pollMs: 20, heartbeatMs: 10 })
  const stop = () => {
    ending.abort()
    return loop
  }
  stopLoops.push(stop)
  return stop
}

const add = ({ db }: TestContext, payload: unknown = {}, kind = 'work') =>
  db.transact((tx) => enqueue(tx, { tenantId: null, kind, payload, now: new Date() })) as Promise<string>

async function ends({ db }: TestContext, id: string, state: Job['state']): Promise<Job> {
  const { jobs } = db.tables
  const read = async () => (await db.sql.select().from(jobs).where(eq(jobs.id, id)))[0]!
  await expect.poll(async () => (await read()).state, { timeout: 5_000 }).toBe(state)
  return read()
}

/** A handler that goes on until its signal ends it. */
const untilStopped = jobHandler(z.unknown(), async (_context, _payload, { signal, progress }) => {
  progress(0.25, 'under way')
  await delay(60_000, undefined, { signal })
})

test('runs what is there and what comes, with its payload checked and an actor of its own', async () => {
  const context = await testContext()
  const seen: unknown[] = []
  const before = await add(context, { n: 1 })
  startLoop(context, {
    work: jobHandler(z.object({ n: z.number() }), async ({ actor }, { n }, { attempt }) => {
      seen.push({ actor, n, attempt })
      return { doubled: 2 * n }
    }),
  })
  expect(await ends(context, before, 'done')).toMatchObject({ result: { doubled: 2 } })
  const after = await add(context, { n: 2 })
  expect(await ends(context, after, 'done')).toMatchObject({ result: { doubled: 4 } })
  expect(seen[0]).toEqual({ actor: { kind: 'system', id: before, tenantId: bureau }, n: 1, attempt: 1 })
})

test('a failure is put back with words that hide its cause; an invalid payload ends at once', async () => {
  const context = await testContext()
  startLoop(context, {
    work: jobHandler(z.object({ n: z.number() }), async (_context, { n }) => {
      if (n === 1) throw new Error('secret of the machine')
      throw new AppError('conflict', 'Somebody else was faster.')
    }),
  })
  const hidden = await add(context, { n: 1 })
  await expect.poll(async () => (await ends(context, hidden, 'queued')).error).toContain('the log tells why')
  const told = await add(context, { n: 2 })
  await expect.poll(async () => (await ends(context, told, 'queued')).error).toBe('Somebody else was faster.')
  expect((await ends(context, told, 'queued')).runAt.getTime()).toBeGreaterThan(Date.now())
  const invalid = await add(context, { n: 'x' })
  expect((await ends(context, invalid, 'failed')).error).toContain('n:')
})

test('what is put off comes again when it said, at no cost of an attempt and without a line of error', async () => {
  const context = await testContext()
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const attempts: number[] = []
  startLoop({ ...context, log } as Context, {
    work: jobHandler(z.unknown(), async (_context, _payload, { attempt }) => {
      attempts.push(attempt)
      if (attempts.length < 7) throw new PutOff(10)
      return 'done'
    }),
    patient: jobHandler(z.unknown(), () => Promise.reject(new PutOff(60_000))),
  })
  const id = await add(context)
  expect(await ends(context, id, 'done')).toMatchObject({ attempts: 1, error: null })
  expect(attempts).toEqual([1, 1, 1, 1, 1, 1, 1])
  const patient = await add(context, {}, 'patient')
  const { jobs } = context.db.tables
  const row = async () => (await context.db.sql.select().from(jobs).where(eq(jobs.id, patient)))[0]!
  await expect
    .poll(async () => (await row()).runAt.getTime() - (await row()).createdAt.getTime())
    .toBeGreaterThan(50_000)
  expect(await row()).toMatchObject({ state: 'queued', attempts: 0, leaseToken: null })
  expect(lines).toEqual([])
})

test('writes progress, and stops a job that somebody cancels', async () => {
  const context = await testContext()
  const tenantId = 't'
  await context.db.transact(async (tx) => {
    await tx.sql.insert(tx.tables.tenants).values({ id: tenantId, slug: 't', name: 't', createdAt: new Date() })
  })
  startLoop(context, { work: untilStopped })
  const id = (await context.db.transact((tx) => enqueue(tx, { tenantId, kind: 'work', payload: {}, now: new Date() })))!
  await ends(context, id, 'running')
  await expect
    .poll(async () => (await ends(context, id, 'running')).progress)
    .toEqual({ share: 0.25, note: 'under way' })
  await context.db.transact((tx) => cancelJob(tx, tenantId, id, new Date()))
  expect((await ends(context, id, 'cancelled')).finishedAt).not.toBeNull()
})

test('a process that ends gives its jobs back, and another goes on with them', async () => {
  const context = await testContext()
  const stop = startLoop(context, { work: untilStopped })
  const id = await add(context)
  await ends(context, id, 'running')
  await stop()
  expect(await ends(context, id, 'queued')).toMatchObject({ attempts: 0, leaseToken: null })
  startLoop(context, { work: jobHandler(z.unknown(), async () => 'other') })
  expect(await ends(context, id, 'done')).toMatchObject({ result: 'other' })
})

test('stops a job whose lease another claimer took', async () => {
  const context = await testContext()
  let reason: unknown
  startLoop(context, {
    work: jobHandler(z.unknown(), async (_context, _payload, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      reason = signal.reason
      throw signal.reason
    }),
  })
  const id = await add(context)
  await ends(context, id, 'running')
  const { jobs } = context.db.tables
  const leaseUntil = new Date(Date.now() + 60_000)
  await context.db.transact(async (tx) => void (await tx.sql.update(jobs).set({ leaseToken: 'other', leaseUntil })))
  await expect.poll(() => reason).toMatchObject({ message: "The job's lease was lost." })
  expect(await ends(context, id, 'running')).toMatchObject({ leaseToken: 'other' })
})

test('gives up a job that ended with its process each time', async () => {
  const context = await testContext()
  const id = await add(context)
  const { jobs } = context.db.tables
  await context.db.transact(async (tx) => void (await tx.sql.update(jobs).set({ attempts: 5 })))
  let ran = false
  startLoop(context, { work: jobHandler(z.unknown(), async () => (ran = true)) })
  expect((await ends(context, id, 'failed')).error).toContain('ended with the process')
  expect(ran).toBe(false)
})

test('makes one scheduled job per span of time, with two loops on one database', async () => {
  const context = await testContext({ now: () => new Date('2026-11-20T10:20:00Z') })
  let runs = 0
  const handlers = { hourly: jobHandler(z.unknown(), async () => ++runs, { everyMs: 3_600_000 }) }
  startLoop(context, handlers)
  startLoop(context, handlers)
  await expect.poll(() => runs).toBe(1)
  await delay(100)
  expect(runs).toBe(1)
  const rows = await context.db.sql.select().from(context.db.tables.jobs)
  expect(rows).toMatchObject([{ slot: 'hourly@2026-11-20T10:00:00.000Z', state: 'done' }])
})
