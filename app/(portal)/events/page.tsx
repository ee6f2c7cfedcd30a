import { CalendarDays, List } from 'lucide-react'
import clsx from 'clsx'
import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { ButtonLink } from '@/app/_components/button'
import { CursorPager } from '@/app/_components/cursor-pager'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHeader } from '@/app/_components/page-header'
import { ask } from '@/app/_graph/ask'
import { EventDefaultsDocument, EventsDocument, type EventFactsFragment } from '@/app/_graph/documents'
import { requireAdmin, type AdminContext } from '@/app/_lib/auth'
import { dayIn, momentOf } from '@/app/_lib/zone-time'
import { may } from '@/domain/permissions'
import { orFirstPage } from '../_access/first-page'
import { commonTimeZone } from '../_access/places'
import { allZones } from '../_access/zones'
import { EventsTable } from './_parts/events-table'
import { Filters } from './_parts/filters'
import { loadListState, statesOf, toAddress } from './_parts/list-state'
import { Month } from './_parts/month'
import { NewEvent } from './_parts/new-event'
import { weeksOf } from './_parts/calendar'

export const metadata: Metadata = { title: 'Events' }

const perPage = 30
const dayMs = 86_400_000

type State = Awaited<ReturnType<typeof loadListState>>

export default async function EventsPage({ searchParams }: PageProps<'/events'>) {
  const context = await requireAdmin()
  const state = await loadListState(searchParams)
  const [zones, { settings }] = await Promise.all([allZones(context), ask(context, EventDefaultsDocument, {})])
  // An address may name a zone that is gone: then it is as if it named none.
  const zone = zones.find(({ id }) => id === state.zone)
  const timeZone = zone?.timeZone ?? commonTimeZone(zones)
  const usable = zones.filter(({ archivedAt }) => !archivedAt)
  const mayManage = may(context.actor, 'events:manage')
  const create = mayManage && usable.length > 0 && (
    <NewEvent zones={usable} retentionHours={settings.eventRetentionHours} longestDays={settings.eventLongestDays} />
  )
  return (
    <>
      <PageHeader title="Events" acts={create}>
        A time range at a facility or a space. Whoever attends may come in there while it lasts; before, their templates
        are brought to its terminals.
      </PageHeader>
      {zones.length === 0 ? (
        <EmptyState
          title="An event needs a place"
          act={mayManage && <ButtonLink href="/facilities">Make a facility</ButtonLink>}
        >
          Make a facility and pair a terminal there; then events can take place at it.
        </EmptyState>
      ) : (
        <>
          <Views state={state} />
          <Filters zones={zones} timeZone={timeZone} />
          {state.view === 'month' ? (
            <MonthView {...{ context, state, zoneId: zone?.id, timeZone }} />
          ) : (
            <ListView {...{ context, state, zoneId: zone?.id, timeZone, mayManage }} />
          )}
        </>
      )}
    </>
  )
}

function Views({ state }: { state: State }) {
  const links = [
    { view: 'list', label: 'List', Icon: List },
    { view: 'month', label: 'Calendar', Icon: CalendarDays },
  ] as const
  return (
    <nav aria-label="View" className="flex gap-2">
      {links.map(({ view, label, Icon }) => (
        <Link
          key={view}
          href={toAddress('/events', { view, zone: state.zone }) as Route}
          aria-current={state.view === view ? 'page' : undefined}
          className={clsx(
            'inline-flex items-center gap-2 rounded-control border px-3 py-1.5',
            state.view === view ? 'border-door font-medium' : 'border-line text-ink-soft hover:text-ink',
          )}
        >
          <Icon aria-hidden className="size-4" /> {label}
        </Link>
      ))}
    </nav>
  )
}

interface View {
  context: AdminContext
  state: State
  zoneId: string | undefined
  timeZone: string
}

/** The start of a day; where clocks leap over midnight, the first moment behind it. */
const startOf = (day: string, timeZone: string) =>
  (
    momentOf(`${day}T00:00`, timeZone) ??
    momentOf(`${day}T01:00`, timeZone) ??
    new Date(`${day}T00:00:00Z`)
  ).toISOString()

const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10)

async function ListView({ context, state, zoneId, timeZone, mayManage }: View & { mayManage: boolean }) {
  const { from, to, after } = state
  const wanted = state.state ?? 'coming'
  const filter = {
    zoneId,
    states: statesOf[wanted],
    from: from && startOf(from, timeZone),
    to: to && startOf(dayAfter(to), timeZone),
  }
  const { events } = await orFirstPage(
    ask(context, EventsDocument, {
      first: perPage,
      after,
      filter,
      // What is over is looked for from its end, what is to come from its beginning.
      direction: wanted === 'ended' ? 'DESC' : 'ASC',
    }),
    after && toAddress('/events', { ...state, after: null }),
  )
  const isFiltered = zoneId !== undefined || state.state !== null || from !== null || to !== null
  return (
    <>
      <EventsTable
        rows={events.edges.map(({ node }) => node)}
        empty={
          isFiltered ? (
            <EmptyState
              title="No event matches these filters"
              act={
                <ButtonLink look="quiet" href="/events?state=all">
                  Show all events
                </ButtonLink>
              }
            />
          ) : (
            <EmptyState
              title="Nothing is on or to come"
              act={
                <ButtonLink look="quiet" href="/events?state=ended">
                  Look at what is over
                </ButtonLink>
              }
            >
              {mayManage
                ? 'Make an event, then add those who may come in: one by one, from a CSV table, or from the list of users.'
                : 'An owner or an admin makes events here; clients of the API do as well.'}
            </EmptyState>
          )
        }
      />
      <CursorPager
        shown={events.edges.length}
        next={events.pageInfo.hasNextPage ? (events.pageInfo.endCursor ?? null) : null}
        isFirst={after === null}
      />
    </>
  )
}

/** Pages that a calendar reads at most. */
const mostPages = 10

async function MonthView({ context, state, zoneId, timeZone }: View) {
  const today = dayIn(context.now(), timeZone)
  const month = state.month ?? today.slice(0, 7)
  const weeks = weeksOf(month)
  // A day more at both ends: elsewhere it begins earlier, or ends later.
  const bound = (day: string, step: number) => new Date(Date.parse(`${day}T00:00:00Z`) + step * dayMs).toISOString()
  const filter = {
    zoneId,
    states: statesOf[state.state ?? 'all'],
    from: bound(weeks[0]![0]!, -1),
    to: bound(weeks.at(-1)!.at(-1)!, 2),
  }
  const events: EventFactsFragment[] = []
  let after: string | null | undefined
  let isCut = false
  for (let page = 1; ; page++) {
    const { events: read } = await ask(context, EventsDocument, { first: 100, after, filter, direction: 'ASC' })
    events.push(...read.edges.map(({ node }) => node))
    after = read.pageInfo.endCursor
    isCut = read.pageInfo.hasNextPage && page === mostPages
    if (!read.pageInfo.hasNextPage || isCut) break
  }
  const kept = { zone: state.zone, state: state.state }
  return (
    <Month
      month={month}
      today={today}
      events={events}
      isCut={isCut}
      addressOf={(other) => toAddress('/events', { ...kept, view: 'month', month: other })}
      addressOfDay={(day) =>
        toAddress('/events', { ...kept, state: state.state ?? 'all', view: 'list', from: day, to: day })
      }
    />
  )
}
