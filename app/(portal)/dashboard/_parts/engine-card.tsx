/** How fast the engines answer, and whether they do. */
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import type { Figures } from '@/domain/figures/read'
import type { Health } from '@/domain/health'
import { counted, duration } from './words'

export function Engine({ health, latency }: { health: Health; latency: Figures['latency'] }) {
  const { workers, models, database, ready } = health
  return (
    <Card title="Engines">
      <Notice tone={ready ? 'good' : 'wait'} role="status">
        {ready ? 'Ready to recognise people.' : 'Warming up: recognition answers in a moment.'}
      </Notice>
      <table className="w-full text-left">
        <caption className="sr-only">How long the engines take</caption>
        <thead>
          <tr className="border-b border-line text-small text-ink-soft">
            <th scope="col" className="py-1 font-medium">
              Step
            </th>
            <th scope="col" className="px-2 py-1 text-right font-medium">
              Times
            </th>
            <th scope="col" className="px-2 py-1 text-right font-medium">
              Median
            </th>
            <th scope="col" className="py-1 pl-2 text-right font-medium" title="95 of 100 take no longer">
              p95
            </th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['Read a picture', latency.read],
              ['Search the gallery', latency.search],
              ['Listen to a recording', latency.voice],
            ] as const
          ).map(([name, measured]) => (
            <tr key={name} className="border-b border-line last:border-0">
              <th scope="row" className="py-2 font-normal">
                {name}
              </th>
              <td className="px-2 py-2 text-right tabular-nums">{measured ? counted(measured.count) : '–'}</td>
              <td className="px-2 py-2 text-right tabular-nums">{measured ? duration(measured.medianMs) : '–'}</td>
              <td className="py-2 pl-2 text-right tabular-nums">{measured ? duration(measured.p95Ms) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-small text-ink-soft">
        {models.face} on {workers.ready} {workers.ready === 1 ? 'worker' : 'workers'}, {workers.busy} busy,{' '}
        {workers.queued} of {workers.queueLimit} waiting places taken;{' '}
        {database.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}. Times are waiting included, as exact as the steps of
        their histogram.
      </p>
    </Card>
  )
}
