/** Before the doors open: whether every terminal holds everybody, who is missing, and why. */
import Link from 'next/link'
import type { Route } from 'next'
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { Figures } from '@/app/_components/figures'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { ask } from '@/app/_graph/ask'
import {
  EventReadinessDocument,
  type EventFactsFragment,
  type EventReadinessQuery,
  type TerminalHealth,
} from '@/app/_graph/documents'
import type { AdminContext } from '@/app/_lib/auth'
import { openWords } from '../../../_access/sync'
import { PersonLink } from '../../../_access/person-link'
import { LiveTerminals } from '../../../terminals/_parts/live-terminals'
import { Countdown } from './countdown'

type Node = Extract<NonNullable<EventReadinessQuery['node']>, { readiness: unknown }>
type Door = Node['doors'][number]
type Missing = Node['missing']['edges'][number]['node']

const parts = [
  { key: 'acknowledged', label: 'held', fill: 'fill-good' },
  { key: 'delivered', label: 'sent, not confirmed', fill: 'fill-door' },
  { key: 'pending', label: 'not sent yet', fill: 'fill-light' },
  { key: 'overdue', label: 'overdue', fill: 'fill-bad' },
  { key: 'withoutCredential', label: 'without credential', fill: 'fill-ink-soft' },
] as const

const healthWords: Record<TerminalHealth, { label: string; tone: 'good' | 'wait' | 'bad' | 'plain' }> = {
  PROVISIONED: { label: 'Provisioned', tone: 'plain' },
  ONLINE: { label: 'Online', tone: 'good' },
  DEGRADED: { label: 'Degraded', tone: 'wait' },
  OFFLINE: { label: 'Offline', tone: 'bad' },
  RETIRED: { label: 'Retired', tone: 'plain' },
}

export async function Readiness({ context, event }: { context: AdminContext; event: EventFactsFragment }) {
  const { node } = await ask(context, EventReadinessDocument, { id: event.id })
  // It was deleted since the page was begun: the next look says so.
  if (!node || !('readiness' in node) || !node.readiness) return null
  const { readiness, doors, missing } = node
  const { attendees, terminals, terminalsReady, withoutCredential } = readiness
  const said = verdict(readiness, doors)
  return (
    <Card title="Ready for the doors to open?">
      <Notice tone={said.tone} role="status">
        <p className="font-medium">{said.words}</p>
        <p>
          <Countdown startsAt={event.startsAt} endsAt={event.endsAt} now={context.now().getTime()} />
        </p>
      </Notice>
      <Figures
        figures={[
          { label: 'attendees', value: attendees },
          { label: 'known wherever they should be', value: readiness.synced },
          { label: 'terminals here', value: terminals },
          { label: 'terminals that hold everyone', value: terminalsReady },
          { label: 'without credential', value: withoutCredential },
        ]}
      />
      {doors.length > 0 && attendees > 0 && <Doors doors={doors} />}
      {missing.edges.length > 0 && (
        <div>
          <h3 className="font-medium">Who is missing, and why</h3>
          <ul className="mt-1 divide-y divide-line">
            {missing.edges.map(({ node: one }) => (
              <li key={one.attendee.user.userId} className="flex flex-wrap gap-x-4 gap-y-1 py-2">
                <PersonLink user={one.attendee.user} />
                <span className="text-ink-soft">{whyMissing(one)}</span>
              </li>
            ))}
          </ul>
          {missing.pageInfo.hasNextPage && (
            <p className="text-small text-ink-soft">And more; the list of attendees below says it of each.</p>
          )}
        </div>
      )}
      <LiveTerminals zoneId={event.zone.id} />
    </Card>
  )
}

