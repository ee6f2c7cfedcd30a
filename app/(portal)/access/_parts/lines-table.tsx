/** What terminals reported, a line each: who, where, when, by what right, and what came of it. */
import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '@/app/_components/badge'
import { Sideways, tableFrame } from '@/app/_components/sideways'
import { Moment } from './moment'
import { bandWords, disputeName, placeWords, typeWords, whoWords, type Line } from './words'

const headings = ['When', 'Who', 'What came of it', 'Where', 'By what right', 'Likeness', 'Checked again']

export function LinesTable({
  lines,
  timeZone,
  plainDay,
  fresh,
}: {
  lines: Line[]
  timeZone: string
  /** The day that goes without saying. */
  plainDay: string
  /** Ids of those that came in while the page was open. */
  fresh: ReadonlySet<string>
}) {
  return (
    <Sideways label="Access log" frame={tableFrame}>
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">Access log, in the order in which it came in, newest first</caption>
        <thead>
          <tr className="border-b border-line text-small text-ink-soft">
            {headings.map((heading) => (
              <th key={heading} scope="col" className="px-3 py-2.5 font-medium whitespace-nowrap">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr
              key={line.id}
              className={`border-b border-line align-top last:border-0 hover:bg-code/60 ${fresh.has(line.id) ? 'appear' : ''}`}
            >
              <td className="px-3 py-2 text-small">
                <Moment at={line.occurredAt} timeZone={timeZone} plainDay={plainDay} />
                {line.offline && (
                  <Note>
                    Seen offline, came in <Moment at={line.receivedAt} timeZone={timeZone} plainDay={plainDay} />
                  </Note>
                )}
              </td>
              <td className="max-w-56 min-w-32 px-3 py-2 wrap-anywhere">
                {line.user ? (
                  <To href={`/users/${line.user.userId}`}>{whoWords(line)}</To>
                ) : (
                  <span className="text-ink-soft">{whoWords(line)}</span>
                )}
                {line.credential === 'QR' && <Note>Held up a QR credential</Note>}
              </td>
              <td className="min-w-44 px-3 py-2">
                <Outcome line={line} />
              </td>
              <td className="min-w-36 px-3 py-2">
                <To href={`/terminals/${line.terminal.terminalId}`}>{line.terminal.name}</To>
                <Note>{placeWords(line)}</Note>
              </td>
              <td className="min-w-28 px-3 py-2">
                <Right line={line} />
              </td>
              <td className="px-3 py-2">{line.scoreBand ? bandWords[line.scoreBand] : <None />}</td>
              <td className="min-w-44 px-3 py-2">
                <Check line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  )
}

function Outcome({ line: { type, acsDecision, acsReason } }: { line: Line }) {
  const isIn = type === 'ACCESS_GRANTED'
  return (
    <>
      <Badge tone={isIn ? 'good' : 'bad'}>{isIn ? 'let in' : 'refused'}</Badge>
      {!isIn && <Note>{typeWords[type]}</Note>}
      {acsDecision && (
        <Note>
          {acsDecision === 'GRANTED' ? 'Your own system said yes' : isIn ? 'Your own system said no' : null}
          {acsReason && <span className="block wrap-anywhere">“{acsReason}”</span>}
        </Note>
      )}
    </>
  )
}

function Right({ line: { event, grantKind } }: { line: Line }) {
  if (event) return <To href={`/events/${event.eventId}`}>{event.name ?? 'An event without a name'}</To>
  if (grantKind === 'MEMBER') return <>Member</>
  return grantKind === 'ATTENDEE' ? <>Event that was deleted</> : <None />
}

/** The bureau decides once more when the report comes in: it knows what the terminal could not know yet. */
function Check({ line: { type, dispute } }: { line: Line }) {
  if (dispute === 'clock_ahead') {
    return (
      <>
        <Badge tone="wait">doubtful</Badge>
        <Note>The terminal’s clock was ahead, so the time is.</Note>
      </>
    )
  }
  if (dispute) {
    return (
      <>
        <Badge tone="bad">would have refused</Badge>
        <Note>Because {disputeName(dispute)}</Note>
      </>
    )
  }
  if (type === 'ACCESS_GRANTED' || type === 'ACS_DENIED') return <span className="text-ink-soft">agrees</span>
  return <None />
}

function To({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href as Route}
      prefetch={false}
      className="underline decoration-line underline-offset-4 hover:decoration-door"
    >
      {children}
    </Link>
  )
}

const Note = ({ children }: { children: ReactNode }) => (
  <span className="block text-small text-ink-soft">{children}</span>
)
const None = () => <span className="text-ink-soft">–</span>
