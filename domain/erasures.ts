/**
 * The end of a user. What is known of them goes in one transaction, so that nobody finds them any more; then the key is
 * destroyed, which ends every copy of what was sealed with it, wherever it lies; then a signed receipt says so. A job that was
 * written with the transaction finishes what a crash interrupted.
 */
import { and, eq, inArray, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { canonicalJson, writeAudit } from './audit'
import type { Context } from './context'
import { deleteKept } from './documents/kept-rows'
import { findHolders, type Holder } from './erasure-holders'
import { AppError } from './errors'
import { deleteBiometrics, removeBlobs } from './faces/record'
import { countFigure } from './figures/count'
import { followGallery } from './gallery'
import { hashToken, newId } from './ids'
import { enqueue, jobHandler } from './jobs'
import { tenantFor } from './permissions'
import { qrCredentialsThatHold, qrHolder } from './qr-credential/holds'
import { recallAllOf } from './qr-credential/recall'
import { assertFresh } from './sessions'
import { tellTerminals } from './terminals/holds'
import { userById } from './users'
import { revokeForErasure } from './wallet/credentials'
import { forgetReasons } from './webhooks/answer'
import { countUser, restateUser } from './users/standing'
import { dropDialogue } from './voice/dialogues'

/** Long enough that the call itself has finished, so that the job is needed only after a crash. */
const resumeAfterMs = 60_000

const pendingSchema = z.object({
  id: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  requestedAt: z.string(),
  requestedBy: z.object({ kind: z.string(), id: z.string() }),
  blobNames: z.array(z.string()),
  /** When the user was created. Jobs of an earlier version do not say. */
  since: z.string().optional(),
  /** Which terminals could hold something of the user, and by which line of the feed they learn. Absent: none could. */
  told: z.object({ revision: z.number(), terminalIds: z.array(z.string()) }).optional(),
  /** QR credentials that were given out. Absent: none was. */
  qr: z.array(z.object({ id: z.string(), until: z.string() })).optional(),
  rows: z.object({
    templates: z.number(),
    samples: z.number(),
    devices: z.number(),
    /** Absent: none were kept. */
    documents: z.number().optional(),
  }),
})

type Pending = z.output<typeof pendingSchema>

export interface Receipt {
  version: 1
  id: string
  tenantId: string
  /** `subjectHash` of the tenant and the user's id: whoever knows the id can find the receipt, nobody can go back. */
  subject: string
  requestedAt: string
  requestedBy: { kind: string; id: string }
  finishedAt: string
  /** Nothing that was sealed with the user's key opens any more, in old copies of the database as little as here. */
  userKey: 'destroyed'
  /** How many rows and files went. */
  removed: { templates: number; samples: number; devices: number; documents?: number; blobs: number }
  /** What was outside of our reach at `finishedAt`, and until when. Empty: nothing that we know of. */
  stillHeld: Holder[]
}

export interface SignedReceipt {
  receipt: Receipt
  keyId: string
  /** Ed25519 over the receipt's canonical JSON, base64url. */
  signature: string
}

/**
 * When this resolves, the key is destroyed.
 * @param assertDue asked in the transaction, once nobody else can change the tenant's people: what it throws leaves the user be
 * @throws AppError `not_found`, `fresh_sign_in_required`
 */
export async function eraseUser(
  context: Context,
  { userId }: { userId: string },
  assertDue?: (tx: Tx) => Promise<void>,
): Promise<SignedReceipt> {
  const tenantId = tenantFor(context, 'users:erase')
  assertFresh(context)
  return eraseFor(context, { tenantId, userId, assertDue })
}

/** For domain functions that have asked for permission already. @param requestedBy who is behind a job. @throws as `eraseUser` */
export async function eraseFor(
  context: Context,
  { tenantId, userId, requestedBy = requester(context), assertDue }: Erasure,
): Promise<SignedReceipt> {
  const { createdAt } = await userById(context.db, tenantId, userId)

  const pending = await context.db.transact(async (tx) => {
    const detail = context.actor.kind === 'system' ? { requestedBy } : {}
    await writeAudit(tx, context, { action: 'user.erased', subject: { kind: 'user', id: userId }, detail })
    await userById(tx, tenantId, userId)
    await assertDue?.(tx)
    const { users, devices } = tx.tables
    const now = context.now()
    const doubles = await pairedWith(tx, userId)
    // Before their grants go, which say where something of them may be.
    const told = await tellTerminals(tx, { tenantId, userId, at: now })
    const shown = await qrCredentialsThatHold(tx, { tenantId, userId, now })
    const { blobNames, ...biometrics } = await deleteBiometrics(tx, context, { tenantId, userId })
    const kept = await deleteKept(tx, userId)
    const spoken = await dropDialogue(tx, userId)
    const known = await tx.sql.delete(devices).where(eq(devices.userId, userId)).returning({ id: devices.userId })
    await revokeForErasure(tx, context, userId)
    await recallAllOf(tx, { tenantId, userIds: [userId], at: now, reason: 'user_erased' })
    await forgetReasons(tx, userId)
    const [gone] = await tx.sql.delete(users).where(eq(users.id, userId)).returning()
    await countUser(tx, gone!, -1)
    for (const other of doubles) await restateUser(tx, other)
    const pending: Pending = {
      id: newId(now.getTime()),
      tenantId,
      userId,
      requestedAt: now.toISOString(),
      requestedBy,
      blobNames: [...blobNames, ...kept.map(({ blobName }) => blobName), ...spoken],
      since: createdAt.toISOString(),
      ...(told ? { told } : {}),
      ...(shown.length > 0 && { qr: shown.map(({ id, until }) => ({ id, until: until! })) }),
      rows: { ...biometrics, devices: known.length, ...(kept.length > 0 && { documents: kept.length }) },
    }
    const runAt = new Date(now.getTime() + resumeAfterMs)
    await enqueue(tx, { tenantId, kind: 'user.erase', payload: pending, now, runAt })
    return pending
  })
  countFigure(context, 'user.erased')
  return finish(context, pending)
}

interface Erasure {
  tenantId: string
  userId: string
  requestedBy?: Receipt['requestedBy']
  assertDue?: (tx: Tx) => Promise<void>
}

function requester({ actor }: Context): Receipt['requestedBy'] {
  return { kind: actor.kind, id: 'id' in actor ? actor.id : '' }
}

/** Every step may be made twice; the receipt is written once. */
async function finish(context: Context, pending: Pending): Promise<SignedReceipt> {
  const { tenantId, userId, blobNames, rows, since, told, qr = [] } = pending
  await context.keys.destroyUser(userId)
  // Galleries that were set aside for the next start hold the user's templates too: gallery-snapshots.ts.
  await context.keys.destroySnapshotKeys(tenantId)
  await removeBlobs(context, blobNames)
  // Out of this process's memory too, without waiting for the next search.
  await followGallery(context, tenantId)

  const receipt: Receipt = {
    version: 1,
    id: pending.id,
    tenantId,
    subject: subjectHash(tenantId, userId),
    requestedAt: pending.requestedAt,
    requestedBy: pending.requestedBy,
    finishedAt: context.now().toISOString(),
    userKey: 'destroyed',
    removed: { ...rows, blobs: blobNames.length },
    stillHeld: [
      ...(await findHolders(context.db, {
        tenantId,
        userId,
        since: new Date(since ?? 0),
        now: context.now(),
        told: told ?? { revision: 0, terminalIds: [] },
      })),
      ...qr.map((one) => ({ ...qrHolder, ...one })),
    ],
  }
  const { keyId, signature } = context.keys.sign(signedBytes(receipt))
  const signed: SignedReceipt = { receipt, keyId, signature: signature.toString('base64url') }
  return context.db.transact(async (tx) => {
    const { erasures } = tx.tables
    const [written] = await tx.sql
      .insert(erasures)
      .values({
        id: pending.id,
        tenantId,
        subjectHash: receipt.subject,
        receipt: { ...signed },
        revision: told?.revision ?? null,
        createdAt: context.now(),
      })
      .onConflictDoNothing()
      .returning({ id: erasures.id })
    if (!written) {
      const [before] = await tx.sql.select().from(erasures).where(eq(erasures.id, pending.id))
      return before!.receipt as unknown as SignedReceipt
    }
    await writeAudit(tx, context, {
      action: 'user.erasure_finished',
      subject: { kind: 'user', id: userId },
      detail: { receipt: pending.id, ...receipt.removed, holders: receipt.stillHeld.map(({ id }) => id) },
      tenantId,
    })
    return signed
  })
}

/** Finishes the erasures that a crash interrupted, however often it takes: a key that should be gone may not stay. */
export const eraseJob = jobHandler(
  pendingSchema,
  async (context, pending) => ({ receipt: (await finish(context, pending)).receipt.id }),
  { maxAttempts: Number.MAX_SAFE_INTEGER },
)

/** Whose pair with this user goes with the user. */
async function pairedWith(tx: Tx, userId: string): Promise<string[]> {
  const { lookAlikes } = tx.tables
  const pairs = await tx.sql
    .select({ one: lookAlikes.userId, other: lookAlikes.otherUserId })
    .from(lookAlikes)
    .where(or(eq(lookAlikes.userId, userId), eq(lookAlikes.otherUserId, userId)))
  return [...new Set(pairs.flatMap(({ one, other }) => [one, other]))].filter((id) => id !== userId)
}

/** What an erasure would take away and what it could not reach, in numbers, for whoever is about to ask for one. */
export interface Consequences {
  templates: number
  samples: number
  devices: number
  /** Identity documents that they agreed to have kept. */
  documents: number
  stillHeld: Holder[]
}

/** @throws AppError `not_found` */
export async function erasureConsequences(context: Context, { userId }: { userId: string }): Promise<Consequences> {
  const tenantId = tenantFor(context, 'users:read')
  const { createdAt } = await userById(context.db, tenantId, userId)
  const { templates, samples, devices, documents } = context.db.tables
  const of = async (table: typeof templates | typeof samples | typeof devices | typeof documents) =>
    context.db.sql.$count(table, eq(table.userId, userId))
  return {
    templates: await of(templates),
    samples: await of(samples),
    devices: await of(devices),
    documents: await of(documents),
    stillHeld: await findHolders(context.db, { tenantId, userId, since: createdAt, now: context.now() }),
  }
}

/** @throws AppError `not_found` when no erasure of that user has finished */
export async function getReceipt(context: Context, { userId }: { userId: string }): Promise<SignedReceipt> {
  const tenantId = tenantFor(context, 'users:erase')
  const { erasures } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(erasures)
    .where(and(eq(erasures.tenantId, tenantId), eq(erasures.subjectHash, subjectHash(tenantId, userId))))
  if (!row) throw new AppError('not_found', 'There is no receipt of that erasure.', { subject: 'receipt' })
  return row.receipt as unknown as SignedReceipt
}

/** @throws AppError `not_found`, also for a receipt of another tenant */
export async function receiptById(context: Context, { id }: { id: string }): Promise<SignedReceipt> {
  const tenantId = tenantFor(context, 'users:read')
  const { erasures } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(erasures)
    .where(and(eq(erasures.tenantId, tenantId), eq(erasures.id, id)))
  if (!row) throw new AppError('not_found', 'There is no such receipt.', { subject: 'receipt' })
  return row.receipt as unknown as SignedReceipt
}

/** Ids of the receipts of those users whose erasure has finished. For domain functions that have asked for permission. */
export async function receiptIds(context: Context, tenantId: string, userIds: string[]): Promise<string[]> {
  const { erasures } = context.db.tables
  const hashes = userIds.map((userId) => subjectHash(tenantId, userId))
  const rows = await context.db.sql
    .select({ id: erasures.id })
    .from(erasures)
    .where(and(eq(erasures.tenantId, tenantId), inArray(erasures.subjectHash, hashes)))
  return rows.map(({ id }) => id).sort()
}

export function receiptIsGenuine({ keys }: Pick<Context, 'keys'>, signed: SignedReceipt): boolean {
  return keys.verify(signed.keyId, signedBytes(signed.receipt), Buffer.from(signed.signature, 'base64url'))
}

/** `unknown_key`: signed by the bureau that a dump was restored from, or by nobody: only the owner of that key can tell. */
export type Seal = 'genuine' | 'altered' | 'unknown_key'

export function sealOf(context: Pick<Context, 'keys'>, signed: SignedReceipt): Seal {
  if (!context.keys.hasSigningKey(signed.keyId)) return 'unknown_key'
  return receiptIsGenuine(context, signed) ? 'genuine' : 'altered'
}

/** What a receipt names a user by. */
export function subjectHash(tenantId: string, userId: string): string {
  return hashToken(`${tenantId} ${userId}`)
}

/** The purpose stands in front, so that no signature made for something else fits. */
function signedBytes(receipt: Receipt): Buffer {
  return Buffer.from(`limen erasure receipt\n${canonicalJson(receipt)}`)
}