function verdict(
  { attendees, terminals, terminalsReady, withoutCredential }: NonNullable<Node['readiness']>,
  doors: Door[],
): { tone: 'good' | 'wait' | 'bad'; words: string } {
  if (terminals === 0) return { tone: 'bad', words: 'No paired terminal stands here: nobody could come in.' }
  if (attendees === 0) return { tone: 'wait', words: 'Nobody attends yet.' }
  const holds = `${terminalsReady} of ${terminals} ${terminals === 1 ? 'terminal holds' : 'terminals hold'} everyone`
  if (terminalsReady < terminals) {
    const isLate = doors.some(({ overdue }) => overdue > 0)
    return { tone: isLate ? 'bad' : 'wait', words: isLate ? `${holds}; some are overdue.` : `Not yet: ${holds}.` }
  }
  const people = withoutCredential === 1 ? 'one attendee' : `${withoutCredential.toLocaleString('en-GB')} attendees`
  const off = doors.filter(({ terminal }) => terminal.health === 'OFFLINE').length
  const doubts = [
    ...(withoutCredential > 0 ? [`no door will recognise ${people}: they have no credential`] : []),
    // Whoever is at it may still come in; nobody here can tell whether it stands there at all.
    ...(off > 0
      ? [
          `${off} of ${terminals} ${off === 1 ? 'is offline: see whether it has' : 'are offline: see whether they have'} power and a network`,
        ]
      : []),
  ]
  if (doubts.length === 0) return { tone: 'good', words: `Ready: ${holds}.` }
  return { tone: 'wait', words: `${holds}, but ${doubts.join('; and ')}.` }
}

/** A bar for each terminal, as long as there are people who are to come in by it. */
function Doors({ doors }: { doors: Door[] }) {
  const totals = doors.map((door) => parts.reduce((sum, { key }) => sum + door[key], 0))
  const most = Math.max(1, ...totals)
  return (
    <div>
      <h3 className="font-medium">Terminal by terminal</h3>
      <ul className="mt-2 space-y-3">
        {doors.map((door) => {
          const shown = parts.filter(({ key }) => door[key] > 0)
          const words = shown.map(({ key, label }) => `${door[key].toLocaleString('en-GB')} ${label}`).join(', ')
          const { terminalId, name, health, lastSeenAt, zone } = door.terminal
          return (
            <li key={terminalId}>
              <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
                <Link
                  href={`/terminals/${terminalId}` as Route}
                  prefetch={false}
                  className="font-medium wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-door"
                >
                  {name}
                </Link>
                <span className="text-small text-ink-soft">{zone.name}</span>
                <Badge tone={healthWords[health].tone}>{healthWords[health].label}</Badge>
                {health === 'OFFLINE' && lastSeenAt && (
                  <span className="text-small text-ink-soft">
                    last on <Time at={lastSeenAt} />
                  </span>
                )}
              </p>
              <svg
                role="img"
                aria-label={`${name}: ${words || 'nobody is to come in here'}`}
                viewBox={`0 0 ${most} 1`}
                preserveAspectRatio="none"
                className="mt-1 h-4 w-full rounded-control bg-code"
              >
                {shown.map(({ key, fill }, at) => (
                  <rect
                    key={key}
                    x={shown.slice(0, at).reduce((sum, before) => sum + door[before.key], 0)}
                    width={door[key]}
                    height={1}
                    className={fill}
                  />
                ))}
              </svg>
              <p aria-hidden className="text-small tabular-nums">
                {words || 'nobody is to come in here'}
              </p>
            </li>
          )
        })}
      </ul>
      <ul aria-hidden className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-small text-ink-soft">
        {parts.map(({ key, label, fill }) => (
          <li key={key} className="inline-flex items-center gap-1.5">
            <svg viewBox="0 0 1 1" className={`size-3 rounded-sm ${fill}`}>
              <rect width={1} height={1} />
            </svg>{' '}
            {label}
          </li>
        ))}
      </ul>
    </div>
  )
}

function whyMissing({ isRecognisable, isNowhere, at }: Missing): string {
  const reasons = [
    ...(isRecognisable ? [] : ['has no credential: revoked, or no face is enrolled']),
    ...(isNowhere ? ['no paired terminal stands where they would be let in'] : []),
    ...at.map(({ state, terminal }) => `${terminal.name}: ${state === 'ACKNOWLEDGED' ? 'held' : openWords[state]}`),
  ]
  return reasons.join('; ')
}
