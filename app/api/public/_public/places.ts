/** Zones by the ids that customers know, where a grant is narrowed to some. */
import { zonesOf, zoneNotFound } from '@/domain/zones/zones'
import type { Context } from '@/domain/context'

/** @throws AppError `not_found` (zone) */
export async function zoneRowsOf(context: Context, tenantId: string, ids: string[]): Promise<string[]> {
  const rows = new Map([...(await zonesOf(context.db, tenantId)).values()].map((zone) => [zone.zoneId, zone.id]))
  return ids.map((id) => {
    const row = rows.get(id)
    if (row === undefined) throw zoneNotFound()
    return row
  })
}
