/** Revocations that terminals have not acknowledged in time, before everything else on the page. */
import type { Route } from 'next'
import Link from 'next/link'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { plural } from '../../users/_components/words'
import type { Row } from './terminals-table'

export function Alarms({ terminals }: { terminals: Row[] }) {
  if (terminals.length === 0) return null
  return (
    <Notice tone="bad" role="alert">
      <p className="font-medium">
        {plural(terminals.length, 'terminal has', 'terminals have')} not confirmed a revocation in time and may still
        let these people in.
      </p>
      <ul className="mt-2 list-disc space-y-1 pl-5">
        {terminals.map(({ terminalId, name, place, overdueRevocations }) => (
          <li key={terminalId}>
            <Link href={`/terminals/${terminalId}` as Route} prefetch={false} className="font-medium underline">
              {name}
            </Link>{' '}
            at {place}: {plural(overdueRevocations!.people, 'person', 'people')}, the earliest revoked{' '}
            <Time at={overdueRevocations!.since} />
          </li>
        ))}
      </ul>
    </Notice>
  )
}
