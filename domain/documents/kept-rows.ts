/** How kept documents come into the database and leave it. Asks for no permission; who may is in kept.ts. */
import { asc, eq, inArray, lte } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import type { SealPlace, Tx } from '@/db/types'
import type { DocumentReport } from '@/engines/document/report-types'
import type { DocumentReading } from '@/engines/document/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { removeBlobs } from '../faces/record'
import { newBlobName, newId } from '../ids'
import type { RunningJob } from '../jobs'
import { pack } from './pack'
import type { DocumentRead } from './read'

export type KeptRow = Tables['documents']['$inferSelect']

/** What is sealed of a document. */
export interface KeptContent {
  report: DocumentReport
  front: DocumentReading['page']
  back: DocumentReading['page'] | null
}

const dayMs = 86_400_000
const batchSize = 50

export function documentPlace(tenantId: string, id: string): SealPlace {
  return { table: 'documents', row: id, tenantId }
}

/** Seals with the user's key. Durable when it resolves; its row comes with `insertKept`. */
export async function sealDocument(
  context: Context,
  { tenantId, userId }: { tenantId: string; userId: string },
  { front, back, report }: DocumentRead,
  days: number,
): Promise<KeptRow> {
  const createdAt = context.now()
  const id = newId(createdAt.getTime())
  const content: KeptContent = { report, front: front.page, back: back?.page ?? null }
  const plain = pack(content)
  const blobName = newBlobName()
  await context.blobs.put(blobName, await context.keys.sealForUser(userId, documentPlace(tenantId, id), plain))
  return {
    id,
    tenantId,
    userId,
    kind: report.kind,
    pageCount: back ? 2 : 1,
    blobName,
    byteCount: plain.length,
    createdAt,
    keptUntil: new Date(createdAt.getTime() + days * dayMs),
  }
}

/** Behind an audit line of the tenant. */
export async function insertKept(tx: Tx, context: Context, row: KeptRow): Promise<void> {
  await writeAudit(tx, context, {
    action: 'document.kept',
    subject: { kind: 'user', id: row.userId },
    detail: { document: row.id, until: row.keptUntil.toISOString() },
  })
  await tx.sql.insert(tx.tables.documents).values(row)
}

/** All of a user's. @returns the blobs, to be removed once the transaction has committed */
export async function deleteKept(tx: Tx, userId: string): Promise<{ id: string; blobName: string }[]> {
  const { documents } = tx.tables
  return tx.sql
    .delete(documents)
    .where(eq(documents.userId, userId))
    .returning({ id: documents.id, blobName: documents.blobName })
}

/** Deletes those of all tenants whose time is over. @returns how many */
export async function discardKept(context: Context, job: Pick<RunningJob, 'id' | 'signal'>): Promise<number> {
  const { documents } = context.db.tables
  let discarded = 0
  for (;;) {
    job.signal.throwIfAborted()
    const over = await context.db.sql
      .select()
      .from(documents)
      .where(lte(documents.keptUntil, context.now()))
      .orderBy(asc(documents.keptUntil), asc(documents.id))
      .limit(batchSize)
    const tenantId = over[0]?.tenantId
    if (tenantId === undefined) return discarded
    const due = over.filter((row) => row.tenantId === tenantId)
    const system: Context = { ...context, actor: { kind: 'system', id: job.id, tenantId } }
    const gone = await context.db.transact(async (tx) => {
      for (const { id, userId } of due) {
        await writeAudit(tx, system, {
          action: 'document.discarded',
          subject: { kind: 'user', id: userId },
          detail: { document: id, because: 'retention' },
        })
      }
      const ids = due.map(({ id }) => id)
      return tx.sql.delete(documents).where(inArray(documents.id, ids)).returning({ name: documents.blobName })
    })
    await removeBlobs(
      context,
      gone.map(({ name }) => name),
    )
    discarded += gone.length
  }
}
