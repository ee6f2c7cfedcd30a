/** Whether this bureau recognises people now. */
import type { Health } from '@/domain/health'
import { Card } from './card'
import { Notice } from './notice'

export function StateCard({ health: { ready, database, models, workers } }: { health: Health }) {
  const said = (isReady: boolean) => (isReady ? 'ready' : 'not ready yet')
  const rows = [
    ['Database', `${database.dialect === 'sqlite' ? 'SQLite, embedded' : 'PostgreSQL'}, ${said(database.ready)}`],
    ['Face model', `${models.face}, ${said(models.ready)}`],
    ['Workers', `${workers.ready} warm, ${workers.busy} busy, ${workers.queued} waiting`],
  ]
  return (
    <Card title="State">
      <Notice tone={ready ? 'good' : 'wait'} role="status">
        {ready ? 'Ready to recognise people.' : 'Warming up: recognition answers in a moment.'}
      </Notice>
      <dl className="divide-y divide-line">
        {rows.map(([name, value]) => (
          <div key={name} className="flex flex-wrap justify-between gap-x-6 py-2">
            <dt className="font-medium">{name}</dt>
            <dd className="text-ink-soft">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
