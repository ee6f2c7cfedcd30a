/** Pairs of users who may be one person, for an admin to look at and to put aside. */
import { and, asc, eq, isNull, or } from 'drizzle-orm'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { tenantFor } from '../permissions'
import { userById, usersByIds, type User } from '../users'
import { restateUser } from '../users/standing'

export interface LookAlike {
  /** Of the pair. */
  id: string
  other: User
  foundAt: Date
}

/** The user's pairs that nobody has put aside yet, oldest first. @throws AppError `not_found` */
export async function openLookAlikes(context: Context, { userId }: { userId: string }): Promise<LookAlike[]> {
  const tenantId = tenantFor(context, 'users:read')
  await userById(context.db, tenantId, userId)
  const { lookAlikes } = context.db.tables
  const pairs = await context.db.sql
    .select()
    .from(lookAlikes)
    .where(
      and(
        eq(lookAlikes.tenantId, tenantId),
        or(eq(lookAlikes.userId, userId), eq(lookAlikes.otherUserId, userId)),
        isNull(lookAlikes.reviewedAt),
      ),
    )
    .orderBy(asc(lookAlikes.createdAt), asc(lookAlikes.id))
    .limit(50)
  const others = await usersByIds(
    context,
    pairs.map((pair) => (pair.userId === userId ? pair.otherUserId : pair.userId)),
  )
  return pairs.flatMap(({ id, createdAt }, index) => {
    const other = others[index]
    return other ? [{ id, other, foundAt: createdAt }] : []
  })
}

/**
 * Two persons after all: the pair is put aside. (One person after all: erase one of the two, and the pair goes with it.)
 * @throws AppError `not_found` (look_alike), also when somebody has put it aside already
 */
export async function dismissLookAlike(context: Context, { id }: { id: string }): Promise<void> {
  const tenantId = tenantFor(context, 'users:change')
  const { lookAlikes } = context.db.tables
  const open = and(eq(lookAlikes.id, id), eq(lookAlikes.tenantId, tenantId), isNull(lookAlikes.reviewedAt))
  const [before] = await context.db.sql.select().from(lookAlikes).where(open)
  if (!before) throw noPair()
  await context.db.transact(async (tx) => {
    for (const [subject, otherUser] of [
      [before.userId, before.otherUserId],
      [before.otherUserId, before.userId],
    ]) {
      await writeAudit(tx, context, {
        action: 'face.look_alike_dismissed',
        subject: { kind: 'user', id: subject! },
        detail: { otherUser, review: id },
      })
    }
    const [row] = await tx.sql.update(lookAlikes).set({ reviewedAt: context.now() }).where(open).returning()
    if (!row) throw noPair()
    await restateUser(tx, row.userId)
    await restateUser(tx, row.otherUserId)
  })
}

const noPair = () => new AppError('not_found', 'There is no such pair to look at any more.', { subject: 'look_alike' })
