/** What happened at the doors today, and the ways to where it is told. */
import type { Route } from 'next'
import Link from 'next/link'
import { Card } from '@/app/_components/card'
import { Figures } from '@/app/_components/figures'
import type { AccessToday } from '@/domain/access-today'

export function Access({ today: { granted, refused, terminals, inNeed, timeZone } }: { today: AccessToday }) {
  const figures = [
    { label: 'let in today', value: granted, note: <To href="/access">Live access</To> },
    { label: 'refused today', value: refused, note: <To href="/access?kind=refused">Why</To> },
    {
      label: 'terminals that need somebody',
      value: inNeed,
      note: <To href="/terminals">{`Of ${terminals.toLocaleString('en-GB')}`}</To>,
    },
  ]
  return (
    <Card title="Doors">
      <Figures figures={figures} />
      <p className="text-small text-ink-soft">Today, by the clock of {timeZone.replaceAll('_', ' ')}.</p>
    </Card>
  )
}

function To({ href, children }: { href: string; children: string }) {
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
