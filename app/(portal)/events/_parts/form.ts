/** What the form of an event holds: words as they were typed, times on the clock of its facility. */
import type { EventFactsFragment } from '@/app/_graph/documents'
import { wallTime } from '@/app/_lib/zone-time'

export const keeps = ['default', 'none', 'for', 'ever'] as const

export interface EventForm {
  zoneId: string
  name: string
  externalId: string
  /** `2026-11-21T18:00`, there. */
  startsAt: string
  endsAt: string
  entryPolicy: 'MULTIPLE' | 'SINGLE'
  capacity: string
  keep: (typeof keeps)[number]
  /** How long, where it is kept for a time. */
  keepHours: string
}

export const emptyForm: EventForm = {
  zoneId: '',
  name: '',
  externalId: '',
  startsAt: '',
  endsAt: '',
  entryPolicy: 'MULTIPLE',
  capacity: '',
  keep: 'default',
  keepHours: '24',
}

export function formOf(event: EventFactsFragment): EventForm {
  const { retentionSeconds: kept, zone } = event
  return {
    zoneId: zone.id,
    name: event.name ?? '',
    externalId: event.externalId ?? '',
    startsAt: wallTime(event.startsAt, zone.timeZone),
    endsAt: wallTime(event.endsAt, zone.timeZone),
    entryPolicy: event.entryPolicy,
    capacity: event.capacity === null ? '' : String(event.capacity),
    keep: kept === null ? 'ever' : kept === 0 ? 'none' : 'for',
    keepHours: kept ? String(Math.round((kept / 3_600) * 100) / 100) : '24',
  }
}
