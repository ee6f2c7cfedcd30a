import { Users } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { createLoader, parseAsBoolean, parseAsString } from 'nuqs/server'
import { Badge } from '@/app/_components/badge'
import { ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { CopyText } from '@/app/_components/copy-text'
import { CursorPager } from '@/app/_components/cursor-pager'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHeader } from '@/app/_components/page-header'
import { SearchBox } from '@/app/_components/search-box'
import { Time } from '@/app/_components/time'
import { ZonedRange } from '@/app/_components/zoned-time'
import { ask } from '@/app/_graph/ask'
import { AttendeesDocument, EventDefaultsDocument, type EventFactsFragment } from '@/app/_graph/documents'
import { requireAdmin, type AdminContext } from '@/app/_lib/auth'
import { parseAsWords } from '@/app/_lib/table-state'
import { may } from '@/domain/permissions'
import { orFirstPage } from '../../_access/first-page'
import { summaryOf } from '../../_access/sync'
import { placeWords } from '../../_access/places'
import { allZones } from '../../_access/zones'
import { entryWords, retentionWords, stateWords, titleOf } from '../_parts/words'
import { AddOne } from './_parts/add-one'
import { AttendeesTable } from './_parts/attendees-table'
import { EventActs } from './_parts/event-acts'
import { OnlyWithout } from './_parts/only-without'
import { Readiness } from './_parts/readiness'
import { eventOrNotFound } from './read'

export const metadata: Metadata = { title: 'Event' }

const perPage = 25

const loadState = createLoader({
  q: parseAsWords.withDefault(''),
  after: parseAsString,
  without: parseAsBoolean.withDefault(false),
})

export default async function EventPage({ params, searchParams }: PageProps<'/events/[id]'>) {
  const context = await requireAdmin()
  const event = await eventOrNotFound(context, (await params).id)
  const state = await loadState(searchParams)
  const mayManage = may(context.actor, 'events:manage')
  const isOver = event.state === 'ENDED'
  const [{ settings }, zones] = await Promise.all([ask(context, EventDefaultsDocument, {}), allZones(context)])
  const spaces = zones.filter(({ facility, archivedAt }) => facility?.id === event.zone.id && !archivedAt)
  const mayAdd = mayManage && !isOver
  return (
    <>
      <p className="text-small">
        <Link href="/events" className="underline decoration-line underline-offset-4 hover:decoration-door">
          Events
        </Link>
      </p>
      <PageHeader
        title={titleOf(event)}
        acts={mayManage && <EventActs event={event} longestDays={settings.eventLongestDays} />}
      >
        <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={stateWords[event.state].tone}>{stateWords[event.state].label}</Badge>
          <ZonedRange from={event.startsAt} until={event.endsAt} timeZone={event.zone.timeZone} />
          <span>{placeWords(event.zone)}</span>
        </span>
      </PageHeader>
      {!isOver && <Readiness context={context} event={event} />}
      <section aria-labelledby="attendees" className="space-y-4">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <h2 id="attendees" className="font-display text-title">
            Attendees{' '}
            <span className="text-ink-soft tabular-nums">
              {event.attendeeCount.toLocaleString('en-GB')}
              {event.capacity !== null && ` of ${event.capacity.toLocaleString('en-GB')}`}
            </span>
          </h2>
          {mayAdd && (
            <div className="flex flex-wrap gap-3">
              <AddOne
                event={{ id: event.id, startsAt: event.startsAt, timeZone: event.zone.timeZone }}
                spaces={spaces.map(({ id, name }) => ({ id, name }))}
              />
              <ButtonLink href={`/events/${event.eventId}/add`}>
                <Users aria-hidden className="size-4" /> Add many
              </ButtonLink>
            </div>
          )}
        </div>
        <Attendees {...{ context, event, state, mayAdd, mayManage }} />
      </section>
      <Facts event={event} />
    </>
  )
}

async function Attendees({
  context,
  event,
  state,
  mayAdd,
  mayManage,
}: {
  context: AdminContext
  event: EventFactsFragment
  state: Awaited<ReturnType<typeof loadState>>
  mayAdd: boolean
  mayManage: boolean
}) {
  const { q, after, without } = state
  const { attendees } = await orFirstPage(
    ask(context, AttendeesDocument, {
      eventId: event.id,
      first: perPage,
      after,
      search: q.slice(0, 256),
      withoutCredential: without,
    }),
    after && `/events/${event.eventId}`,
  )
  const isFiltered = q !== '' || without
  return (
    <>
      {(event.attendeeCount > 0 || isFiltered) && (
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <SearchBox label="How an id or external id begins" />
          <OnlyWithout />
        </div>
      )}
      <AttendeesTable
        event={{
          eventId: event.id,
          timeZone: event.zone.timeZone,
          startsAt: event.startsAt,
          endsAt: event.endsAt,
          isSingle: event.entryPolicy === 'SINGLE',
        }}
        mayManage={mayManage}
        rows={attendees.edges.map(({ node: { user, terminalSync, ...attendee } }) => ({
          id: attendee.id,
          user: { id: user.id, userId: user.userId, externalId: user.externalId },
          validFrom: attendee.validFrom,
          validUntil: attendee.validUntil,
          zones: attendee.zones,
          terminals: attendee.terminals,
          enteredAt: attendee.enteredAt,
          sync: summaryOf(terminalSync, { isRecognisable: user.status === 'ACTIVE' && user.faceEnrolled }),
        }))}
        empty={
          isFiltered ? (
            <EmptyState title="Nobody matches" />
          ) : (
            <EmptyState
              title="Nobody attends yet"
              act={mayAdd && <ButtonLink href={`/events/${event.eventId}/add`}>Add many</ButtonLink>}
            >
              {mayAdd
                ? 'Add people one by one, from a CSV table of external ids, or whoever a filter of the users shows.'
                : 'Owners and admins add people, as long as the event is not over.'}
            </EmptyState>
          )
        }
      />
      <CursorPager
        shown={attendees.edges.length}
        next={attendees.pageInfo.hasNextPage ? (attendees.pageInfo.endCursor ?? null) : null}
        isFirst={after === null}
        of={isFiltered ? undefined : event.attendeeCount}
      />
    </>
  )
}

function Facts({ event }: { event: EventFactsFragment }) {
  const entry = entryWords[event.entryPolicy]
  return (
    <Card title="How it is set">
      <dl className="divide-y divide-line">
        <Fact name="Come in">
          {entry.label}. <span className="text-ink-soft">{entry.says}</span>
        </Fact>
        <Fact name="Capacity">
          {event.capacity === null ? 'Any number of people' : event.capacity.toLocaleString('en-GB')}
        </Fact>
        <Fact name="Terminals keep its templates">
          {retentionWords(event.retentionSeconds)}.{' '}
          <span className="text-ink-soft">
            {event.freedAt ? (
              <>
                Freed on <Time at={event.freedAt} />.
              </>
            ) : (
              'Outside of its time nobody is let in by it, whatever a terminal holds. Who is a member, or attends something else there, stays for that.'
            )}
          </span>
        </Fact>
        {event.externalId !== null && (
          <Fact name="External id">
            <CopyText label="the external id">{event.externalId}</CopyText>
          </Fact>
        )}
        <Fact name="Id">
          <CopyText label="the id">{event.eventId}</CopyText>
        </Fact>
      </dl>
    </Card>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-1 py-2 sm:grid-cols-[14rem_1fr]">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}
