/**
 * How grants come into the database and leave it: the rows and the feed's lines, for one person or a thousand at once. A line
 * says of whom a terminal has to learn anew; what it then holds of them follows from the rows: terminals/state.ts.
 */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { insertMany } from '@/db/insert-many'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import { writeChange, writeChanges } from '../changes'
import { endQrScopes } from '../qr-credential/recall'

type GrantRow = Tables['grants']['$inferSelect']
type NewGrant = Omit<Tables['grants']['$inferInsert'], 'tenantId' | 'standing' | 'revision' | 'createdAt'>
/** Of many grants what each has by itself. */
export type Granted = Pick<NewGrant, 'id' | 'userId'>

/** The topic of lines about a person; the subject is the user's id. */
export const holderTopic = 'user'

/** Of one reason a person has one grant at a time. */
export const standingOf = ({ eventId, userId }: { eventId?: string | null; userId: string }) =>
  eventId ? `${eventId}:${userId}` : `member:${userId}`

/**
 * After the audit line, which lets one writer of the tenant through at a time.
 * @param common what all of the grants have alike
 * @throws a unique violation for who has one
 */
export async function insertGrants(
  tx: Tx,
  {
    tenantId,
    at,
    grants,
    common,
  }: { tenantId: string; at: Date; grants: Granted[]; common: Omit<NewGrant, 'id' | 'userId'> },
): Promise<void> {
  if (grants.length === 0) return
  const subjectIds = grants.map(({ userId }) => userId)
  const first = await writeChanges(tx, { tenantId, topic: holderTopic, op: 'upsert', subjectIds, at })
  const { eventId } = common
  const rows = grants.map(({ id, userId }, index) => ({
    id,
    userId,
    standing: standingOf({ eventId, userId }),
    revision: first + index,
  }))
  await insertMany(tx, tx.tables.grants, rows, { ...common, tenantId, createdAt: at })
}

/** Ends grants that stand. @returns how many did */
export async function endGrants(
  tx: Tx,
  { tenantId, at, grants }: { tenantId: string; at: Date; grants: Pick<GrantRow, 'id' | 'userId'>[] },
): Promise<void> {
  await changeGrants(tx, { tenantId, at, grants, op: 'remove', set: { standing: null, removedAt: at } })
}

/** Writes a change of grants, or of what they depend on, such as their event's times, and lets terminals know. */
export async function changeGrants(
  tx: Tx,
  {
    tenantId,
    at,
    grants,
    op = 'upsert',
    set = {},
  }: {
    tenantId: string
    at: Date
    grants: Pick<GrantRow, 'id' | 'userId'>[]
    op?: 'upsert' | 'remove'
    set?: Partial<GrantRow>
  },
): Promise<void> {
  if (grants.length === 0) return
  const { grants: table } = tx.tables
  const subjectIds = grants.map(({ userId }) => userId)
  const first = await writeChanges(tx, { tenantId, topic: holderTopic, op, subjectIds, at })
  const ids = grants.map(({ id }) => id)
  // All of them share the last of their lines: who has acknowledged that one knows of each.
  await tx.sql
    .update(table)
    .set({ ...set, revision: first + grants.length - 1 })
    .where(isOneOf(tx, table.id, ids))
  await endQrScopes(tx, { tenantId, at, grants })
}

/** To be called when something of a person changes that terminals hold: a template, the customer's id. */
export async function tellHolders(
  tx: Tx,
  { tenantId, userId, at, op = 'upsert' }: { tenantId: string; userId: string; at: Date; op?: 'upsert' | 'remove' },
): Promise<number | null> {
  const { grants } = tx.tables
  const [held] = await tx.sql
    .select({ id: grants.id })
    .from(grants)
    .where(and(eq(grants.userId, userId), isNull(grants.removedAt)))
    .limit(1)
  // A grant that was removed a moment ago may be at a terminal still, and its line of removal is on its way there.
  if (!held) return null
  const revision = await writeChange(tx, { tenantId, topic: holderTopic, op, subjectId: userId, at })
  await tx.sql
    .update(grants)
    .set({ revision: sql`${revision}` })
    .where(and(eq(grants.userId, userId), isNull(grants.removedAt)))
  return revision
}
