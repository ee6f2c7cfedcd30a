/** What happened over time, drawn, and the same as a table for whoever does not see the drawing. */
import { Card } from '@/app/_components/card'
import { EmptyState } from '@/app/_components/empty-state'
import { ButtonLink } from '@/app/_components/button'
import type { Figures, Moment } from '@/domain/figures/read'
import { LazyChart, type Series } from './lazy-chart'
import { counted, momentName } from './words'

const recognition: Series[] = [
  { key: 'verified', label: 'Verified', colour: 'var(--door)' },
  { key: 'found', label: 'Found by search', colour: 'var(--good)' },
  { key: 'rejected', label: 'Not the person', colour: 'var(--light)' },
  { key: 'unknown', label: 'Search without a hit', colour: 'var(--ink-soft)' },
  { key: 'refused', label: 'Picture refused', colour: 'var(--bad)' },
]
const people: Series[] = [
  { key: 'created', label: 'Users created', colour: 'var(--ink-soft)' },
  { key: 'enrolled', label: 'Faces enrolled', colour: 'var(--door)' },
  { key: 'erased', label: 'Users erased', colour: 'var(--light)' },
]

export function Charts({ figures }: { figures: Figures }) {
  const isQuiet = Object.values(figures.totals).every((total) => total === 0)
  if (isQuiet) {
    return (
      <EmptyState title="Nothing happened in this time" act={<ButtonLink href="/start">Try it with curl</ButtonLink>}>
        Enrolments, verifications and searches are drawn here, minute by minute as they come in.
      </EmptyState>
    )
  }
  return (
    <div className="grid gap-6 xl:grid-cols-2">
      <Chart title="Recognition" series={recognition} figures={figures} />
      <Chart title="Users and enrolments" series={people} figures={figures} />
    </div>
  )
}

function Chart({
  title,
  series,
  figures: { moments, range, totals },
}: {
  title: string
  series: Series[]
  figures: Figures
}) {
  const points = moments.map((moment) => ({ name: momentName(moment, range), ...numbersOf(moment, series) }))
  return (
    <Card title={title}>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-small">
        {series.map(({ key, label, colour }) => (
          <li key={key} className="inline-flex items-center gap-2">
            <svg aria-hidden viewBox="0 0 10 10" className="size-2.5">
              <rect width="10" height="10" rx="2" fill={colour} />
            </svg>
            {label} <span className="text-ink-soft tabular-nums">{counted(totals[key])}</span>
          </li>
        ))}
      </ul>
      <LazyChart label={`${title}: a chart; the table below holds the same numbers.`} points={points} series={series} />
      <details className="text-small">
        <summary className="cursor-pointer text-ink-soft">The same as a table</summary>
        <div
          className="relative mt-3 max-h-80 overflow-auto"
          tabIndex={0}
          role="region"
          aria-label={`${title} as a table`}
        >
          <table className="w-full text-left">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr className="border-b border-line">
                <th scope="col" className="py-1 pr-4 font-medium">
                  {range === '48h' ? 'Hour, UTC' : 'Day, UTC'}
                </th>
                {series.map(({ key, label }) => (
                  <th key={key} scope="col" className="px-2 py-1 text-right font-medium">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {[...moments].reverse().map((moment) => (
                <tr key={moment.at.getTime()} className="border-b border-line last:border-0">
                  <th scope="row" className="py-1 pr-4 font-normal whitespace-nowrap">
                    {momentName(moment, range)}
                  </th>
                  {series.map(({ key }) => (
                    <td key={key} className="px-2 py-1 text-right tabular-nums">
                      {counted(moment[key])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </Card>
  )
}

function numbersOf(moment: Moment, series: Series[]): Record<string, number> {
  return Object.fromEntries(series.map(({ key }) => [key, moment[key]]))
}
