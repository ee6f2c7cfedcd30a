/**
 * The job queue's rules: adding, claiming under a lease, finishing, backing off, cancelling. One table serves both
 * dialects and every instance. A job runs at least once: handlers must bear a second run. The loop is in job-loop.ts.
 */
import { and, asc, eq, inArray, lt, lte, sql, type SQL } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Database, Handle, Tx } from '@/db/types'
import type { Context } from './context'
import { AppError } from './errors'
import { newId } from './ids'
import { parse } from './parse'

export type Job = Tables['jobs']['$inferSelect']

/** What runs the jobs of one kind. Made by `jobHandler`. */
export interface JobHandler {
  /** @returns what is kept as the job's result: ids and counts. A throw is tried again after a while. */
  run(context: Context, payload: unknown, job: RunningJob): Promise<unknown>
  maxAttempts: number
  /** Makes one job of this kind, without payload, in each such span of time; on one instance. */
  everyMs?: number
}

export interface RunningJob {
  readonly id: string
  /** 1 at the first try. */
  readonly attempt: number
  /** Aborted when somebody cancels the job, its lease is lost, or the process is to end. */
  readonly signal: AbortSignal
  /** @param share 0..1 */
  progress(share: number, note?: string): void
}

/** Thrown by a handler that cannot go on for want of room: the job comes again later, and the attempt does not count. */
export class PutOff extends Error {
  override readonly name = 'PutOff'
  constructor(
    readonly forMs: number,
    options?: { cause?: unknown },
  ) {
    super('The job was put off.', options)
  }
}

/** A handler whose payload is checked against its schema before it runs. */
export function jobHandler<Schema extends z.ZodType>(
  payloadSchema: Schema,
  run: (context: Context, payload: z.output<Schema>, job: RunningJob) => Promise<unknown>,
  options: { maxAttempts?: number; everyMs?: number } = {},
): JobHandler {
  return {
    maxAttempts: 5,
    ...options,
    run: (context, payload, job) => run(context, parse(payloadSchema, payload), job),
  }
}

export interface NewJob {
  /** Null for work of the bureau itself. */
  tenantId: string | null
  kind: string
  payload: unknown
  now: Date
  /** Default: now. */
  runAt?: Date
  /** At most one job ever holds a slot, so that a schedule makes each of its jobs once. */
  slot?: string
}

/** How long a claim is good without a heartbeat. */
export const leaseMs = 30_000
const firstPauseMs = 5_000
const longestPauseMs = 3_600_000
const retentionMs = 30 * 86_400_000

/** @returns the job's id, or null when its slot was taken */
export async function enqueue(tx: Tx, { now, runAt = now, ...job }: NewJob): Promise<string | null> {
  const added = await tx.sql
    .insert(tx.tables.jobs)
    .values({
      ...job,
      id: newId(now.getTime()),
      state: 'queued',
      attempts: 0,
      runAt,
      cancelRequested: false,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: tx.tables.jobs.id })
  if (added.length > 0) tx.wake('jobs', '')
  return added[0]?.id ?? null
}

/** Takes a job whose lease ran out, or else the one that has been due longest. Null when there is none of these kinds. */
export async function claimJob(db: Database, kinds: string[], now: Date): Promise<Job | null> {
  const { jobs } = db.tables
  const abandoned = and(eq(jobs.state, 'running'), lt(jobs.leaseUntil, now), inArray(jobs.kind, kinds))
  const due = and(eq(jobs.state, 'queued'), lte(jobs.runAt, now), inArray(jobs.kind, kinds))
  return (await claimWhere(db, abandoned, now)) ?? (await claimWhere(db, due, now))
}

async function claimWhere(db: Database, condition: SQL | undefined, now: Date): Promise<Job | null> {
  const { jobs } = db.tables
  const first = ({ sql: on }: Handle) =>
    on.select({ id: jobs.id }).from(jobs).where(condition).orderBy(asc(jobs.runAt)).limit(1)
  // A read first: an idle queue must not make every instance write every few seconds.
  if ((await first(db)).length === 0) return null
  const [claimed] = await db.transact(async (tx) =>
    tx.sql
      .update(jobs)
      .set({
        state: 'running',
        attempts: sql`${jobs.attempts} + 1`,
        leaseUntil: new Date(now.getTime() + leaseMs),
        leaseToken: randomBytes(16).toString('hex'),
      })
      .where(eq(jobs.id, sql`(${first(tx)}${skipLocked(tx)})`))
      .returning(),
  )
  return claimed ?? null
}

