/** The queue: each job once, a dead claimer's job again, and nobody's outcome but the holder's. */
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import {
  claimJob,
  cancelJob,
  endCancelled,
  enqueue,
  failJob,
  finishJob,
  forgetJobsJob,
  heartbeat,
  leaseMs,
  pauseMs,
  releaseJob,
} from './jobs'
import type { Job, RunningJob } from './jobs'
import { describeDialects, type TestContext } from './testing'

const start = new Date('2026-11-20T10:00:00Z')
const later = (ms: number) => new Date(start.getTime() + ms)
const tenantId = 't'

describeDialects('jobs', (open) => {
  async function openWithTenants(): Promise<TestContext> {
    const context = await open()
    await context.db.transact(async (tx) => {
      for (const id of [tenantId, 'other']) {
        await tx.sql.insert(tx.tables.tenants).values({ id, slug: id, name: id, createdAt: start })
      }
    })
    return context
  }
  const add = ({ db }: TestContext, extra: Partial<Parameters<typeof enqueue>[1]> = {}) =>
    db.transact((tx) => enqueue(tx, { tenantId, kind: 'dump', payload: { n: 1 }, now: start, ...extra }))
  const read = async ({ db }: TestContext, id: string): Promise<Job> =>
    (await db.sql.select().from(db.tables.jobs).where(eq(db.tables.jobs.id, id)))[0]!

  test('are claimed once each by four claimers', async () => {
    const context = await openWithTenants()
    const { db } = context
    const count = db.dialect === 'sqlite' ? 2_000 : 200
    await db.transact(async (tx) => {
      for (let n = 0; n < count; n++) await enqueue(tx, { tenantId, kind: 'dump', payload: { n }, now: start })
    })
    const claimed: Job[] = []
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let job; (job = await claimJob(db, ['dump'], start));) {
          claimed.push(job)
          expect(await finishJob(db, job, start, null)).toBe(true)
        }
      }),
    )
    expect(new Set(claimed.map((job) => job.id)).size).toBe(count)
    expect(claimed).toHaveLength(count)
    expect(claimed[0]).toMatchObject({ state: 'running', attempts: 1, tenantId })
  }, 120_000)

  test('wait until they are due, and come in the order of it', async () => {
    const context = await openWithTenants()
    const late = await add(context, { runAt: later(20) })
    const soon = await add(context, { runAt: later(10) })
    expect(await claimJob(context.db, ['dump'], start)).toBeNull()
    expect(await claimJob(context.db, ['mail'], later(20))).toBeNull()
    expect((await claimJob(context.db, ['mail', 'dump'], later(20)))?.id).toBe(soon)
    expect((await claimJob(context.db, ['dump'], later(20)))?.id).toBe(late)
  })

  test('are claimed again when the lease ran out, and the first claimer has no say any more', async () => {
    const context = await openWithTenants()
    const id = (await add(context))!
    const first = (await claimJob(context.db, ['dump'], start))!
    expect(await claimJob(context.db, ['dump'], later(leaseMs))).toBeNull()
    const second = (await claimJob(context.db, ['dump'], later(leaseMs + 1)))!
    expect(second).toMatchObject({ id, attempts: 2 })
    expect(await heartbeat(context.db, first, later(leaseMs + 2))).toEqual({ held: false, cancelRequested: false })
    expect(await finishJob(context.db, first, later(leaseMs + 2), 'stale')).toBe(false)
    expect(await failJob(context.db, first, later(leaseMs + 2), 'stale', 5)).toBe(false)
    expect(await finishJob(context.db, second, later(leaseMs + 3), { rows: 7 })).toBe(true)
    expect(await read(context, id)).toMatchObject({ state: 'done', result: { rows: 7 }, leaseToken: null })
  })

  test('a heartbeat renews the lease and carries progress', async () => {
    const context = await openWithTenants()
    const id = (await add(context))!
    const job = (await claimJob(context.db, ['dump'], start))!
    const progress = { share: 0.5, note: 'half' }
    expect(await heartbeat(context.db, job, later(leaseMs), progress)).toEqual({ held: true, cancelRequested: false })
    expect(await claimJob(context.db, ['dump'], later(leaseMs + 1))).toBeNull()
    expect(await read(context, id)).toMatchObject({ progress, leaseUntil: later(2 * leaseMs) })
  })

  test('a failed one comes back after a pause that doubles, and ends after its last attempt', async () => {
    const context = await openWithTenants()
    const id = (await add(context))!
    let now = start
    for (const attempt of [1, 2, 3]) {
      const job = (await claimJob(context.db, ['dump'], now))!
      expect(job.attempts).toBe(attempt)
      expect(await failJob(context.db, job, now, `no ${attempt}`, 3)).toBe(true)
      if (attempt < 3) {
        const due = new Date(now.getTime() + pauseMs(attempt))
        expect(await claimJob(context.db, ['dump'], new Date(due.getTime() - 1))).toBeNull()
        now = due
      }
    }
    expect([1, 2, 3, 20].map(pauseMs)).toEqual([5_000, 10_000, 20_000, 3_600_000])
    expect(await read(context, id)).toMatchObject({ state: 'failed', error: 'no 3', attempts: 3, finishedAt: now })
    expect(await claimJob(context.db, ['dump'], later(10 ** 8))).toBeNull()
  })

  test('one that is given back counts no attempt and is due at once', async () => {
    const context = await openWithTenants()
    const job = (await add(context))!
    expect(await releaseJob(context.db, (await claimJob(context.db, ['dump'], start))!)).toBe(true)
    expect(await claimJob(context.db, ['dump'], start)).toMatchObject({ id: job, attempts: 1 })
  })

  test('a slot makes one job, whoever asks and however often', async () => {
    const context = await openWithTenants()
    const slot = 'audit.checkpoint@2026-11-20T10'
    const made = await Promise.all(Array.from({ length: 10 }, () => add(context, { slot })))
    expect(made.filter((id) => id !== null)).toHaveLength(1)
    await finishJob(context.db, (await claimJob(context.db, ['dump'], start))!, start, null)
    expect(await add(context, { slot })).toBeNull()
    expect(await add(context)).not.toBeNull()
  })

  test('one that waits is cancelled at once, one that runs at its next heartbeat, one that ended not at all', async () => {
    const context = await openWithTenants()
    const cancel = (id: string, tenant = tenantId) => context.db.transact((tx) => cancelJob(tx, tenant, id, start))
    const waiting = (await add(context))!
    await expect(cancel(waiting, 'other')).rejects.toMatchObject({ code: 'not_found' })
    await expect(cancel('absent')).rejects.toMatchObject({ code: 'not_found' })
    expect(await cancel(waiting)).toMatchObject({ state: 'cancelled', finishedAt: start })
    expect(await claimJob(context.db, ['dump'], start)).toBeNull()

    const running = (await add(context))!
    const job = (await claimJob(context.db, ['dump'], start))!
    expect(await cancel(running)).toMatchObject({ state: 'running', cancelRequested: true })
    expect(await heartbeat(context.db, job, start)).toEqual({ held: true, cancelRequested: true })
    expect(await endCancelled(context.db, job, start)).toBe(true)
    await expect(cancel(running)).rejects.toMatchObject({ code: 'conflict' })
    expect(await read(context, running)).toMatchObject({ state: 'cancelled' })
  })

  test('one that ended is forgotten after 30 days', async () => {
    const context = await openWithTenants()
    const old = (await add(context))!
    await finishJob(context.db, (await claimJob(context.db, ['dump'], start))!, start, null)
    const waiting = (await add(context))!
    const forget = (now: Date) => forgetJobsJob.run({ ...context, now: () => now }, {}, {} as RunningJob)
    const day = 86_400_000
    expect(await forget(later(30 * day))).toEqual({ jobs: 0 })
    expect(await read(context, old)).toBeDefined()
    expect(await forget(later(30 * day + 1))).toEqual({ jobs: 1 })
    expect(await read(context, old)).toBeUndefined()
    expect(await read(context, waiting)).toBeDefined()
  })
})
