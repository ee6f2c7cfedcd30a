'use client'

/** Events as a list. */
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '@/app/_components/badge'
import { DataTable, type Column } from '@/app/_components/data-table'
import { ZonedRange } from '@/app/_components/zoned-time'
import type { EventFactsFragment } from '@/app/_graph/documents'
import { placeWords } from '../../_access/places'
import { entryWords, stateWords, titleOf } from './words'

const columns: Column<EventFactsFragment>[] = [
  {
    id: 'name',
    header: 'Event',
    cell: ({ row: { original: event } }) => (
      <div className="max-w-72 min-w-40 wrap-anywhere">
        <Link
          href={`/events/${event.eventId}`}
          prefetch={false}
          className="font-medium underline decoration-line underline-offset-4 hover:decoration-door"
        >
          {titleOf(event)}
        </Link>
        {event.name !== null && event.externalId !== null && (
          <span className="block text-small text-ink-soft">{event.externalId}</span>
        )}
      </div>
    ),
  },
  {
    id: 'when',
    header: 'When, there',
    cell: ({ row: { original: event } }) => (
      <div className="min-w-52 text-small">
        <ZonedRange from={event.startsAt} until={event.endsAt} timeZone={event.zone.timeZone} />
      </div>
    ),
  },
  {
    id: 'where',
    header: 'Where',
    cell: ({ row: { original: event } }) => <span className="wrap-anywhere">{placeWords(event.zone)}</span>,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ row: { original: event } }) => (
      <>
        <Badge tone={stateWords[event.state].tone}>{stateWords[event.state].label}</Badge>
        {event.freedAt && <span className="block text-small text-ink-soft">collection freed</span>}
      </>
    ),
  },
  {
    id: 'attendees',
    header: 'Attendees',
    meta: { isNumber: true },
    cell: ({ row: { original: event } }) => (
      <span className="whitespace-nowrap">
        {event.attendeeCount.toLocaleString('en-GB')}
        {event.capacity !== null && <span className="text-ink-soft"> of {event.capacity.toLocaleString('en-GB')}</span>}
      </span>
    ),
  },
  {
    id: 'entry',
    header: 'Come in',
    cell: ({ row: { original: event } }) => <span className="text-small">{entryWords[event.entryPolicy].label}</span>,
  },
]

export function EventsTable({ rows, empty }: { rows: EventFactsFragment[]; empty: ReactNode }) {
  return <DataTable caption="Events" columns={columns} rows={rows} rowId={({ id }) => id} empty={empty} />
}
