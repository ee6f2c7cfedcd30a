/**
 * Erasing many users at once: a job, because each erasure ends in a receipt of its own and takes its time. It goes on after a
 * crash, and whoever was erased meanwhile is no fault.
 */
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Job } from '../jobs'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { eraseFor, erasureConsequences, receiptIds, type Consequences } from '../erasures'
import { enqueue, jobHandler } from '../jobs'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { assertFresh } from '../sessions'
import { userIdsSchema } from './change'

const kind = 'users.erase'

const payloadSchema = z.object({
  tenantId: z.string(),
  userIds: z.array(z.string()),
  requestedBy: z.object({ kind: z.string(), id: z.string() }),
})

/** @returns the job's id, for `bulkErasure`. @throws AppError `fresh_sign_in_required` */
export async function eraseUsers(context: Context, input: z.input<typeof userIdsSchema>): Promise<string> {
  const userIds = [...new Set(parse(userIdsSchema, input).userIds)]
  const tenantId = tenantFor(context, 'users:erase')
  assertFresh(context)
  const { actor } = context
  const requestedBy = { kind: actor.kind, id: 'id' in actor ? actor.id : '' }
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'users.erasure_requested',
      subject: { kind: 'tenant', id: tenantId },
      detail: { users: userIds.length },
    })
    const id = await enqueue(tx, { tenantId, kind, payload: { tenantId, userIds, requestedBy }, now: context.now() })
    return id!
  })
}

export const eraseUsersJob = jobHandler(payloadSchema, async (context, { tenantId, userIds, requestedBy }, job) => {
  let erased = 0
  for (const [index, userId] of userIds.entries()) {
    job.signal.throwIfAborted()
    try {
      await eraseFor(context, { tenantId, userId, requestedBy })
      erased++
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not_found')) throw error
    }
    job.progress((index + 1) / userIds.length, `${index + 1} of ${userIds.length}`)
  }
  return { erased }
})

export interface BulkErasure {
  id: string
  state: Job['state']
  /** 0..1 */
  share: number
  users: number
  /** What went wrong, for people. */
  error: string | null
  /** Of the erasures that have finished. */
  receipts: string[]
}

/** How far it has come. @throws AppError `not_found` */
export async function bulkErasure(context: Context, { jobId }: { jobId: string }): Promise<BulkErasure> {
  const tenantId = tenantFor(context, 'users:read')
  const { jobs } = context.db.tables
  const [job] = await context.db.sql
    .select()
    .from(jobs)
    .where(and(eq(jobs.id, jobId), eq(jobs.tenantId, tenantId), eq(jobs.kind, kind)))
  if (!job) throw new AppError('not_found', 'There is no such job.', { subject: 'job' })
  const { userIds } = payloadSchema.parse(job.payload)
  const share = job.state === 'done' ? 1 : (job.progress?.share ?? 0)
  const receipts = await receiptIds(context, tenantId, userIds)
  return { id: job.id, state: job.state, share, users: userIds.length, error: job.error, receipts }
}

/** What an erasure of all of them would take, summed up. Who is gone already counts nothing. */
export async function bulkConsequences(
  context: Context,
  input: z.input<typeof userIdsSchema>,
): Promise<Consequences & { users: number }> {
  const { userIds } = parse(userIdsSchema, input)
  const none = { users: 0, templates: 0, samples: 0, devices: 0, documents: 0, stillHeld: [] }
  const sum: Consequences & { users: number } = none
  const held = new Map<string, Consequences['stillHeld'][number]>()
  for (const userId of new Set(userIds)) {
    try {
      const one = await erasureConsequences(context, { userId })
      sum.users++
      sum.templates += one.templates
      sum.samples += one.samples
      sum.devices += one.devices
      sum.documents += one.documents
      for (const holder of one.stillHeld) held.set(`${holder.kind} ${holder.id}`, holder)
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not_found')) throw error
    }
  }
  return { ...sum, stillHeld: [...held.values()] }
}
