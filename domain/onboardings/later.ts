/**
 * Onboardings that a caller does not wait for: the selfie lies sealed under the tenant's key until a job has looked at it. What
 * ended without making anybody is forgotten after a while.
 */
import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import type { SealPlace } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { removeBlobs } from '../faces/record'
import { newBlobName } from '../ids'
import { enqueue, jobHandler } from '../jobs'
import { putOffIfModelChanged } from '../models/in-use'
import { admit, enrolAdmitted, type enrolSchema } from './enrol'
import { reject, requireOnboarding, type Onboarding } from './verdict'

const dayMs = 86_400_000
/** How long it is remembered that an enrolment came to nothing. */
const keptMs = 30 * dayMs
const attempts = 5

const addressPlaceOf = (tenantId: string, id: string): SealPlace => ({
  table: 'onboarding_addresses',
  row: id,
  tenantId,
})
const placeOf = (tenantId: string, id: string): SealPlace => ({ table: 'onboardings', row: id, tenantId })

/** @throws as `admit` */
export async function enrolLater(context: Context, input: z.input<typeof enrolSchema>): Promise<Onboarding> {
  const { begun, consent, deliverTo } = await admit(context, input)
  const { id, tenantId } = begun
  const blobName = newBlobName()
  await context.blobs.put(blobName, await context.keys.sealForTenant(placeOf(tenantId, id), input.picture))
  const addressSealed =
    deliverTo === null ? null : await context.keys.sealForTenant(addressPlaceOf(tenantId, id), Buffer.from(deliverTo))
  await context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'onboarding.begun', subject: { kind: 'onboarding', id } })
    await tx.sql.insert(tx.tables.onboardings).values({ ...begun, status: 'processing', blobName, addressSealed })
    const payload = { onboardingId: id, consentTextId: consent?.id }
    await enqueue(tx, { tenantId, kind: 'onboarding.process', payload, now: context.now() })
  })
  return {
    ...begun,
    status: 'processing',
    outcome: null,
    reason: null,
    quality: null,
    finishedAt: null,
    userUuid: null,
    delivery: null,
  }
}

/** In the name of the client that asked. */
export const processOnboardingJob = jobHandler(
  z.object({ onboardingId: z.string(), consentTextId: z.string().optional() }),
  async (context, { onboardingId, consentTextId }, job) => {
    const { onboardings, consentTexts } = context.db.tables
    const [row] = await context.db.sql.select().from(onboardings).where(eq(onboardings.id, onboardingId))
    // Ended by an earlier run, or gone with whoever it led to.
    if (!row || row.status !== 'processing' || row.blobName === null) return { onboarding: onboardingId }
    const { tenantId, blobName, acsId, acsIdSchema, portrayalType, clientId, createdAt } = row
    const actor = { kind: 'client', id: clientId, tenantId, scopes: ['enrol', 'read'] } as const
    const own: Context = { ...context, actor, signal: job.signal }
    const begun = { id: row.id, tenantId, acsId, acsIdSchema, portrayalType, clientId, createdAt }
    const [consent] =
      consentTextId === undefined
        ? []
        : await context.db.sql
            .select()
            .from(consentTexts)
            .where(and(eq(consentTexts.id, consentTextId), eq(consentTexts.tenantId, tenantId)))
    try {
      const sealed = await context.blobs.get(blobName)
      const picture = await context.keys.openForTenant(placeOf(tenantId, row.id), sealed)
      const deliverTo =
        row.addressSealed === null
          ? null
          : (await context.keys.openForTenant(addressPlaceOf(tenantId, row.id), row.addressSealed)).toString()
      await enrolAdmitted(own, { begun, consent: consent ?? null, deliverTo }, picture)
    } catch (error) {
      putOffIfModelChanged(error)
      const reason = verdictOn(error)
      if (reason !== null) await reject(own, begun, reason, null)
      else if (job.attempt < attempts || job.signal.aborted) throw error
      else {
        await fail(context, row.id)
        await removeBlobs(context, [blobName])
        throw error
      }
    }
    await removeBlobs(context, [blobName])
    return { onboarding: row.id, outcome: (await requireOnboarding(own, row.id)).outcome }
  },
  { maxAttempts: attempts },
)

/** What is nobody's fault but the caller's is a verdict: it would be the same at the next try. */
function verdictOn(error: unknown): string | null {
  if (!(error instanceof AppError)) return null
  if (error.code === 'picture_refused') return 'image_not_readable'
  if (error.code === 'user_quota_reached') return 'enrollments_limit_exceeded'
  return error.options.reason === 'acs_id_already_enrolled' ? error.options.reason : null
}

async function fail(context: Context, id: string): Promise<void> {
  const { onboardings } = context.db.tables
  await context.db.transact((tx) =>
    tx.sql
      .update(onboardings)
      .set({ status: 'failed', blobName: null, addressSealed: null, finishedAt: context.now() })
      .where(and(eq(onboardings.id, id), eq(onboardings.status, 'processing')))
      .execute(),
  )
}

/** Once a day: onboardings that a crash left behind have failed, and those that made nobody are forgotten. */
export const forgetOnboardingsJob = jobHandler(
  z.object({}),
  async (context) => {
    const { onboardings } = context.db.tables
    const now = context.now().getTime()
    const left = await context.db.sql
      .select({ id: onboardings.id, blobName: onboardings.blobName })
      .from(onboardings)
      .where(and(eq(onboardings.status, 'processing'), lt(onboardings.createdAt, new Date(now - dayMs))))
    for (const { id, blobName } of left) {
      await fail(context, id)
      if (blobName) await removeBlobs(context, [blobName])
    }
    const gone = await context.db.transact(async (tx) =>
      tx.sql
        .delete(onboardings)
        .where(
          and(
            isNull(onboardings.userId),
            or(eq(onboardings.status, 'finished'), eq(onboardings.status, 'failed')),
            lt(onboardings.createdAt, new Date(now - keptMs)),
          ),
        )
        .returning({ id: onboardings.id }),
    )
    return { failed: left.length, forgotten: gone.length }
  },
  { everyMs: dayMs },
)
