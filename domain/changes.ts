/**
 * The change feed: a gapless log per tenant of what was put or removed, written in the same transaction as the change.
 * Search galleries and terminals follow it. What a line means to them is theirs to know.
 */
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { insertMany } from '@/db/insert-many'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'

export type Change = Tables['changes']['$inferSelect']

export interface NewChange {
  tenantId: string
  /** What kind of thing changed, e.g. `template`. */
  topic: string
  op: 'upsert' | 'remove'
  subjectId: string
  at: Date
}

/**
 * Appends one line and wakes the tenant's followers once the transaction has committed.
 * The tenant's head row stays locked until then, so that revisions appear in order and without gaps.
 * @returns the line's revision
 */
export async function writeChange(tx: Tx, change: NewChange): Promise<number> {
  const { changeHeads, changes } = tx.tables
  const [head] = await tx.sql
    .insert(changeHeads)
    .values({ tenantId: change.tenantId, revision: 1 })
    .onConflictDoUpdate({ target: changeHeads.tenantId, set: { revision: sql`${changeHeads.revision} + 1` } })
    .returning()
  await tx.sql.insert(changes).values({ ...change, revision: head!.revision })
  tx.wake('changes', change.tenantId)
  return head!.revision
}

/**
 * Appends a line for each subject, in their order, as `writeChange` does, at the cost of one raise of the head.
 * @returns the revision of the first of them; the others follow without a gap
 */
export async function writeChanges(
  tx: Tx,
  { subjectIds, ...change }: Omit<NewChange, 'subjectId'> & { subjectIds: string[] },
): Promise<number> {
  const { changeHeads, changes } = tx.tables
  const count = subjectIds.length
  const [head] = await tx.sql
    .insert(changeHeads)
    .values({ tenantId: change.tenantId, revision: count })
    .onConflictDoUpdate({ target: changeHeads.tenantId, set: { revision: sql`${changeHeads.revision} + ${count}` } })
    .returning()
  const first = head!.revision - count + 1
  const lines = subjectIds.map((subjectId, index) => ({ subjectId, revision: first + index }))
  await insertMany(tx, changes, lines, change)
  if (count > 0) tx.wake('changes', change.tenantId)
  return first
}

/** Lines after the given revision, oldest first. */
export async function readChanges(
  handle: Handle,
  tenantId: string,
  afterRevision: number,
  limit: number,
): Promise<Change[]> {
  const { changes } = handle.tables
  return handle.sql
    .select()
    .from(changes)
    .where(and(eq(changes.tenantId, tenantId), gt(changes.revision, afterRevision)))
    .orderBy(asc(changes.revision))
    .limit(limit)
}

/** The newest revision; 0 before the first line. One indexed read. */
export async function changeHead(handle: Handle, tenantId: string): Promise<number> {
  const { changeHeads } = handle.tables
  const [head] = await handle.sql
    .select({ revision: changeHeads.revision })
    .from(changeHeads)
    .where(eq(changeHeads.tenantId, tenantId))
  return head?.revision ?? 0
}
