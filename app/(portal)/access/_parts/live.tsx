'use client'

/** The day in numbers and the log below it, both of which go on by themselves while the newest page is shown. */
import { Pause, Play } from 'lucide-react'
import { Button, ButtonLink } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import type { AccessEventFilter } from '@/app/_graph/documents'
import { ConnectionBadge, ConnectionNotice } from './connection'
import { DayCard, type DayFigures } from './day-card'
import { LinesTable } from './lines-table'
import { dayWords } from './moment'
import { accessQuery, type AccessState } from './state'
import { useLiveLines } from './use-live-lines'
import type { Line } from './words'

interface Props {
  lines: Line[]
  figures: DayFigures
  day: string
  today: string
  timeZone: string
  /** What stands in the address. */
  asked: AccessState
  /** The cursor behind which older lines begin; null: there are none. */
  older: string | null
  /** What to watch; undefined on older pages and past days. */
  watched: AccessEventFilter | undefined
  isFiltered: boolean
  /** Nothing stands at a door yet. */
  hasTerminals: boolean
}

export function Live({ lines, figures, day, today, timeZone, asked, older, watched, isFiltered, hasTerminals }: Props) {
  const live = useLiveLines(lines, watched, figures.to)
  const shown = [...live.fresh, ...lines]
  const linkTo = (change: Partial<AccessState>) => `/access${accessQuery({ ...asked, after: null, ...change })}`
  return (
    <>
      <DayCard
        figures={withFresh(figures, live.fresh)}
        day={day}
        today={today}
        timeZone={timeZone}
        linkTo={(other) => linkTo({ day: other })}
      />
      <section aria-label="Reports" className="space-y-3">
        <div className="flex min-h-10 flex-wrap items-center justify-between gap-3">
          {watched ? (
            <>
              <p className="flex flex-wrap items-center gap-3">
                <ConnectionBadge state={live.state} isPaused={live.isPaused} />
                <span role="status" className="text-ink-soft">
                  {live.isPaused
                    ? `${live.held === 0 ? 'Nothing' : live.held} new since you paused.`
                    : 'New reports appear by themselves, newest first.'}
                </span>
              </p>
              <Button look="quiet" size="small" onClick={() => live.pause(!live.isPaused)}>
                {live.isPaused ? <Play aria-hidden className="size-4" /> : <Pause aria-hidden className="size-4" />}
                {live.isPaused ? 'Go on' : 'Pause'}
              </Button>
            </>
          ) : (
            <>
              <p className="text-ink-soft">
                {day === today
                  ? 'Older reports; new ones do not appear here.'
                  : 'A past day; new ones do not appear here.'}
              </p>
              <ButtonLink look="quiet" size="small" href={linkTo({ day: null })} prefetch={false}>
                Back to the newest
              </ButtonLink>
            </>
          )}
        </div>
        {watched && <ConnectionNotice state={live.state} wasLive={live.wasLive} />}
        {shown.length === 0 ? (
          <Nothing isFiltered={isFiltered} hasTerminals={hasTerminals} />
        ) : (
          <LinesTable
            lines={shown}
            timeZone={timeZone}
            plainDay={dayWords(figures.from, timeZone)}
            fresh={new Set(live.fresh.map(({ id }) => id))}
          />
        )}
        {older !== null && (
          <nav aria-label="Pages" className="flex justify-end">
            <ButtonLink look="quiet" size="small" href={linkTo({ after: older })} prefetch={false}>
              Older
            </ButtonLink>
          </nav>
        )}
      </section>
    </>
  )
}

function Nothing({ isFiltered, hasTerminals }: { isFiltered: boolean; hasTerminals: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState
        title="No report fits this filter"
        act={
          <ButtonLink look="quiet" href="/access" prefetch={false}>
            Show everything
          </ButtonLink>
        }
      >
        Take a part of the filter back, or look at another day.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title="No door has reported anything yet"
      act={!hasTerminals && <ButtonLink href="/terminals">Set up a terminal</ButtonLink>}
    >
      {hasTerminals
        ? 'As soon as somebody stands before a terminal, it is shown here within a second or two.'
        : 'Terminals report here whom they let in and whom they did not, and why.'}
    </EmptyState>
  )
}

/** The day's numbers with what came in since they were counted. */
function withFresh(figures: DayFigures, fresh: Line[]): DayFigures {
  const own = fresh.filter(({ occurredAt }) => occurredAt >= figures.from && occurredAt < figures.to)
  if (own.length === 0) return figures
  const isIn = ({ type }: Line) => type === 'ACCESS_GRANTED'
  const starts = figures.quarters.map(({ at }) => Date.parse(at))
  const quarters = figures.quarters.map((quarter) => ({ ...quarter }))
  for (const line of own) {
    const at = Date.parse(line.occurredAt)
    const quarter = quarters[starts.findLastIndex((start) => start <= at)]!
    quarter[isIn(line) ? 'granted' : 'refused']++
  }
  return {
    ...figures,
    granted: figures.granted + own.filter(isIn).length,
    refused: figures.refused + own.filter((line) => !isIn(line)).length,
    disputed: figures.disputed + own.filter(({ dispute }) => dispute !== null).length,
    offline: figures.offline + own.filter(({ offline }) => offline).length,
    byType: figures.byType.map(({ type, count }) => ({
      type,
      count: count + own.filter((line) => line.type === type).length,
    })),
    quarters,
  }
}
