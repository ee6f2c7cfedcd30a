/** Which dumps still hold something of somebody who was erased: for the receipt of the erasure. */
import { and, eq, gte, inArray, or } from 'drizzle-orm'
import type { Handle } from '@/db/types'
import { tenantById } from '../tenants'

const dayMs = 86_400_000

export interface HoldingDump {
  kind: 'dump'
  id: string
  name: string
  /** Whether pictures and templates may be in it. */
  biometrics: boolean
  /** When its file and its key are destroyed at the latest; null for a file that the operator made and keeps. */
  until: string | null
}

/**
 * To be asked after the user's rows are gone: a dump that begins later does not hold them. One that is being made is named as
 * well, though it is written anew where that can be helped (write.ts).
 * @param since when the user was created; dumps of an earlier state do not know them
 */
export async function dumpsThatHold(
  handle: Handle,
  { tenantId, since, now }: { tenantId: string; since: Date; now: Date },
): Promise<HoldingDump[]> {
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
  return rows.map(({ id, name, biometrics, state, expiresAt }) => ({
    kind: 'dump',
    id,
    name,
    biometrics: biometrics !== 'none',
    until: state === 'exported' ? null : (expiresAt ?? latest).toISOString(),
  }))
}
