import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { ZonedRange } from '@/app/_components/zoned-time'
import { requireAdmin } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { allZones } from '../../../_access/zones'
import { titleOf } from '../../_parts/words'
import { eventOrNotFound } from '../read'
import { AddMany } from './add-many'

export const metadata: Metadata = { title: 'Add attendees' }

export default async function AddPage({ params }: PageProps<'/events/[id]/add'>) {
  const context = await requireAdmin()
  const event = await eventOrNotFound(context, (await params).id)
  if (!may(context.actor, 'events:manage')) redirect(`/events/${event.eventId}`)
  const spaces = (await allZones(context)).filter(
    ({ facility, archivedAt }) => facility?.id === event.zone.id && !archivedAt,
  )
  return (
    <>
      <p className="text-small">
        <Link
          href={`/events/${event.eventId}`}
          className="underline decoration-line underline-offset-4 hover:decoration-door"
        >
          {titleOf(event)}
        </Link>
      </p>
      <PageHeader title="Add attendees">
        <ZonedRange from={event.startsAt} until={event.endsAt} timeZone={event.zone.timeZone} />. Who cannot be added
        stands in nobody else’s way.
      </PageHeader>
      {event.state === 'ENDED' ? (
        <Notice tone="wait">The event is over: nobody can be added to it any more.</Notice>
      ) : (
        <AddMany
          event={{
            id: event.id,
            eventId: event.eventId,
            startsAt: event.startsAt,
            endsAt: event.endsAt,
            timeZone: event.zone.timeZone,
          }}
          spaces={spaces.map(({ id, name }) => ({ id, name }))}
        />
      )}
    </>
  )
}
