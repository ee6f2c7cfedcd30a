/** One day in numbers, and when they happened. */
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Figures } from '@/app/_components/figures'
import { PhoneFold } from '@/app/_components/phone-fold'
import type { AccessDayQuery } from '@/app/_graph/documents'
import { longDay } from './moment'
import { QuarterChart } from './quarter-chart'

export type DayFigures = AccessDayQuery['accessFigures']

export function DayCard({
  figures: { granted, refused, disputed, offline, byType, quarters },
  day,
  today,
  timeZone,
  linkTo,
}: {
  figures: DayFigures
  day: string
  today: string
  timeZone: string
  /** The address of another day, with the filters of now; null is the present one. */
  linkTo: (day: string | null) => string
}) {
  const unrecognised = byType.find(({ type }) => type === 'NOT_RECOGNISED')?.count ?? 0
  const named = `${day === today ? 'Today, ' : ''}${longDay(day)}`
  const [inWords, outWords] = [granted.toLocaleString('en-GB'), refused.toLocaleString('en-GB')]
  return (
    <PhoneFold name="access-day" label={`${named}: ${inWords} let in, ${outWords} refused`}>
      <div className="space-y-6">
        <Figures
          figures={[
            { label: 'let in', value: granted },
            { label: 'refused', value: refused },
            { label: 'faces not recognised', value: unrecognised, note: 'counted among the refused' },
            { label: 'let in, and should not have been', value: disputed, note: 'as the bureau saw it afterwards' },
            { label: 'seen offline', value: offline, note: 'reported later' },
          ]}
        />
        <Card title={named}>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-ink-soft">By the clock of {timeZone.replaceAll('_', ' ')}.</p>
            <nav aria-label="Days" className="flex flex-wrap gap-2">
              <ButtonLink look="quiet" size="small" href={linkTo(shifted(day, -1))} prefetch={false} scroll={false}>
                <ChevronLeft aria-hidden className="size-4" />
                Day before
              </ButtonLink>
              {day < today && (
                <ButtonLink
                  look="quiet"
                  size="small"
                  href={linkTo(shifted(day, 1) === today ? null : shifted(day, 1))}
                  prefetch={false}
                  scroll={false}
                >
                  Day after
                  <ChevronRight aria-hidden className="size-4" />
                </ButtonLink>
              )}
            </nav>
          </div>
          <QuarterChart quarters={quarters} timeZone={timeZone} />
        </Card>
      </div>
    </PhoneFold>
  )
}

function shifted(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}
