'use client'

/** The receipts of erasures, newest first. */
import { Download } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '@/app/_components/badge'
import { DownloadLink } from '@/app/_components/button'
import { DataTable, type Column } from '@/app/_components/data-table'
import { Time } from '@/app/_components/time'
import type { ListedErasure } from '@/domain/erasure-list'
import { Holders } from './holders'
import { removedWords, sealWords } from './words'

export type Row = ListedErasure & { requester: string }

export function ErasuresTable({ rows, total, empty }: { rows: Row[]; total: number; empty: ReactNode }) {
  return (
    <DataTable
      caption="Receipts of erasures"
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      total={total}
      defaultSort="finished.desc"
      empty={empty}
    />
  )
}

const columns: Column<Row>[] = [
  {
    id: 'finished',
    header: 'Finished',
    meta: { sortKey: 'finished' },
    cell: ({ row: { original: one } }) => (
      <>
        <Link
          href={`/erasures/${one.id}` as Route}
          prefetch={false}
          className="font-medium underline decoration-line underline-offset-4 hover:decoration-door"
        >
          <Time at={one.finishedAt} />
        </Link>
        <span className="block font-mono text-small whitespace-nowrap text-ink-soft" title={one.id}>
          …{one.id.slice(-12)}
        </span>
      </>
    ),
  },
  { id: 'by', header: 'Asked for by', cell: ({ row: { original: one } }) => one.requester },
  {
    id: 'removed',
    header: 'What was destroyed, and where',
    cell: ({ row: { original: one } }) => (
      <ul className="min-w-48 space-y-0.5 text-small">
        {removedWords(one.removed).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    ),
  },
  {
    id: 'holders',
    header: 'What still holds something',
    cell: ({ row: { original: one } }) => (
      <div className="min-w-44 text-small">
        <Holders holders={one.holders} none="Nothing that is known" />
      </div>
    ),
  },
  {
    id: 'seal',
    header: 'Signature',
    cell: ({ row: { original: one } }) => (
      <span title={sealWords[one.seal].meaning}>
        <Badge tone={sealWords[one.seal].tone}>{sealWords[one.seal].label}</Badge>
      </span>
    ),
  },
  {
    id: 'acts',
    header: 'Action',
    cell: ({ row: { original: one } }) => (
      <DownloadLink
        look="quiet"
        size="small"
        href={`/erasures/${one.id}/receipt`}
        aria-label={`Download the receipt ${one.id}`}
      >
        <Download aria-hidden className="size-4" />
        Download
      </DownloadLink>
    ),
  },
]
