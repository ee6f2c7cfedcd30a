/** At which terminals somebody is, why, and how far each has come with that: for the user's page. */
import type { Route } from 'next'
import Link from 'next/link'
import { SyncPlot } from '@/app/(portal)/terminals/_parts/sync-plot'
import { syncWords, type SyncCounts } from '@/app/(portal)/terminals/_parts/words'
import { accessQuery } from '@/app/(portal)/access/_parts/state'
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { Time } from '@/app/_components/time'
import { ask } from '@/app/_graph/ask'
import { TerminalsOfUserDocument, type TerminalsOfUserQuery } from '@/app/_graph/documents'
import type { AdminContext } from '@/app/_lib/auth'
import { encodeId } from '@/graphql/ids'
import { plural } from '../../_components/words'

type Asked = Extract<NonNullable<TerminalsOfUserQuery['node']>, { terminalSync: unknown }>
type Sync = NonNullable<Asked['terminalSync']>[number]

/** As many are in sight at once; the others open with a click. */
const inSight = 6

export async function TerminalsSection({ context, userId }: { context: AdminContext; userId: string }) {
  const { node } = await ask(context, TerminalsOfUserDocument, { id: encodeId('User', userId) })
  const all = node && 'terminalSync' in node ? (node.terminalSync ?? []) : []
  const grants = new Map<string, Sync[]>()
  for (const one of all) grants.set(one.grantId, [...(grants.get(one.grantId) ?? []), one])
  return (
    <Card title="At which doors">
      {all.length === 0 ? (
        <p className="text-ink-soft">
          No terminal has to know this person: an attendance at an event or a membership brings them to doors.
        </p>
      ) : (
        <>
          <SyncPlot counts={countsOf(all)} label="Terminals that have to know this person" />
          <ul className="divide-y divide-line">
            {[...grants].map(([grantId, syncs]) => (
              <li key={grantId} className="space-y-2 py-4 first:pt-0 last:pb-0">
                <Why syncs={syncs} />
                <Doors syncs={syncs.slice(0, inSight)} />
                {syncs.length > inSight && (
                  <details>
                    <summary className="cursor-pointer text-small underline decoration-line underline-offset-4">
                      {plural(syncs.length - inSight, 'more terminal')}
                    </summary>
                    <Doors syncs={syncs.slice(inSight)} />
                  </details>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <Link
          href={`/access${accessQuery({ person: userId })}` as Route}
          prefetch={false}
          className="text-small underline decoration-line underline-offset-4 hover:decoration-door"
        >
          What happened at doors
        </Link>
      </p>
    </Card>
  )
}

/** What has gone wrong is in sight before what has gone right. */
const order: Record<Sync['state'], number> = { OVERDUE: 0, PENDING: 1, DELIVERED: 2, ACKNOWLEDGED: 3 }

function countsOf(syncs: Sync[]): SyncCounts {
  const counts: SyncCounts = { pending: 0, delivered: 0, acknowledged: 0, overdue: 0 }
  for (const { state } of syncs) counts[state.toLowerCase() as keyof SyncCounts]++
  return counts
}

function Why({ syncs }: { syncs: Sync[] }) {
  const { grant, wants } = syncs[0]!
  const isOver = wants === 'LET_GO'
  return (
    <p>
      {grant.__typename === 'Attendee' ? (
        <>
          <span className="font-medium">
            {isOver ? 'No longer an attendee of ' : 'Attendee of '}
            {grant.event ? (
              <Link
                href={`/events/${grant.event.eventId}` as Route}
                prefetch={false}
                className="underline decoration-line underline-offset-4 hover:decoration-door"
              >
                {grant.event.name ?? 'an event without a name'}
              </Link>
            ) : (
              'an event that was deleted'
            )}
          </span>
          {grant.event && (
            <span className="block text-small text-ink-soft">
              <Time at={grant.validFrom ?? grant.event.startsAt} /> until{' '}
              <Time at={grant.validUntil ?? grant.event.endsAt} />
            </span>
          )}
        </>
      ) : (
        <>
          <span className="font-medium">{isOver ? 'No longer a member' : 'Member'}</span>
          {(grant.validFrom ?? grant.validUntil) && (
            <span className="block text-small text-ink-soft">
              {grant.validFrom && (
                <>
                  from <Time at={grant.validFrom} />{' '}
                </>
              )}
              {grant.validUntil && (
                <>
                  until <Time at={grant.validUntil} />
                </>
              )}
            </span>
          )}
        </>
      )}
      {grant.removedAt && (
        <span className="block text-small text-ink-soft">
          removed <Time at={grant.removedAt} />; these terminals have not confirmed it yet
        </span>
      )}
    </p>
  )
}

function Doors({ syncs }: { syncs: Sync[] }) {
  return (
    <ul className="space-y-1.5">
      {syncs
        .toSorted((a, b) => order[a.state] - order[b.state])
        .map(({ terminal, state }) => (
          <li key={terminal.terminalId} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
            <Link
              href={`/terminals/${terminal.terminalId}` as Route}
              prefetch={false}
              className="min-w-0 wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-door"
            >
              {terminal.name}
            </Link>
            <span className="flex items-center gap-2">
              {terminal.health === 'OFFLINE' && <span className="text-small text-ink-soft">offline</span>}
              <Badge tone={syncWords[state].tone}>{syncWords[state].label}</Badge>
            </span>
          </li>
        ))}
    </ul>
  )
}
