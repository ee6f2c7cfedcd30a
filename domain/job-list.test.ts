import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Context } from './context'
import { countJobs, listJobs, retryJob, stopJob } from './job-list'
import { claimJob, enqueue, failJob } from './jobs'
import { ensureTenant } from './tenants'
import { adminActor, describeDialects } from './testing'

function adminOf<C extends Context>(context: C, tenantId: string, role: 'owner' | 'auditor' = 'owner'): C {
  return { ...context, actor: adminActor({ tenantId, role }) }
}

async function add(context: Context, tenantId: string | null, kind: string): Promise<string> {
  const job = { tenantId, kind, payload: { secret: 'of a person' }, now: context.now() }
  return (await context.db.transact((tx) => enqueue(tx, job)))!
}

async function failed(context: Context, tenantId: string, kind = 'test.work'): Promise<string> {
  const id = await add(context, tenantId, kind)
  const job = await claimJob(context.db, [kind], context.now())
  await failJob(context.db, job!, context.now(), 'The mail server refused it.', 1)
  return id
}

describeDialects('Jobs as people see them', (open) => {
  test('The own jobs are listed without their payloads; those of the bureau and of others are not', async () => {
    const operator = await open()
    const [mine, theirs] = [await ensureTenant(operator, 'mine'), await ensureTenant(operator, 'theirs')]
    await failed(operator, mine.id)
    await add(operator, mine.id, 'test.other')
    await add(operator, theirs.id, 'test.work')
    await add(operator, null, 'test.work')
    const owner = adminOf(operator, mine.id)
    const jobs = await listJobs(owner, { states: ['queued', 'failed'] })
    expect(jobs.map(({ kind, state }) => [kind, state])).toEqual([
      ['test.other', 'queued'],
      ['test.work', 'failed'],
    ])
    expect(jobs[1]).toMatchObject({ error: 'The mail server refused it.', mayRetry: true, mayCancel: false })
    expect(JSON.stringify(jobs)).not.toContain('of a person')
    expect(await countJobs(owner)).toEqual({ queued: 1, failed: 1 })
    expect(await listJobs(owner, { states: ['running'] })).toEqual([])
  })

  test('A failed job is tried again with all its attempts, once, and that is audited', async () => {
    const operator = await open()
    const { id } = await ensureTenant(operator, 'mine')
    const jobId = await failed(operator, id)
    const owner = adminOf(operator, id)
    const tries = await Promise.allSettled([retryJob(owner, { jobId }), retryJob(owner, { jobId })])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await claimJob(operator.db, ['test.work'], operator.now())).toMatchObject({ id: jobId, attempts: 1 })
    await expect(retryJob(owner, { jobId })).rejects.toMatchObject({ code: 'conflict' })
    const { auditLines } = operator.db.tables
    const told = await operator.db.sql.select().from(auditLines).where(eq(auditLines.action, 'job.retried'))
    expect(told).toMatchObject([{ subjectKind: 'job', subjectId: jobId, detail: { kind: 'test.work' } }])
  })

  test('A waiting job is stopped; an erasure is not', async () => {
    const operator = await open()
    const { id } = await ensureTenant(operator, 'mine')
    const owner = adminOf(operator, id)
    const [work, erasure] = [await add(operator, id, 'test.work'), await add(operator, id, 'user.erase')]
    await stopJob(owner, { jobId: work })
    await expect(stopJob(owner, { jobId: work })).rejects.toMatchObject({ code: 'conflict' })
    await expect(stopJob(owner, { jobId: erasure })).rejects.toMatchObject({ code: 'conflict' })
    const jobs = await listJobs(owner, { states: ['queued', 'cancelled'] })
    expect(new Map(jobs.map((job) => [job.kind, [job.state, job.cancelRequested, job.mayCancel]]))).toEqual(
      new Map([
        ['user.erase', ['queued', false, false]],
        ['test.work', ['cancelled', true, false]],
      ]),
    )
  })

  test("Another tenant's job does not exist, and auditors change none", async () => {
    const operator = await open()
    const [mine, theirs] = [await ensureTenant(operator, 'mine'), await ensureTenant(operator, 'theirs')]
    const jobId = await failed(operator, theirs.id)
    await expect(retryJob(adminOf(operator, mine.id), { jobId })).rejects.toMatchObject({ code: 'not_found' })
    await expect(stopJob(adminOf(operator, mine.id), { jobId })).rejects.toMatchObject({ code: 'not_found' })
    const auditor = adminOf(operator, theirs.id, 'auditor')
    expect(await listJobs(auditor, { states: ['failed'] })).toHaveLength(1)
    await expect(retryJob(auditor, { jobId })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(stopJob(auditor, { jobId })).rejects.toMatchObject({ code: 'forbidden' })
  })
})
