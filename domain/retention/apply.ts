/**
 * Deletes on time: once a day, each tenant's pictures and users whose time is over. In small batches, each its own
 * transaction that asks the rules anew, so that one that was loosened meanwhile stops at once, and a crash loses nothing: what
 * is due stays due.
 */
import { eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { eraseUser } from '../erasures'
import { AppError } from '../errors'
import { removeBlobs } from '../faces/record'
import { enqueue, jobHandler, type RunningJob } from '../jobs'
import { readSettings } from '../settings'
import { differences, lockTenant, tenantById } from '../tenants'
import { dayMs, listDuePictures, listDueUsers } from './due'
import { ruleNames, rulesAt } from './rules'

const batchSize = 50

/** What one run did, kept as the job's result. */
export interface RetentionResult {
  pictures: number
  unseenUsers: number
  withdrawnUsers: number
}

/** Gives each tenant that has rules its run of the day. */
export const scheduleRetentionJob = jobHandler(
  z.object({}),
  async (context) => {
    const { tenants } = context.db.tables
    const now = context.now()
    const day = now.toISOString().slice(0, 10)
    let made = 0
    for (const { id, settings } of await context.db.sql.select().from(tenants)) {
      const rules = rulesAt(readSettings(settings), now)
      if (ruleNames.every((name) => rules[name] === null)) continue
      const slot = `retention.apply@${id}@${day}`
      const job = await context.db.transact((tx) =>
        enqueue(tx, { tenantId: id, kind: 'retention.apply', payload: {}, now, slot }),
      )
      if (job) made++
    }
    return { tenants: made }
  },
  { everyMs: dayMs },
)

export const applyRetentionJob = jobHandler(
  z.object({}),
  async (context, _payload, job): Promise<RetentionResult> => {
    if (!('tenantId' in context.actor)) throw new Error('Retention is applied for one tenant.')
    const { tenantId } = context.actor
    await settleRules(context, tenantId)
    const pictures = await discardPictures(context, tenantId, job)
    const withdrawnUsers = await eraseUsers(context, tenantId, 'withdrawnDays', job)
    const unseenUsers = await eraseUsers(context, tenantId, 'unseenDays', job)
    return { pictures, unseenUsers, withdrawnUsers }
  },
  { maxAttempts: 20 },
)

/** What was planned and holds by now becomes what is set. */
async function settleRules(context: Context, tenantId: string): Promise<void> {
  const { tenants } = context.db.tables
  const { settings } = await tenantById(context.db, tenantId)
  const from = settings.plannedRetention?.from
  if (!from || new Date(from) > context.now()) return
  await context.db.transact(async (tx) => {
    const row = await lockTenant(tx, eq(tenants.id, tenantId))
    const stored = readSettings(row.settings)
    if (stored.plannedRetention?.from !== from) return
    const rules = rulesAt(stored, context.now())
    await writeAudit(tx, context, {
      action: 'retention.in_force',
      subject: { kind: 'tenant', id: tenantId },
      detail: differences(stored, rules),
    })
    await tx.sql
      .update(tenants)
      .set({ settings: { ...row.settings, ...rules, plannedRetention: null } })
      .where(eq(tenants.id, tenantId))
  })
}

async function discardPictures(context: Context, tenantId: string, job: RunningJob): Promise<number> {
  const { samples } = context.db.tables
  let discarded = 0
  for (;;) {
    job.signal.throwIfAborted()
    const { pictureDays: days } = await rulesNow(context, tenantId)
    if (days === null) return discarded
    const seen = await listDuePictures(context.db, tenantId, days, context.now(), batchSize)
    if (seen.length === 0) return discarded
    const blobNames = await context.db.transact(async (tx) => {
      // First a line: it lets one writer of the tenant through at a time, so that what is read below still holds at the end.
      await writeAudit(tx, context, {
        action: 'retention.applied',
        subject: { kind: 'tenant', id: tenantId },
        detail: { rule: 'pictureDays', days, upTo: seen.length },
      })
      const { settings } = await tenantById(tx, tenantId)
      const limit = rulesAt(settings, context.now()).pictureDays
      const due = limit === null ? [] : await listDuePictures(tx, tenantId, limit, context.now(), batchSize)
      for (const { sampleId, userId } of due) {
        await writeAudit(tx, context, {
          action: 'picture.discarded',
          subject: { kind: 'user', id: userId },
          detail: { sample: sampleId, because: 'retention' },
        })
      }
      const ids = due.map(({ sampleId }) => sampleId)
      if (ids.length === 0) return []
      // Their templates stay, and know no picture any more.
      return tx.sql.delete(samples).where(inArray(samples.id, ids)).returning({ name: samples.blobName })
    })
    await removeBlobs(
      context,
      blobNames.map(({ name }) => name),
    )
    discarded += blobNames.length
    job.progress(0, `${discarded} pictures deleted`)
  }
}

async function eraseUsers(
  context: Context,
  tenantId: string,
  rule: 'unseenDays' | 'withdrawnDays',
  job: RunningJob,
): Promise<number> {
  let erased = 0
  for (;;) {
    const days = (await rulesNow(context, tenantId))[rule]
    if (days === null) return erased
    const due = await listDueUsers(context.db, tenantId, rule, days, context.now(), { first: batchSize })
    if (due.length === 0) return erased
    for (const { userId } of due) {
      job.signal.throwIfAborted()
      if (await eraseIfDue(context, tenantId, rule, userId)) erased++
      job.progress(0, `${erased} users erased`)
    }
  }
}

/** @returns false when they were seen, consented anew, or were erased by somebody else a moment ago */
async function eraseIfDue(
  context: Context,
  tenantId: string,
  rule: 'unseenDays' | 'withdrawnDays',
  userId: string,
): Promise<boolean> {
  const noLongerDue = new AppError('conflict', 'The user is not due any more.')
  try {
    await eraseUser(context, { userId }, async (tx) => {
      const days = rulesAt((await tenantById(tx, tenantId)).settings, context.now())[rule]
      const due = days === null ? [] : await listDueUsers(tx, tenantId, rule, days, context.now(), { first: 1, userId })
      if (due.length === 0) throw noLongerDue
    })
    return true
  } catch (error) {
    if (error === noLongerDue || (error instanceof AppError && error.code === 'not_found')) return false
    throw error
  }
}

async function rulesNow(context: Context, tenantId: string) {
  return rulesAt((await tenantById(context.db, tenantId)).settings, context.now())
}
