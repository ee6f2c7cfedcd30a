/** The job queue as people see it: what runs, waits and failed, and what they can do about it. Payloads stay where they are. */
import { and, count, desc, eq, inArray, lt, or, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from './audit'
import type { Context } from './context'
import { AppError } from './errors'
import { cancelJob, type Job } from './jobs'
import { parse, storableTime } from './parse'
import { tenantFor } from './permissions'

export type ListedJob = Pick<
  Job,
  'id' | 'kind' | 'state' | 'attempts' | 'runAt' | 'progress' | 'cancelRequested' | 'error' | 'createdAt' | 'finishedAt'
> & { mayCancel: boolean; mayRetry: boolean }

/** Who asked for an erasure was promised that it ends: stopping half of it would help nobody. */
const unstoppable = ['user.erase']

export const jobStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const

const listSchema = z.object({
  /** Default: all. */
  states: z.array(z.enum(jobStates)).min(1).optional(),
  first: z.number().int().min(1).max(200).default(20),
  after: z.object({ createdAt: storableTime, id: z.string() }).optional(),
})

/** The tenant's own jobs in these states, newest first. */
export async function listJobs(context: Context, input: z.input<typeof listSchema>): Promise<ListedJob[]> {
  return (await pageOfJobs(context, input)).jobs
}

export async function pageOfJobs(
  context: Context,
  input: z.input<typeof listSchema>,
): Promise<{ jobs: ListedJob[]; hasMore: boolean }> {
  const { states, first, after } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'jobs:read')
  const { jobs } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.tenantId, tenantId),
        states && inArray(jobs.state, states),
        after &&
          or(lt(jobs.createdAt, after.createdAt), and(eq(jobs.createdAt, after.createdAt), lt(jobs.id, after.id))),
      ),
    )
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(first + 1)
  return { jobs: rows.slice(0, first).map(toListed), hasMore: rows.length > first }
}

/** How many of the tenant's jobs are in each state; states without one are left out. */
export async function countJobs(context: Context): Promise<Partial<Record<Job['state'], number>>> {
  const tenantId = tenantFor(context, 'jobs:read')
  const { jobs } = context.db.tables
  const rows = await context.db.sql
    .select({ state: jobs.state, total: count() })
    .from(jobs)
    .where(eq(jobs.tenantId, tenantId))
    .groupBy(jobs.state)
  return Object.fromEntries(rows.map(({ state, total }) => [state, total]))
}

/**
 * Puts a job that has failed for good back into the queue, with all its attempts.
 * @throws AppError `not_found`; `conflict` when it has not failed
 */
export async function retryJob(context: Context, { jobId }: { jobId: string }): Promise<void> {
  const tenantId = tenantFor(context, 'jobs:manage')
  await context.db.transact(async (tx) => {
    const { jobs } = tx.tables
    const mine: SQL = and(eq(jobs.id, jobId), eq(jobs.tenantId, tenantId))!
    const now = context.now()
    const again = {
      state: 'queued',
      attempts: 0,
      runAt: now,
      error: null,
      finishedAt: null,
      cancelRequested: false,
    } as const
    const [row] = await tx.sql
      .update(jobs)
      .set(again)
      .where(and(mine, eq(jobs.state, 'failed')))
      .returning({ kind: jobs.kind })
    if (!row) {
      const [other] = await tx.sql.select({ state: jobs.state }).from(jobs).where(mine)
      if (!other) throw new AppError('not_found', 'There is no such job.', { subject: 'job' })
      throw new AppError('conflict', `The job is ${other.state}; only a failed one can be tried again.`, {
        subject: 'job',
      })
    }
    await writeAudit(tx, context, {
      action: 'job.retried',
      subject: { kind: 'job', id: jobId },
      detail: { kind: row.kind },
    })
    tx.wake('jobs', '')
  })
}

/**
 * A job that waits ends at once, one that runs at its next heartbeat.
 * @throws AppError `not_found`; `conflict` when it has ended, or is one that has to be finished
 */
export async function stopJob(context: Context, { jobId }: { jobId: string }): Promise<void> {
  const tenantId = tenantFor(context, 'jobs:manage')
  await context.db.transact(async (tx) => {
    const { kind } = await cancelJob(tx, tenantId, jobId, context.now())
    if (unstoppable.includes(kind)) {
      throw new AppError('conflict', 'An erasure that was begun is finished.', { subject: 'job' })
    }
    await writeAudit(tx, context, { action: 'job.cancelled', subject: { kind: 'job', id: jobId }, detail: { kind } })
  })
}

export function toListed(job: Job): ListedJob {
  const { id, kind, state, attempts, runAt, progress, cancelRequested, error, createdAt, finishedAt } = job
  return {
    id,
    kind,
    state,
    attempts,
    runAt,
    progress,
    cancelRequested,
    error,
    createdAt,
    finishedAt,
    mayCancel: (state === 'queued' || state === 'running') && !cancelRequested && !unstoppable.includes(kind),
    mayRetry: state === 'failed',
  }
}
