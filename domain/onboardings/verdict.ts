/** How the outcome of an onboarding is written down, and read again. */
import { and, asc, eq, gt, gte, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import type { DetectedFace } from '@/engines/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newId } from '../ids'
import { parse, storableTime } from '../parse'
import { tenantFor } from '../permissions'
import type { QrDelivery } from '../qr-credential/read'

type Row = Tables['onboardings']['$inferSelect']

/** What leaves this folder: a person by their uuid, as the API names them. */
export type Onboarding = Omit<Row, 'blobName' | 'addressSealed' | 'clientId' | 'userId'> & {
  userUuid: string | null
  /** Of the QR credential that it asked to have mailed; null where it did not, or nobody was enrolled. */
  delivery: QrDelivery | null
}

/** What is known of an onboarding before there is a verdict. */
export type Begun = Pick<Row, 'id' | 'tenantId' | 'acsId' | 'acsIdSchema' | 'portrayalType' | 'clientId' | 'createdAt'>

/** A reason of section 5 of the contract, or one of ours: app/api/public has the list. */
export type Verdict =
  { outcome: 'accepted'; user: { id: string; uuid: string } } | { outcome: 'rejected'; reason: string }

export function begin(
  context: Context,
  given: Pick<Begun, 'tenantId' | 'acsId' | 'acsIdSchema' | 'portrayalType'>,
): Begun {
  const createdAt = context.now()
  const clientId = 'id' in context.actor ? context.actor.id : ''
  return { ...given, id: newId(createdAt.getTime()), clientId, createdAt }
}

/** In the transaction that makes it true. One that has its verdict keeps it: the job that gives it may run twice. */
export async function writeVerdict(
  tx: Tx,
  context: Pick<Context, 'now'>,
  begun: Begun,
  verdict: Verdict,
  quality: Record<string, unknown> | null,
): Promise<Onboarding> {
  const { onboardings } = tx.tables
  const ended = {
    status: 'finished' as const,
    outcome: verdict.outcome,
    reason: verdict.outcome === 'rejected' ? verdict.reason : null,
    userId: verdict.outcome === 'accepted' ? verdict.user.id : null,
    quality,
    blobName: null,
    addressSealed: null,
    finishedAt: context.now(),
  }
  const [row] = await tx.sql
    .insert(onboardings)
    .values({ ...begun, ...ended })
    .onConflictDoUpdate({ target: onboardings.id, set: ended, setWhere: eq(onboardings.status, 'processing') })
    .returning()
  if (!row) throw new AppError('conflict', 'This onboarding has ended already.', { subject: 'onboarding' })
  return toOnboarding(row, verdict.outcome === 'accepted' ? verdict.user.uuid : null, await deliveryOf(tx, row.id))
}

/** A selfie that is not taken is an outcome like any other: who asked is told, nobody was enrolled. */
export async function reject(
  context: Context,
  begun: Begun,
  reason: string,
  quality: Record<string, unknown> | null,
): Promise<Onboarding> {
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'onboarding.rejected',
      subject: { kind: 'onboarding', id: begun.id },
      detail: { reason },
    })
    return writeVerdict(tx, context, begun, { outcome: 'rejected', reason }, quality)
  })
}

/** What is told of the face, and what could be better about the picture. */
export function qualityOf({ quality }: Pick<DetectedFace, 'quality'>, warnings: { code: string }[]) {
  return { ...quality, warnings: warnings.map(({ code }) => code) }
}

function toOnboarding(row: Row, userUuid: string | null, delivery: QrDelivery | null): Onboarding {
  const { blobName: _blob, addressSealed: _address, clientId: _client, userId: _user, ...shown } = row
  return { ...shown, userUuid, delivery }
}

async function deliveryOf(handle: Handle, onboardingId: string): Promise<QrDelivery | null> {
  const { qrDeliveries } = handle.tables
  const [row] = await handle.sql.select().from(qrDeliveries).where(eq(qrDeliveries.onboardingId, onboardingId))
  return row ?? null
}

const onboardingNotFound = () => new AppError('not_found', 'There is no such onboarding.', { subject: 'onboarding' })

/** One goes with the user it led to. @throws AppError `not_found` */
export async function requireOnboarding(context: Context, id: string): Promise<Onboarding> {
  const tenantId = tenantFor(context, 'users:read')
  const { onboardings, qrDeliveries, users } = context.db.tables
  const [found] = await context.db.sql
    .select({ row: onboardings, uuid: users.uuid, delivery: qrDeliveries })
    .from(onboardings)
    .leftJoin(users, eq(users.id, onboardings.userId))
    .leftJoin(qrDeliveries, eq(qrDeliveries.onboardingId, onboardings.id))
    .where(and(eq(onboardings.id, id), eq(onboardings.tenantId, tenantId)))
  if (!found) throw onboardingNotFound()
  return toOnboarding(found.row, found.uuid, found.delivery)
}

const listSchema = z.object({
  first: z.number().int().min(1).max(200).default(50),
  after: z.object({ createdAt: storableTime, id: z.string() }).optional(),
  acsId: z.string().optional(),
  status: z.enum(['processing', 'finished', 'failed']).optional(),
  outcome: z.enum(['accepted', 'rejected']).optional(),
  since: storableTime.optional(),
})

/** One page in the order in which they were asked for. */
export async function listOnboardings(
  context: Context,
  input: z.input<typeof listSchema> = {},
): Promise<{ onboardings: Onboarding[]; hasMore: boolean }> {
  const { first, after, acsId, status, outcome, since } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'users:read')
  const { onboardings, qrDeliveries, users } = context.db.tables
  const { createdAt, id } = onboardings
  const rows = await context.db.sql
    .select({ row: onboardings, uuid: users.uuid, delivery: qrDeliveries })
    .from(onboardings)
    .leftJoin(users, eq(users.id, onboardings.userId))
    .leftJoin(qrDeliveries, eq(qrDeliveries.onboardingId, onboardings.id))
    .where(
      and(
        eq(onboardings.tenantId, tenantId),
        acsId === undefined ? undefined : eq(onboardings.acsId, acsId),
        status && eq(onboardings.status, status),
        outcome && eq(onboardings.outcome, outcome),
        since && gte(createdAt, since),
        after && or(gt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), gt(id, after.id))),
      ),
    )
    .orderBy(asc(createdAt), asc(id))
    .limit(first + 1)
  return {
    onboardings: rows.slice(0, first).map(({ row, uuid, delivery }) => toOnboarding(row, uuid, delivery)),
    hasMore: rows.length > first,
  }
}
