/** How many there are now. From a covering index, not from counters: a total that is shown has to be right. */
import { count, eq } from 'drizzle-orm'
import type { Context } from '../context'
import { tenantFor } from '../permissions'

export async function countUsers(context: Context): Promise<number> {
  const tenantId = tenantFor(context, 'figures:read')
  const { users } = context.db.tables
  const [row] = await context.db.sql.select({ total: count() }).from(users).where(eq(users.tenantId, tenantId))
  return row!.total
}
