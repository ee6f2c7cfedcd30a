'use client'

/** The page of clients. Which dialog is open stands in the address; a secret stands only in the memory of this page. */
import { MoreHorizontal, Plus } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { CopyText } from '@/app/_components/copy-text'
import { DataTable, type Column } from '@/app/_components/data-table'
import { EmptyState } from '@/app/_components/empty-state'
import { Menu } from '@/app/_components/menu'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { ClientDialogs } from './client-dialogs'

export interface ClientRow {
  id: string
  name: string
  key: string
  scopes: string[]
  requestQuota: number | null
  requestsUsed: number
  allowedOrigins: string[]
  /** In the last 24 h. */
  calls: number
  createdAt: Date
  lastUsedAt: Date | null
  rotatedAt: Date | null
  expiresAt: Date | null
  revokedAt: Date | null
  /** The secret before the last rotation works until then; null where there is none. */
  oldSecretUntil: Date | null
  state: 'active' | 'expired' | 'revoked'
}

export type DialogName = 'edit' | 'rotate' | 'end' | 'revoke' | 'test'

export function Clients({ rows, publicUrl, mayManage }: { rows: ClientRow[]; publicUrl: string; mayManage: boolean }) {
  const [open, setOpen] = useQueryState('open', parseAsString.withOptions({ history: 'push' }))
  const columns = useMemo(
    () => columnsFor(mayManage, (name, row) => void setOpen(`${name}.${row.id}`)),
    [mayManage, setOpen],
  )
  const whyNot = mayManage ? undefined : 'Auditors read only.'
  const make = (
    <Button disabled={!mayManage} title={whyNot} onClick={() => setOpen('new')}>
      <Plus aria-hidden className="size-4" />
      New client
    </Button>
  )
  return (
    <>
      <PageHeader title="Clients" acts={rows.length > 0 && make}>
        Programs that may call the API, each with a key and a secret of its own.
        {whyNot && ' You are an auditor: you see them and change nothing.'}
      </PageHeader>
      <DataTable
        caption="Clients"
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        empty={
          <EmptyState title="No program may call yet" act={make}>
            Make a client for each program that enrols or verifies people. Its secret is shown once; what it may do, and
            how often, you choose and can change later.
          </EmptyState>
        }
      />
      <ClientDialogs open={open} close={() => setOpen(null)} rows={rows} publicUrl={publicUrl} mayManage={mayManage} />
    </>
  )
}

function columnsFor(mayManage: boolean, open: (name: DialogName, row: ClientRow) => void): Column<ClientRow>[] {
  return [
    {
      id: 'name',
      header: 'Client',
      cell: ({ row: { original: client } }) => (
        <div className="max-w-72 min-w-44">
          <span className="font-medium wrap-anywhere">{client.name}</span>
          <span className="block text-small text-ink-soft">
            <CopyText label={`the key of ${client.name}`}>{client.key}</CopyText>
          </span>
        </div>
      ),
    },
    { id: 'state', header: 'State', cell: ({ row: { original: client } }) => <State client={client} /> },
    {
      id: 'scopes',
      header: 'May',
      cell: ({ row: { original: client } }) => (
        <span className="flex max-w-40 flex-wrap gap-1">
          {client.scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
        </span>
      ),
    },
    { id: 'quota', header: 'Quota', cell: ({ row: { original: client } }) => <Quota client={client} /> },
    {
      id: 'calls',
      header: 'Calls in 24 h',
      meta: { isNumber: true },
      cell: ({ row: { original: client } }) => client.calls.toLocaleString('en-GB'),
    },
    {
      id: 'lastUsed',
      header: 'Last used',
      cell: ({ row: { original: client } }) =>
        client.lastUsedAt ? <Time at={client.lastUsedAt} /> : <span className="text-ink-soft">Never</span>,
    },
    {
      id: 'acts',
      header: () => <span className="sr-only">Acts</span>,
      cell: ({ row: { original: client } }) => {
        const isGone = client.state === 'revoked'
        const off = isGone || !mayManage
        const hint = isGone ? 'It is revoked, for good.' : mayManage ? undefined : 'Auditors read only.'
        return (
          <Menu
            trigger={
              <Button look="ghost" size="icon" aria-label={`Acts for ${client.name}`}>
                <MoreHorizontal className="size-5" />
              </Button>
            }
            entries={[
              {
                label: 'Try it',
                onSelect: () => open('test', client),
                disabled: isGone,
                hint: isGone ? hint : undefined,
              },
              { label: 'Change', onSelect: () => open('edit', client), disabled: off, hint },
              { label: 'New secret', onSelect: () => open('rotate', client), disabled: off, hint },
              ...(client.oldSecretUntil
                ? [{ label: 'End the old secret', onSelect: () => open('end', client), disabled: off, hint }]
                : []),
              'line',
              { label: 'Revoke', tone: 'bad', onSelect: () => open('revoke', client), disabled: off, hint },
            ]}
          />
        )
      },
    },
  ]
}

function State({ client }: { client: ClientRow }) {
  if (client.revokedAt) {
    return (
      <>
        <Badge tone="bad">revoked</Badge>
        <Note>
          <Time at={client.revokedAt} />
        </Note>
      </>
    )
  }
  if (client.state === 'expired') return <Badge tone="bad">expired</Badge>
  return (
    <>
      <Badge tone="good">active</Badge>
      {client.oldSecretUntil && (
        <Note>
          old secret until <Time at={client.oldSecretUntil} />
        </Note>
      )}
      {client.expiresAt && (
        <Note>
          expires <Time at={client.expiresAt} />
        </Note>
      )}
    </>
  )
}

const Note = ({ children }: { children: React.ReactNode }) => (
  <span className="block text-small text-ink-soft">{children}</span>
)

function Quota({ client: { name, requestQuota, requestsUsed } }: { client: ClientRow }) {
  if (requestQuota === null) return <span className="whitespace-nowrap text-ink-soft">any number</span>
  const isUp = requestsUsed >= requestQuota
  return (
    <div className="min-w-32">
      <meter
        aria-label={`Quota of ${name}`}
        min={0}
        max={Math.max(1, requestQuota)}
        value={requestQuota === 0 ? 1 : requestsUsed}
        className="w-full"
      />
      <span className={`block text-small tabular-nums ${isUp ? 'text-bad' : 'text-ink-soft'}`}>
        {requestsUsed.toLocaleString('en-GB')} of {requestQuota.toLocaleString('en-GB')}
        {isUp && ', used up'}
      </span>
    </div>
  )
}
