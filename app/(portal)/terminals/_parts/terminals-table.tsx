'use client'

/** The terminals of this page of the list. */
import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { DataTable, type Column } from '@/app/_components/data-table'
import { Time } from '@/app/_components/time'
import { Health } from './health'
import { driftWords, type Terminal } from './words'

export type Row = Terminal & { place: string }

export function TerminalsTable({ rows, total, empty }: { rows: Row[]; total: number; empty: ReactNode }) {
  return (
    <DataTable
      caption="Terminals"
      columns={columns}
      rows={rows}
      rowId={({ terminalId }) => terminalId}
      total={total}
      empty={empty}
    />
  )
}

const soft = (text: ReactNode) => <span className="text-ink-soft">{text}</span>

const columns: Column<Row>[] = [
  {
    id: 'name',
    header: 'Terminal',
    meta: { sortKey: 'name' },
    cell: ({ row: { original: one } }) => (
      <div className="max-w-64 min-w-36">
        <Link
          href={`/terminals/${one.terminalId}` as Route}
          prefetch={false}
          className="font-medium wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-door"
        >
          {one.name}
        </Link>
        <span className="block text-small wrap-anywhere text-ink-soft">{one.place}</span>
      </div>
    ),
  },
  { id: 'health', header: 'State', cell: ({ row: { original: one } }) => <Health terminal={one} /> },
  {
    id: 'seen',
    header: 'Last seen',
    meta: { sortKey: 'seen' },
    cell: ({ row: { original: one } }) => (one.lastSeenAt ? <Time at={one.lastSeenAt} /> : soft('Never')),
  },
  {
    id: 'held',
    header: 'People held',
    meta: { sortKey: 'held', isNumber: true },
    cell: ({ row: { original: one } }) => one.heldUsers?.toLocaleString('en-GB') ?? soft('–'),
  },
  {
    id: 'behind',
    header: 'Behind',
    meta: { sortKey: 'behind', isNumber: true },
    cell: ({ row: { original: one } }) =>
      one.state === 'ACTIVE' ? one.revisionsBehind.toLocaleString('en-GB') : soft('–'),
  },
  {
    id: 'clock',
    header: 'Clock',
    cell: ({ row: { original: one } }) =>
      one.clockDriftMs === null ? soft('–') : <span className="whitespace-nowrap">{driftWords(one.clockDriftMs)}</span>,
  },
  {
    id: 'software',
    header: 'Software, engine',
    cell: ({ row: { original: one } }) =>
      one.softwareVersion || one.engineVersion ? (
        <span className="block max-w-40 text-small wrap-anywhere">
          {one.softwareVersion ?? 'not said'}
          <span className="block text-ink-soft">{one.engineVersion ?? 'not said'}</span>
        </span>
      ) : (
        soft('–')
      ),
  },
]
