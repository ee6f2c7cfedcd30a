/** What narrows an attendee further than the event does: for all that are added, or row by row of a table. */
import { momentOf } from '@/app/_lib/zone-time'
import type { Window } from '../../../_access/bulk'

/** Words as they were typed, times on the clock of its facility. */
export interface Narrowing {
  validFrom: string
  validUntil: string
  /** Global ids of spaces; none: the event's whole place. */
  zoneIds: string[]
}

/**
 * What a row of a table says of its person: each a time on the clock of the event's facility, or one that names its own offset.
 * @returns null where one of them is no time, or lies outside of the event
 */
export function windowWithin(
  event: { startsAt: string; endsAt: string; timeZone: string },
  { from, until }: { from: string; until: string },
): Window | null {
  const [startsAt, endsAt] = [new Date(event.startsAt), new Date(event.endsAt)]
  const validFrom = from === '' ? null : momentOfCell(from, event.timeZone)
  const validUntil = until === '' ? null : momentOfCell(until, event.timeZone)
  if ((from !== '' && !validFrom) || (until !== '' && !validUntil)) return null
  if (validFrom && (validFrom < startsAt || validFrom >= endsAt)) return null
  if (validUntil && (validUntil <= startsAt || validUntil > endsAt)) return null
  if (validFrom && validUntil && validFrom >= validUntil) return null
  return { validFrom: validFrom?.toISOString() ?? null, validUntil: validUntil?.toISOString() ?? null }
}

function momentOfCell(cell: string, timeZone: string): Date | null {
  const text = cell.replace(' ', 'T')
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    const at = new Date(text)
    return Number.isNaN(at.getTime()) ? null : at
  }
  return momentOf(text.replace(/^(.{16}):00$/, '$1'), timeZone)
}

export const nothingNarrower: Narrowing = { validFrom: '', validUntil: '', zoneIds: [] }
