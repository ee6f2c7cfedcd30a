/** At which terminals a grant holds: those in its zones, a facility's spaces included, unless it is narrowed further. */
import type { Tables } from '@/db/tables'
import type { Zone } from '../zones/zones'

type GrantRow = Tables['grants']['$inferSelect']

/** What of a grant decides where it holds. */
export type Reach = Pick<GrantRow, 'kind' | 'zoneRows' | 'terminalIds'> & {
  /** The zone of an attendee's event; null for a member. */
  eventZoneRow: string | null
}

/** What of a terminal decides what it holds. */
export type Place = { id: string; zoneRow: string }

/** The row of a zone and, for a space, that of its facility: an event in either is held at a terminal that stands there. */
export function zonePath(zones: ReadonlyMap<string, Zone>, zoneRow: string): string[] {
  const facilityId = zones.get(zoneRow)?.facilityId
  return facilityId ? [zoneRow, facilityId] : [zoneRow]
}

export function covers(
  zones: ReadonlyMap<string, Zone>,
  { zoneRows, terminalIds, eventZoneRow }: Reach,
  terminal: Place,
) {
  const path = zonePath(zones, terminal.zoneRow)
  if (eventZoneRow !== null && !path.includes(eventZoneRow)) return false
  if (zoneRows !== null && !zoneRows.some((row) => path.includes(row))) return false
  return terminalIds === null || terminalIds.includes(terminal.id)
}
