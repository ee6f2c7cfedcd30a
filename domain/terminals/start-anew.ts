/** How terminals are made to begin again with a snapshot: the next time that they ask for the feed, they are told to. */
import { and, eq, type SQL } from 'drizzle-orm'
import type { Tx } from '@/db/types'

/** What these terminals hold is no longer what the feed's lines say: they are to begin with a snapshot. */
export async function startAnew(tx: Tx, tenantId: string, which: SQL): Promise<void> {
  const { terminals } = tx.tables
  await tx.sql
    .update(terminals)
    .set({ sentRevision: 0, ackedRevision: 0, ackedAt: null })
    .where(and(eq(terminals.tenantId, tenantId), which))
  tx.wake('changes', tenantId)
}
