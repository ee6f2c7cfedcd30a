'use client'

/** The list of webhooks. Which dialog is open stands in the address; a secret stands only in the memory of this page. */
import { MoreHorizontal, Plus } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { Button } from '@/app/_components/button'
import { DataTable, type Column } from '@/app/_components/data-table'
import { EmptyState } from '@/app/_components/empty-state'
import { Menu } from '@/app/_components/menu'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { State } from './state'
import { useWebhookActs } from './use-webhook-acts'
import { oldSecretUntil, WebhookDialogs } from './webhook-dialogs'
import { hearsOf, nameOf, type WebhookRow } from './words'

export function Webhooks({ rows, now, mayManage }: { rows: WebhookRow[]; now: number; mayManage: boolean }) {
  const router = useRouter()
  const [open, setOpen] = useQueryState('open', parseAsString.withOptions({ history: 'push' }))
  const entriesFor = useWebhookActs((name, id) => void setOpen(`${name}.${id}`), {
    mayManage,
    onTested: (id) => router.push(`/webhooks/${id}` as Route),
  })
  const columns = useMemo(() => columnsFor(now, entriesFor), [now, entriesFor])
  const make = mayManage && (
    <Button onClick={() => setOpen('new')}>
      <Plus aria-hidden className="size-4" />
      New webhook
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Webhooks"
        acts={
          rows.length > 0 && (
            <>
              <Button look="quiet" onClick={() => setOpen('verify')}>
                How to check messages
              </Button>
              {make}
            </>
          )
        }
      >
        Systems of your own that are told what happens at the doors, within a second, each message signed.
        {!mayManage && ' You are an auditor: you see them and change nothing.'}
      </PageHeader>
      <DataTable
        caption="Webhooks"
        columns={columns}
        rows={rows}
        rowId={({ webhookId }) => webhookId}
        empty={
          <EmptyState title="No system is told yet" act={make}>
            A turnstile’s controller, a till or a guard’s screen can be told of every admission and refusal as it
            happens. What does not arrive is sent again for two days, and can be replayed from the log.
          </EmptyState>
        }
      />
      <WebhookDialogs open={open} close={() => setOpen(null)} webhooks={rows} now={now} mayManage={mayManage} />
    </>
  )
}

type Entries = ReturnType<typeof useWebhookActs>

function columnsFor(now: number, entriesFor: Entries): Column<WebhookRow>[] {
  return [
    {
      id: 'url',
      header: 'Webhook',
      cell: ({ row: { original: webhook } }) => (
        <div className="max-w-96 min-w-52">
          <Link
            href={`/webhooks/${webhook.webhookId}` as Route}
            prefetch={false}
            className="font-medium wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-door"
          >
            {nameOf(webhook)}
          </Link>
          <span className="block text-small wrap-anywhere text-ink-soft">{webhook.url}</span>
        </div>
      ),
    },
    {
      id: 'state',
      header: 'State',
      cell: ({ row: { original: webhook } }) => {
        const until = oldSecretUntil(webhook, now)
        return (
          <>
            <State webhook={webhook} />
            {until && (
              <span className="block text-small text-ink-soft">
                old secret until <Time at={until} />
              </span>
            )}
          </>
        )
      },
    },
    { id: 'types', header: 'Hears of', cell: ({ row }) => hearsOf(row.original) },
    {
      id: 'waiting',
      header: 'Waiting',
      meta: { isNumber: true },
      cell: ({ row }) => row.original.waiting.toLocaleString('en-GB'),
    },
    { id: 'created', header: 'Made', cell: ({ row }) => <Time at={row.original.createdAt} /> },
    {
      id: 'acts',
      header: () => <span className="sr-only">Acts</span>,
      cell: ({ row: { original: webhook } }) => {
        const entries = entriesFor(webhook)
        if (entries.length === 0) return null
        return (
          <Menu
            trigger={
              <Button look="ghost" size="icon" aria-label={`Acts for ${nameOf(webhook)}`}>
                <MoreHorizontal className="size-5" />
              </Button>
            }
            entries={entries}
          />
        )
      },
    },
  ]
}
