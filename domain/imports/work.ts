/**
 * How a long import is worked off: in slices of some seconds, each a job of its own that calls the next, so that other jobs get
 * their turn in between, and rows side by side but never so many that the people at the doors wait. Each row that is done says
 * so in the transaction that did it: whatever is killed goes on where it was.
 */
import { and, asc, eq, inArray } from 'drizzle-orm'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isForWantOfRoom } from '../faces/formats'
import { enqueue, jobHandler, type JobHandler, type RunningJob } from '../jobs'
import { putOffIfModelChanged } from '../models/in-use'
import { openArchive, type Archive } from './archive'
import { rowsToDo } from './one'
import { waitMs, type Import } from './upload'

export type WholeRow = Tables['importRows']['$inferSelect']

const sliceMs = 20_000
const maxAttempts = 5
const pageRows = 64

export interface Work {
  state: 'checking' | 'importing'
  /** Before the rows: what has to be there once. */
  prepare(context: Context, work: Import, archive: Archive): Promise<void>
  row(context: Context, work: Import, archive: Archive, row: WholeRow): Promise<void>
  /** No row is left. */
  finish(context: Context, work: Import): Promise<void>
}

export const importPayload = z.object({ importId: z.string() })

/** A job that does one slice and calls the next one. */
export function sliceJob(kind: string, work: Work): JobHandler {
  return jobHandler(
    importPayload,
    async (context, { importId }, job) => {
      try {
        const isDone = await workOn(context, importId, work, job, sliceMs)
        if (!isDone) await callNext(context, kind, importId, job.id)
        return { isDone }
      } catch (error) {
        putOffIfModelChanged(error)
        if (job.attempt >= maxAttempts && !job.signal.aborted) await failImport(context, importId, wordsOf(error))
        throw error
      }
    },
    { maxAttempts },
  )
}

/**
 * Works until no row is left, the time is over or somebody stops it.
 * @returns whether there is nothing left to do
 */
export async function workOn(
  context: Context,
  importId: string,
  work: Work,
  job: Pick<RunningJob, 'signal' | 'progress'>,
  forMs: number,
): Promise<boolean> {
  const until = Date.now() + forMs
  const found = await current(context, importId)
  if (found?.state !== work.state) return true
  let archive: Archive | undefined
  try {
    archive = await openArchive(context, found)
    await work.prepare(context, found, archive)
    await prolong(context, importId)
    const isDone = await workOffRows(context, found, archive, work, job, until)
    if (isDone && (await current(context, importId))?.state === work.state) await work.finish(context, found)
    return isDone
  } catch (error) {
    // Cancelled meanwhile: what it read from went away below it.
    if ((await current(context, importId))?.state !== work.state) return true
    if (error instanceof AppError && error.code === 'invalid_input') {
      await failImport(context, importId, error.message)
      return true
    }
    throw error
  } finally {
    archive?.close()
  }
}

async function workOffRows(
  context: Context,
  found: Import,
  archive: Archive,
  work: Work,
  job: Pick<RunningJob, 'signal' | 'progress'>,
  until: number,
): Promise<boolean> {
  const { importRows } = context.db.tables
  for (;;) {
    const rows = await context.db.sql
      .select()
      .from(importRows)
      .where(rowsToDo(context.db, found))
      .orderBy(asc(importRows.row))
      .limit(pageRows)
    if (rows.length === 0) return true
    let stopped = false
    const next = rows.values()
    const worker = async () => {
      for (const row of next) {
        job.signal.throwIfAborted()
        if (Date.now() >= until || (await current(context, found.id))?.state !== work.state) {
          stopped = true
          return
        }
        await patiently(job.signal, () => work.row(context, found, archive, row))
      }
    }
    // Every one has to stop before the archive is closed.
    const ends = await Promise.allSettled(Array.from({ length: width(context) }, worker))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
    if (stopped) return (await current(context, found.id))?.state !== work.state
  }
}

/** Half of the workers: the other half is always there for whoever stands at a door. */
function width({ engines }: Context): number {
  return Math.max(1, Math.floor(engines.health().workers / 2))
}

/** The engine's queue is full of people who wait: an import comes after them. */
async function patiently(signal: AbortSignal, run: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (!isForWantOfRoom(error)) throw error
      const seconds = Math.min(30, error.options.retryAfterSeconds ?? 1)
      await delay(seconds * 1000, undefined, { signal })
    }
  }
}

async function callNext(context: Context, kind: string, importId: string, jobId: string): Promise<void> {
  const { imports } = context.db.tables
  const now = context.now()
  await context.db.transact(async (tx) => {
    const { tenantId } = (await tx.sql.select().from(imports).where(eq(imports.id, importId)))[0]!
    // A slice that was claimed twice calls one successor, not two.
    const slot = `${kind}@${importId}@after ${jobId}`
    const next = await enqueue(tx, { tenantId, kind, payload: { importId }, now, slot })
    if (next) await tx.sql.update(imports).set({ jobId: next }).where(eq(imports.id, importId))
  })
}

/** While it is worked on it does not expire. */
async function prolong(context: Context, importId: string): Promise<void> {
  const { imports } = context.db.tables
  const expiresAt = new Date(context.now().getTime() + waitMs)
  await context.db.transact(async (tx) => {
    await tx.sql.update(imports).set({ expiresAt }).where(eq(imports.id, importId))
  })
}

/** The archive stays until it expires, so that an import that broke off can go on. */
export async function failImport(context: Context, importId: string, words: string): Promise<void> {
  const { imports } = context.db.tables
  await context.db.transact(async (tx) => {
    await tx.sql
      .update(imports)
      .set({ state: 'failed', error: words, finishedAt: context.now(), jobId: null })
      .where(and(eq(imports.id, importId), inArray(imports.state, ['checking', 'importing'])))
  })
}

export async function current(context: Context, importId: string): Promise<Import | undefined> {
  const { imports } = context.db.tables
  const [row] = await context.db.sql.select().from(imports).where(eq(imports.id, importId))
  return row
}

/** Other errors may carry anything, so that their text stays in the log. */
function wordsOf(error: unknown): string {
  return error instanceof AppError ? error.message : 'It failed on our side, five times. The log tells why.'
}