/** Lets claimers pass each other's rows; SQLite has one writer at a time anyway. */
function skipLocked({ dialect }: Handle): SQL {
  return dialect === 'postgres' ? sql` for update skip locked` : sql``
}

/**
 * Renews the lease and writes progress.
 * @returns whether the job goes on being ours, and whether somebody asked for its end
 */
export async function heartbeat(
  db: Database,
  job: Job,
  now: Date,
  progress?: Job['progress'],
): Promise<{ held: boolean; cancelRequested: boolean }> {
  const [row] = await whileHeld(db, job, {
    leaseUntil: new Date(now.getTime() + leaseMs),
    ...(progress ? { progress } : {}),
  })
  return { held: row !== undefined, cancelRequested: row?.cancelRequested ?? false }
}

/** @returns false when the lease was lost meanwhile: then another claimer's outcome counts */
export async function finishJob(db: Database, job: Job, now: Date, result: unknown): Promise<boolean> {
  const rows = await whileHeld(db, job, { state: 'done', result: result ?? null, ...ended(now) })
  return rows.length > 0
}

/** A cancelled job's end. */
export async function endCancelled(db: Database, job: Job, now: Date): Promise<boolean> {
  return (await whileHeld(db, job, { state: 'cancelled', ...ended(now) })).length > 0
}

/**
 * Puts a failed job back with a pause that doubles, or ends it after its last attempt.
 * @param error for people; holds nothing personal
 */
export async function failJob(db: Database, job: Job, now: Date, error: string, maxAttempts: number): Promise<boolean> {
  const last = job.attempts >= maxAttempts
  const rows = await whileHeld(
    db,
    job,
    last
      ? { state: 'failed', error, ...ended(now) }
      : {
          state: 'queued',
          error,
          runAt: new Date(now.getTime() + pauseMs(job.attempts)),
          leaseUntil: null,
          leaseToken: null,
        },
  )
  return rows.length > 0
}

/** Gives a job back untouched, as when the process ends. The attempt does not count. */
export async function releaseJob(db: Database, job: Job, runAt = job.runAt): Promise<boolean> {
  const rows = await whileHeld(db, job, {
    state: 'queued',
    attempts: job.attempts - 1,
    runAt,
    leaseUntil: null,
    leaseToken: null,
  })
  return rows.length > 0
}

/** 5 s, 10 s, 20 s … 1 h. */
export function pauseMs(attempts: number): number {
  return Math.min(firstPauseMs * 2 ** (attempts - 1), longestPauseMs)
}

/**
 * A job that waits ends at once; one that runs is asked to stop at its next heartbeat.
 * @throws AppError `not_found` for an absent job or another tenant's; `conflict` when it has ended
 */
export async function cancelJob(tx: Tx, tenantId: string, id: string, now: Date): Promise<Job> {
  const { jobs } = tx.tables
  const mine = and(eq(jobs.id, id), eq(jobs.tenantId, tenantId))
  // Locks the row first, so that no claimer takes it between the look and the decision.
  const [job] = await tx.sql.update(jobs).set({ cancelRequested: true }).where(mine).returning()
  if (!job) throw new AppError('not_found', 'There is no such job.', { subject: 'job' })
  if (job.state === 'running') return job
  if (job.state !== 'queued') throw new AppError('conflict', `The job is ${job.state} already.`, { subject: 'job' })
  const [ending] = await tx.sql
    .update(jobs)
    .set({ state: 'cancelled', ...ended(now) })
    .where(mine)
    .returning()
  return ending!
}

/** Removes jobs, with what their payloads hold, that ended 30 days ago. Once a day. */
export const forgetJobsJob = jobHandler(
  z.unknown(),
  async ({ db, now }) => {
    const { jobs } = db.tables
    const before = new Date(now().getTime() - retentionMs)
    const gone = await db.transact(async (tx) =>
      tx.sql.delete(jobs).where(lt(jobs.finishedAt, before)).returning({ id: jobs.id }),
    )
    return { jobs: gone.length }
  },
  { everyMs: 86_400_000 },
)

function ended(now: Date) {
  return { finishedAt: now, leaseUntil: null, leaseToken: null }
}

function whileHeld(db: Database, job: Job, change: Partial<Job>): Promise<Job[]> {
  const { jobs } = db.tables
  return db.transact(async (tx) =>
    tx.sql
      .update(jobs)
      .set(change)
      .where(and(eq(jobs.id, job.id), eq(jobs.state, 'running'), eq(jobs.leaseToken, job.leaseToken!)))
      .returning(),
  )
}
