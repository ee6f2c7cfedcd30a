/** Which dumps still hold something of a user: for the consequences of an erasure, and for its receipt. */
import { and, eq, gte, inArray, or } from 'drizzle-orm'
import type { HolderSearch } from '../erasure-holders'
import { tenantById } from '../tenants'

const dayMs = 86_400_000

/**
 * To be asked before the user's row goes: dumps of a state before they came do not know them. One that is being made is named
 * as well, though it is written anew where that can be helped (write.ts). What the operator wrote to a file has no end.
 */
export const dumpHolders: HolderSearch = async (handle, { tenantId, userId, now }) => {
  const { dumps, users } = handle.tables
  const [user] = await handle.sql
    .select({ createdAt: users.createdAt })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.tenantId, tenantId)))
  const since = user?.createdAt ?? new Date(0)
  const rows = await handle.sql
    .select()
    .from(dumps)
    .where(
      and(
        eq(dumps.tenantId, tenantId),
        or(eq(dumps.state, 'running'), and(inArray(dumps.state, ['ready', 'exported']), gte(dumps.takenAt, since))),
      ),
    )
    .orderBy(dumps.createdAt, dumps.id)
  const { settings } = await tenantById(handle, tenantId)
  const latest = new Date(now.getTime() + (settings.dumpDays + 1) * dayMs)
  return rows
    .filter(({ expiresAt }) => !expiresAt || expiresAt > now)
    .map(({ id, state, expiresAt }) => ({
      kind: 'dump',
      id,
      until: state === 'exported' ? null : (expiresAt ?? latest).toISOString(),
    }))
}
