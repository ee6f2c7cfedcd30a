/** When a user was last recognised, to the minute: written with what tells of it, so that it costs no commit of its own. */
import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { isOneOf } from '@/db/order'
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

/** Many at once, in any order: whoever was seen later already stays so. */
export async function noteSightings(tx: Tx, sightings: readonly { userId: string; at: Date }[]): Promise<void> {
  const byMinute = new Map<number, string[]>()
  for (const { userId, at } of sightings) {
    const minute = Math.floor(at.getTime() / exactMs) * exactMs
    byMinute.set(minute, [...(byMinute.get(minute) ?? []), userId])
  }
  const { users } = tx.tables
  for (const [minute, ids] of byMinute) {
    const at = new Date(minute)
    const isOld = or(isNull(users.lastSeenAt), lt(users.lastSeenAt, at))
    await tx.sql
      .update(users)
      .set({ lastSeenAt: at })
      .where(and(isOneOf(tx, users.id, ids), isOld))
  }
}
