/** The documents that are kept of a user who agreed to that: what there is, a look at one, and its end. */
import { and, asc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { removeBlobs } from '../faces/record'
import { assertMayLook, lookPurposes, openSealed } from '../looks'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { userById } from '../users'
import { documentPlace, type KeptContent, type KeptRow } from './kept-rows'
import { unpack } from './pack'

/** What is known of a kept document without opening it. */
export type KeptDocument = Omit<KeptRow, 'blobName' | 'tenantId'>

/** Oldest first. @throws AppError `not_found` (user) */
export async function listKeptDocuments(context: Context, { userId }: { userId: string }): Promise<KeptDocument[]> {
  const tenantId = tenantFor(context, 'users:read')
  await userById(context.db, tenantId, userId)
  const [documents] = await keptOfUsers(context, [userId])
  return documents!
}

/** Of many users at once, in the order of the ids. */
export async function keptOfUsers(context: Context, userIds: readonly string[]): Promise<KeptDocument[][]> {
  const tenantId = tenantFor(context, 'users:read')
  const { documents } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(documents)
    .where(and(eq(documents.tenantId, tenantId), inArray(documents.userId, [...userIds])))
    .orderBy(asc(documents.createdAt), asc(documents.id))
  return userIds.map((userId) => rows.filter((row) => row.userId === userId).map(shown))
}

function shown({ blobName: _blob, tenantId: _tenant, ...document }: KeptRow): KeptDocument {
  return document
}

const openSchema = z.object({
  documentId: z.string().max(64),
  purpose: z.enum(lookPurposes, 'Say what you look at the document for.'),
})

/**
 * One look, under the rules of pictures. The line stands also where the document then turns out to have gone.
 * @throws AppError `not_found` (document); `forbidden` for an auditor whose tenant keeps pictures from auditors
 */
export async function openKeptDocument(
  context: Context,
  input: z.input<typeof openSchema>,
): Promise<KeptContent & { document: KeptDocument }> {
  const { documentId, purpose } = parse(openSchema, input)
  const tenantId = await assertMayLook(context, 'Auditors may not look at documents in this bureau.')
  const row = await keptRow(context, tenantId, documentId)
  const { userId, blobName } = row
  const place = documentPlace(tenantId, row.id)
  const detail = { document: row.id, purpose }
  const sealed = { userId, blobName, place, action: 'document.looked_at', detail }
  const plain = await openSealed(context, sealed, gone)
  return { ...unpack<KeptContent>(plain), document: shown(row) }
}

const removeSchema = z.object({ documentId: z.string().max(64) })

/** Before its time. @returns whose it was. @throws AppError `not_found` (document) */
export async function removeKeptDocument(
  context: Context,
  input: z.input<typeof removeSchema>,
): Promise<{ userId: string }> {
  const { documentId } = parse(removeSchema, input)
  const tenantId = tenantFor(context, 'documents:remove')
  const { id, userId, blobName } = await keptRow(context, tenantId, documentId)
  await context.db.transact(async (tx) => {
    const { documents } = tx.tables
    await writeAudit(tx, context, {
      action: 'document.removed',
      subject: { kind: 'user', id: userId },
      detail: { document: id },
    })
    const removed = await tx.sql.delete(documents).where(eq(documents.id, id)).returning({ id: documents.id })
    // Somebody else was faster: the line must not stand.
    if (removed.length === 0) throw gone()
  })
  await removeBlobs(context, [blobName])
  return { userId }
}

async function keptRow({ db }: Context, tenantId: string, documentId: string): Promise<KeptRow> {
  const { documents } = db.tables
  const [row] = await db.sql
    .select()
    .from(documents)
    .where(and(eq(documents.id, documentId), eq(documents.tenantId, tenantId)))
  if (!row) throw gone()
  return row
}

const gone = (cause?: unknown) =>
  new AppError('not_found', 'There is no such document any more.', { subject: 'document', cause })
