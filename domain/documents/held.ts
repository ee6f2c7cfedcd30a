/**
 * Readings that outlive their call: sealed with the tenant's key, for whoever asked and nobody else, gone after minutes. How a
 * reading comes here is in validate.ts (held at once) and later.ts (read by a job).
 */
import { and, count, eq, gt, inArray, lte } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle, SealPlace, Tx } from '@/db/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { removeBlobs } from '../faces/record'
import { isFault } from '../faults'
import { newBlobName } from '../ids'
import { enqueue, jobHandler } from '../jobs'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { discardKept } from './kept-rows'
import { pack, unpack } from './pack'
import type { DocumentRead, DocumentValidation } from './read'

export type ReadingRow = Tables['documentReadings']['$inferSelect']
type NewReading = Tables['documentReadings']['$inferInsert']

/** How long an answer can be asked for. */
export const heldMs = 10 * 60_000
/** Of one tenant, at once. */
const mostReadings = 500
const minuteMs = 60_000
const batchSize = 100

export function readingPlace(tenantId: string, id: string): SealPlace {
  return { table: 'document_readings', row: id, tenantId }
}

/** Whose a reading is. */
export function holderOf({ actor }: Pick<Context, 'actor'>): Pick<ReadingRow, 'actorKind' | 'actorId'> {
  return { actorKind: actor.kind, actorId: 'id' in actor ? actor.id : '' }
}

/** @throws AppError `busy` */
export async function assertRoom(
  { sql, tables: { documentReadings } }: Handle,
  { now }: Pick<Context, 'now'>,
  tenantId: string,
  { state, most = mostReadings }: { state?: ReadingRow['state']; most?: number } = {},
): Promise<void> {
  const [row] = await sql
    .select({ open: count() })
    .from(documentReadings)
    .where(
      and(
        eq(documentReadings.tenantId, tenantId),
        state && eq(documentReadings.state, state),
        gt(documentReadings.expiresAt, now()),
      ),
    )
  if (row!.open < most) return
  throw new AppError('busy', 'Too many documents of this tenant are open; try again in a moment.', {
    retryAfterSeconds: 20,
  })
}

/** Durable when it resolves; its row comes with `insertReading`. */
export async function sealReading(
  context: Context,
  tenantId: string,
  validation: DocumentValidation,
): Promise<NewReading> {
  const id = validation.reference
  const blobName = newBlobName()
  await context.blobs.put(blobName, await context.keys.sealForTenant(readingPlace(tenantId, id), pack(validation)))
  const createdAt = context.now()
  const expiresAt = new Date(createdAt.getTime() + heldMs)
  return { id, tenantId, ...holderOf(context), state: 'read', blobName, createdAt, expiresAt }
}

/** Behind the audit line, which lets one writer of the tenant through at a time. @throws AppError `busy` */
export async function insertReading(tx: Tx, context: Pick<Context, 'now'>, reading: NewReading): Promise<void> {
  await assertRoom(tx, context, reading.tenantId)
  await tx.sql.insert(tx.tables.documentReadings).values(reading)
  await forgetAt(tx, context, reading.expiresAt)
}

/** Of a transaction that is known not to stand; a connection lost during a commit leaves that open, and the blob to the sweep. */
export async function removeSealed(context: Context, held: { blobName?: string | null } | null, error: unknown) {
  if (held?.blobName && error instanceof AppError) await removeBlobs(context, [held.blobName])
}

const schema = z.object({ reference: z.string().max(64) })

/** What was read, with its pictures. @throws AppError `not_found` (document): expired, another's and unknown look alike */
export async function readHeldDocument(
  context: Context,
  input: z.input<typeof schema>,
): Promise<DocumentRead & { heldUntil: Date }> {
  const { reference } = parse(schema, input)
  const tenantId = tenantFor(context, 'documents:read')
  const row = await ownReading(context, tenantId, reference)
  const validation = row?.state === 'read' ? await openReading(context, row) : null
  if (!row || validation?.outcome !== 'read') throw documentGone()
  return { ...validation, heldUntil: row.expiresAt }
}

/** The caller's own, and not over yet; null for every other. */
export async function ownReading(context: Context, tenantId: string, id: string): Promise<ReadingRow | null> {
  const { documentReadings } = context.db.tables
  const { actorKind, actorId } = holderOf(context)
  const [row] = await context.db.sql
    .select()
    .from(documentReadings)
    .where(
      and(
        eq(documentReadings.id, id),
        eq(documentReadings.tenantId, tenantId),
        eq(documentReadings.actorKind, actorKind),
        eq(documentReadings.actorId, actorId),
        gt(documentReadings.expiresAt, context.now()),
      ),
    )
  return row ?? null
}

/** Null when it was swept a moment ago. */
export async function openReading(
  context: Context,
  { id, tenantId, blobName }: ReadingRow,
): Promise<DocumentValidation | null> {
  if (blobName === null) return null
  try {
    const sealed = await context.blobs.get(blobName)
    return unpack<DocumentValidation>(await context.keys.openForTenant(readingPlace(tenantId, id), sealed))
  } catch (error) {
    if (isFault(error, 'BlobMissing')) return null
    throw error
  }
}

/** Nobody can go on with it any more. */
export async function dropReading(context: Context, id: string): Promise<void> {
  const { documentReadings } = context.db.tables
  const gone = await context.db.transact(async (tx) =>
    tx.sql.delete(documentReadings).where(eq(documentReadings.id, id)).returning({ name: documentReadings.blobName }),
  )
  await removeBlobs(context, namesOf(gone))
}

export const documentGone = (cause?: unknown) =>
  new AppError('not_found', 'There is no such document: it was never read, or its time is over.', {
    subject: 'document',
    cause,
  })

/** One job a minute at most, and none where nothing is held. */
export async function forgetAt(tx: Tx, { now }: Pick<Context, 'now'>, expiresAt: Date): Promise<void> {
  const runAt = new Date(Math.ceil(expiresAt.getTime() / minuteMs) * minuteMs)
  const slot = `documents.forget@minute ${runAt.toISOString()}`
  await enqueue(tx, { tenantId: null, kind: 'documents.forget', payload: {}, now: now(), runAt, slot })
}

/** Removes what is over: readings by the minute, kept documents by the day. */
export const forgetDocumentsJob = jobHandler(
  z.object({}),
  async (context, _payload, job) => {
    const { documentReadings } = context.db.tables
    let readings = 0
    for (;;) {
      job.signal.throwIfAborted()
      const over = await context.db.sql
        .select({ id: documentReadings.id })
        .from(documentReadings)
        .where(lte(documentReadings.expiresAt, context.now()))
        .limit(batchSize)
      if (over.length === 0) break
      const ids = over.map(({ id }) => id)
      const gone = await context.db.transact(async (tx) =>
        tx.sql
          .delete(documentReadings)
          .where(and(inArray(documentReadings.id, ids), lte(documentReadings.expiresAt, context.now())))
          .returning({ name: documentReadings.blobName }),
      )
      await removeBlobs(context, namesOf(gone))
      readings += gone.length
    }
    return { readings, documents: await discardKept(context, job) }
  },
  { everyMs: 86_400_000, maxAttempts: 20 },
)

const namesOf = (rows: { name: string | null }[]) => rows.flatMap(({ name }) => (name === null ? [] : [name]))
