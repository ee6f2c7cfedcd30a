/** What is known of a terminal and its device. */
import type { ReactNode } from 'react'
import type { TerminalPageQuery } from '@/app/_graph/documents'
import { Card } from '@/app/_components/card'
import { CopyText } from '@/app/_components/copy-text'
import { Time } from '@/app/_components/time'
import { modeWords } from '../../../facilities/_parts/words'
import type { Facility, Place } from '../../../facilities/_parts/places'
import { behindWords, driftWords } from '../../_parts/words'

export type ShownTerminal = Extract<NonNullable<TerminalPageQuery['node']>, { terminalId: string }>

export function Facts({ terminal, place, facility }: { terminal: ShownTerminal; place: Place; facility: Facility }) {
  const { lastSeenAt, ackedAt, pairedAt, clockDriftMs, heldUsers, state, retiredAt, wipedAt } = terminal
  return (
    <Card title="How it is">
      <dl className="divide-y divide-line">
        <Fact name="Last seen">{lastSeenAt ? <Time at={lastSeenAt} /> : 'Never'}</Fact>
        {state === 'ACTIVE' && (
          <Fact name="Up to date">
            {ackedAt === null ? (
              'It has acknowledged nothing yet'
            ) : (
              <>
                {terminal.revisionsBehind === 0 ? 'Yes' : behindWords(terminal.revisionsBehind)}, acknowledged{' '}
                <Time at={ackedAt} />
              </>
            )}
          </Fact>
        )}
        <Fact name="People it holds">
          {heldUsers === null ? 'It has not said' : `${heldUsers.toLocaleString('en-GB')}, as it says`}
        </Fact>
        <Fact name="Its clock">
          {clockDriftMs === null ? (
            'It has not said'
          ) : (
            <span title={`${clockDriftMs} ms`}>{driftWords(clockDriftMs)}</span>
          )}
        </Fact>
        <Fact name="Software">{terminal.softwareVersion ?? 'It has not said'}</Fact>
        <Fact name="Engine">{terminal.engineVersion ?? 'It has not said'}</Fact>
        <Fact name="Stands at">
          {facility.name}
          {place.id !== facility.id && `, ${place.name}`}
        </Fact>
        <Fact name="Recognised people">
          <span title={modeWords[place.mode].meaning}>It {modeWords[place.mode].short}</span>
        </Fact>
        <Fact name="Made">
          <Time at={terminal.createdAt} />
        </Fact>
        {pairedAt && (
          <Fact name="Device let in">
            <Time at={pairedAt} />
          </Fact>
        )}
        {retiredAt && (
          <Fact name="Retired">
            <Time at={retiredAt} />
          </Fact>
        )}
        {wipedAt && (
          <Fact name="Says it holds nothing">
            <Time at={wipedAt} />
          </Fact>
        )}
        {terminal.fingerprint && (
          <Fact name="Fingerprint">
            <CopyText label="the fingerprint">{terminal.fingerprint}</CopyText>
          </Fact>
        )}
        <Fact name="Id">
          <CopyText label="the id">{terminal.terminalId}</CopyText>
        </Fact>
      </dl>
    </Card>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-2">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}
