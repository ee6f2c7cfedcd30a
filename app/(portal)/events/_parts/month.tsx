/** A month: a table of weeks on a wide screen, and on a narrow one the list of the days on which something takes place. */
import { ChevronLeft, ChevronRight } from 'lucide-react'
import clsx from 'clsx'
import type { Route } from 'next'
import Link from 'next/link'
import { ButtonLink } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import type { EventFactsFragment } from '@/app/_graph/documents'
import { dayIn, dayWords, monthNames, rangeIn, wallTime, zoneWords } from '@/app/_lib/zone-time'
import { placeWords } from '../../_access/places'
import { byDay, monthBeside, weeksOf } from './calendar'
import { stateWords, titleOf } from './words'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
/** Of one day; the list has the others. */
const mostShown = 4

const tones = {
  SCHEDULED: 'bg-wait-ground text-wait',
  LIVE: 'bg-good-ground text-good',
  ENDED: 'bg-code text-ink',
}

export function Month({
  month,
  today,
  events,
  isCut,
  addressOf,
  addressOfDay,
}: {
  /** YYYY-MM */
  month: string
  /** YYYY-MM-DD, on the clock by which the month is read. */
  today: string
  events: EventFactsFragment[]
  /** There are more than were read. */
  isCut: boolean
  addressOf: (month: string | null) => string
  addressOfDay: (day: string) => string
}) {
  const weeks = weeksOf(month)
  const days = byDay(events, weeks.flat())
  const title = `${monthNames[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`
  const inMonth = weeks.flat().filter((day) => day.startsWith(month))
  const busy = inMonth.filter((day) => days.get(day)!.length > 0)
  return (
    <section aria-labelledby="month" className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="month" className="font-display text-title" aria-live="polite">
          {title}
        </h2>
        <div className="flex gap-2">
          <ButtonLink
            look="quiet"
            size="icon"
            href={addressOf(monthBeside(month, -1))}
            aria-label="Month before"
            title="Month before"
          >
            <ChevronLeft aria-hidden className="size-4" />
          </ButtonLink>
          <ButtonLink look="quiet" className="py-1.5" href={addressOf(null)}>
            This month
          </ButtonLink>
          <ButtonLink
            look="quiet"
            size="icon"
            href={addressOf(monthBeside(month, 1))}
            aria-label="Month after"
            title="Month after"
          >
            <ChevronRight aria-hidden className="size-4" />
          </ButtonLink>
        </div>
      </div>
      {isCut && (
        <p className="text-small text-wait">
          More takes place in this month than a calendar can show: choose a place above, or look at the list.
        </p>
      )}
      <table className="hidden w-full table-fixed border-collapse rounded-card border border-line bg-surface md:table">
        <caption className="sr-only">
          {title}; times are those of each event’s own facility. Events stand below their day.
        </caption>
        <thead>
          <tr>
            {weekdays.map((day) => (
              <th key={day} scope="col" className="border border-line px-2 py-1 text-left text-small font-medium">
                <abbr title={day} className="no-underline">
                  {day.slice(0, 3)}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const here = days.get(day)!
                const isOther = !day.startsWith(month)
                return (
                  <td key={day} className={clsx('h-28 border border-line p-1.5 align-top', isOther && 'bg-ground')}>
                    <p className="mb-1 text-small tabular-nums">
                      <time
                        dateTime={day}
                        aria-current={day === today ? 'date' : undefined}
                        className={clsx(
                          'inline-flex min-w-6 justify-center rounded-full px-1.5',
                          day === today ? 'bg-door text-on-door' : isOther ? 'text-ink-soft' : 'font-medium',
                        )}
                      >
                        {Number(day.slice(8))}
                        <span className="sr-only"> {dayWords(day)}</span>
                      </time>
                    </p>
                    <ul className="space-y-1">
                      {here.slice(0, mostShown).map((event) => (
                        <li key={event.id}>
                          <Entry event={event} day={day} />
                        </li>
                      ))}
                    </ul>
                    {here.length > mostShown && (
                      <Link
                        href={addressOfDay(day) as Route}
                        className="mt-1 block text-small underline decoration-line hover:decoration-door"
                      >
                        {here.length - mostShown} more<span className="sr-only"> on {dayWords(day)}</span>
                      </Link>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <ol className="space-y-4 md:hidden">
        {busy.map((day) => (
          <li key={day}>
            <h3 className={clsx('font-medium', day === today && 'text-door')}>
              {dayWords(day)}
              {day === today && ', today'}
            </h3>
            <ul className="mt-1 space-y-2">
              {days.get(day)!.map((event) => (
                <li key={event.id} className="rounded-control border border-line bg-surface px-3 py-2">
                  <Link
                    href={`/events/${event.eventId}`}
                    prefetch={false}
                    className="font-medium underline decoration-line"
                  >
                    {titleOf(event)}
                  </Link>
                  <span className="block text-small text-ink-soft">
                    {rangeIn(event.startsAt, event.endsAt, event.zone.timeZone)}{' '}
                    {zoneWords(event.zone.timeZone, event.startsAt)}, {placeWords(event.zone)},{' '}
                    {stateWords[event.state].label.toLowerCase()}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {busy.length === 0 && (
        <div className="md:hidden">
          <EmptyState title="Nothing in this month" />
        </div>
      )}
    </section>
  )
}

function Entry({ event, day }: { event: EventFactsFragment; day: string }) {
  const { timeZone } = event.zone
  const begins = dayIn(event.startsAt, timeZone) === day
  const whole = `${titleOf(event)}, ${rangeIn(event.startsAt, event.endsAt, timeZone)} ${zoneWords(timeZone, event.startsAt)}, ${placeWords(event.zone)}`
  return (
    <Link
      href={`/events/${event.eventId}`}
      prefetch={false}
      title={whole}
      className={clsx('block truncate rounded-control px-1.5 py-0.5 text-small hover:underline', tones[event.state])}
    >
      <span className="tabular-nums">{begins ? wallTime(event.startsAt, timeZone).slice(11) : '…'}</span>{' '}
      {titleOf(event)}
      <span className="sr-only">
        , {zoneWords(timeZone, event.startsAt)}, {placeWords(event.zone)}, {stateWords[event.state].label}
      </span>
    </Link>
  )
}
