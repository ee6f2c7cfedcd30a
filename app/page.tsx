import { headers } from 'next/headers'
import { getBureau, getContext } from './_lib/context'
import { firstFace, makeClient } from './_lib/first-face'
import { Card } from './_components/card'
import { Commands } from './_components/commands'
import { Notice } from './_components/notice'
import { hasOwner } from '@/domain/admins'
import { readHealth, type Health } from '@/domain/health'

export default async function HomePage() {
  const context = await getContext({ headers: await headers() })
  const [health, isOwned, { environment }] = await Promise.all([readHealth(context), hasOwner(context.db), getBureau()])
  return (
    <>
      <h1 className="font-display text-display">Who may cross the threshold</h1>
      <p className="text-lead text-ink-soft">
        This is a biometric bureau of your own. It enrols people by face, recognises them, and keeps what it knows
        sealed on this machine.
      </p>
      {!isOwned && (
        <Notice tone="wait">
          Nobody owns this bureau yet, and it answers on this machine only. Open the set-up link that the start printed
          to register as the first owner.
        </Notice>
      )}
      <Card title="State">
        <State health={health} />
      </Card>
      <Card title="Enrol a first face">
        <p>In the folder of the checkout, make a client; its secret is printed once, here into a file.</p>
        <Commands label="Make a client">{makeClient}</Commands>
        <p>Then create a user, enrol one photo, verify another and somebody else’s, and ask who a photo shows.</p>
        <Commands label="Enrol and verify a face">{firstFace(environment.publicUrl)}</Commands>
        <p className="text-small text-ink-soft">
          The photos are samples that the preparation cut out of pictures in two dependencies: two of one man, one of a
          woman. Delete <code className="font-mono">client.json</code> when you have tried everything.
        </p>
      </Card>
      <Card title="Read on">
        <ul className="list-disc space-y-1 pl-5">
          <li>README.md in the checkout: configuration, keys, backups, the whole API.</li>
          <li>
            <code className="font-mono">npx limen doctor</code>: what is configured, what is missing, how to mend it.
          </li>
          <li>
            <code className="font-mono">/api/health</code>: the state above, for load balancers.
          </li>
        </ul>
      </Card>
    </>
  )
}

function State({ health: { ready, database, models, workers } }: { health: Health }) {
  const said = (isReady: boolean) => (isReady ? 'ready' : 'not ready yet')
  const rows = [
    ['Database', `${database.dialect === 'sqlite' ? 'SQLite, embedded' : 'PostgreSQL'}, ${said(database.ready)}`],
    ['Face model', `${models.face}, ${said(models.ready)}`],
    ['Workers', `${workers.ready} warm, ${workers.busy} busy, ${workers.queued} waiting`],
  ]
  return (
    <>
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
    </>
  )
}
