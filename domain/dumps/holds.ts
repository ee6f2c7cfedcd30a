/** Which dumps still hold something of somebody who was erased: for the receipt of the erasure. */
import { and, eq, gte, inArray, or } from 'drizzle-orm'
import type { Handle } from '@/db/types'
import type { HolderSearch } from '../erasure-holders'
import { tenantById } from '../tenants'

const dayMs = 86_400_000

/**
 * To be asked after the user's rows are gone: a dump that begins later does not hold them. One that is being made is named as
 * well, though it is written anew where that can be helped (write.ts). `until` is when its file and its key are destroyed at the
 * latest; null for a file that the operator made and keeps.
 */
export const dumpsThatHold: HolderSearch = async (handle, { tenantId, since, now }) => {
  const { dumps } = handle.tables
  const { settings } = await tenantById(handle, tenantId)
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
  const latest = new Date(now.getTime() + (settings.dumpDays + 1) * dayMs)
  return rows
    .filter(({ expiresAt }) => !expiresAt || expiresAt > now)
    .map(({ id, name, biometrics, state, expiresAt }) => ({
      kind: 'dump',
      id,
      name,
      biometrics: biometrics !== 'none',
      until: state === 'exported' ? null : (expiresAt ?? latest).toISOString(),
    }))
}

/** Of these dumps those that have no file any more. */
export async function endedDumps(handle: Handle, tenantId: string, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { dumps } = handle.tables
  const rows = await handle.sql
    .select({ id: dumps.id })
    .from(dumps)
    .where(
      and(
        eq(dumps.tenantId, tenantId),
        inArray(dumps.id, [...new Set(ids)]),
        inArray(dumps.state, ['failed', 'cancelled', 'expired']),
      ),
    )
  return rows.map(({ id }) => id)
}
