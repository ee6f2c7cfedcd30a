/** The end of a retired terminal: its device says that it holds nothing any more. Known by its key, because its tokens are refused. */
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { provenDevice, terminalOf, type Presented } from './tokens'

/** Once said it stays said. @throws AppError `unauthenticated`; `conflict` for a terminal that is not retired */
export async function confirmWiped(context: Context, call: Presented): Promise<{ wiped_at: string }> {
  const { thumbprint } = await provenDevice(context, call)
  const { id, tenantId } = await terminalOf(context.db, thumbprint)
  const system: Context = { ...context, actor: { kind: 'terminal', id, tenantId } }
  return context.db.transact(async (tx) => {
    const { terminals } = tx.tables
    const [row] = await tx.sql
      .update(terminals)
      .set({ lastSeenAt: context.now() })
      .where(eq(terminals.id, id))
      .returning()
    if (row!.state !== 'retired') {
      throw new AppError('conflict', 'This terminal is not retired.', { subject: 'terminal', reason: 'not_retired' })
    }
    if (row!.wipedAt) return { wiped_at: row!.wipedAt.toISOString() }
    const wipedAt = context.now()
    await writeAudit(tx, system, { action: 'terminal.wiped', subject: { kind: 'terminal', id } })
    await tx.sql.update(terminals).set({ wipedAt, heldUsers: 0 }).where(eq(terminals.id, id))
    tx.wake('terminals', tenantId)
    return { wiped_at: wipedAt.toISOString() }
  })
}
