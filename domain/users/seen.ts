/** When a user was last recognised, to the minute: written with the audit line that tells of it, so that it costs no commit. */
import { and, eq, isNull, lt, or } from 'drizzle-orm'
import type { Tx } from '@/db/types'

/** How exact it is: one write a minute and user at most. */
const exactMs = 60_000

export async function noteSeen(tx: Tx, userId: string, at: Date): Promise<void> {
  const { users } = tx.tables
  const isOld = or(isNull(users.lastSeenAt), lt(users.lastSeenAt, new Date(at.getTime() - exactMs)))
  await tx.sql
    .update(users)
    .set({ lastSeenAt: at })
    .where(and(eq(users.id, userId), isOld))
}
