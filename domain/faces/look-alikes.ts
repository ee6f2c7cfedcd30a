/** Pairs of users who may be one person: written down when one enrols, for a person to look at. Decides nothing. */
import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { newId } from '../ids'
import { restateUser } from '../users/standing'
import type { Owner } from './record'
import type { Match } from './search'

export async function recordLookAlikes(
  tx: Tx,
  context: Pick<Context, 'actor' | 'now'>,
  { tenantId, userId }: Owner,
  matches: Match[],
): Promise<void> {
  const { users, lookAlikes } = tx.tables
  for (const { userId: otherUserId } of matches) {
    const createdAt = context.now()
    const id = newId(createdAt.getTime())
    // Whoever was erased since the search is nobody's look-alike any more, and their id has no row to point at.
    const [other] = await tx.sql.select({ id: users.id }).from(users).where(eq(users.id, otherUserId))
    if (!other) continue
    await tx.sql.insert(lookAlikes).values({ id, tenantId, userId, otherUserId, createdAt })
    await restateUser(tx, otherUserId)
    await writeAudit(tx, context, {
      action: 'face.look_alike_found',
      subject: { kind: 'user', id: userId },
      detail: { otherUser: otherUserId, review: id },
    })
  }
  if (matches.length > 0) await restateUser(tx, userId)
}
