/** The end of dumps: by the clock, by an admin, and of those whose job died. */
import { and, eq, inArray, lte } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { AppError } from '../errors'
import { jobHandler } from '../jobs'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { activeStates, endDump, findDump, sweepEnded, type Dump } from './dump'

/** Every ten minutes: destroys keys and files of dumps whose time is over. */
export const expireDumpsJob = jobHandler(
  z.object({}),
  async (context) => {
    const { dumps } = context.db.tables
    const over = await context.db.sql
      .select()
      .from(dumps)
      .where(and(eq(dumps.state, 'ready'), lte(dumps.expiresAt, context.now())))
    for (const row of over) await endDump(context, row, { state: 'expired', action: 'dump.expired' })
    await settleAbandoned(context)
    return { expired: over.length, swept: await sweepEnded(context) }
  },
  { everyMs: 600_000 },
)

const schema = z.object({ id: z.string().max(64) })

/** Ends a finished dump before its time. @throws AppError `not_found`; `conflict` when there is no file to destroy */
export async function deleteDump(context: Context, input: z.input<typeof schema>): Promise<Dump> {
  const { id } = parse(schema, input)
  const tenantId = tenantFor(context, 'dumps:run')
  const seen = await findDump(context.db, tenantId, id)
  const dump =
    seen.state === 'ready' ? await endDump(context, seen, { state: 'expired', action: 'dump.deleted' }) : null
  if (!dump) throw new AppError('conflict', `This dump is ${seen.state}: it has no file.`, { subject: 'dump' })
  return dump
}

/** A job that was given up (a process that died again and again) leaves its dump as if it were being made. */
export async function settleAbandoned(context: Context, tenantId?: string): Promise<void> {
  const { dumps, jobs } = context.db.tables
  const rows = await context.db.sql
    .select({ dump: dumps, job: jobs.state })
    .from(dumps)
    .leftJoin(jobs, eq(jobs.id, dumps.jobId))
    .where(
      and(inArray(dumps.state, [...activeStates]), tenantId === undefined ? undefined : eq(dumps.tenantId, tenantId)),
    )
  for (const { dump, job } of rows) {
    if (job === 'queued' || job === 'running') continue
    const error = 'The server ended while it was being made, more than once.'
    await endDump(context, dump, { state: 'failed', action: 'dump.failed', error })
  }
}
