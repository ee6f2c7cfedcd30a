'use client'

/** The admins of the tenant, and what owners do about each. */
import { Ellipsis } from 'lucide-react'
import { useMemo, useState } from 'react'
import { toast } from 'sonner'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { DataTable, type Column } from '@/app/_components/data-table'
import { EmptyState } from '@/app/_components/empty-state'
import { Menu } from '@/app/_components/menu'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import type { AdminRow } from '@/domain/admins'
import { resume } from './actions'
import { AdminDialog, type AdminAct } from './admin-dialog'
import { roleNames } from './role-field'

export function AdminsTable({
  rows,
  total,
  self,
  mayManage,
  search,
}: {
  rows: AdminRow[]
  total: number
  /** Who is signed in. */
  self: string
  mayManage: boolean
  search: string
}) {
  const [asked, setAsked] = useState<{ act: AdminAct; admin: AdminRow } | null>(null)
  const columns = useMemo(
    () => (mayManage ? [...facts(self), acts(self, (act, admin) => setAsked({ act, admin }))] : facts(self)),
    [self, mayManage],
  )
  return (
    <>
      <DataTable
        caption="Admins"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        total={total}
        defaultSort="name"
        empty={<EmptyState title="Nobody is called so">No admin has a name or an address with “{search}”.</EmptyState>}
      />
      {asked && <AdminDialog key={asked.admin.id + asked.act} {...asked} close={() => setAsked(null)} />}
    </>
  )
}

function facts(self: string): Column<AdminRow>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      meta: { sortKey: 'name' },
      cell: ({ row: { original: admin } }) => (
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium">
            {admin.firstName} {admin.lastName}
          </span>
          {admin.id === self && <Badge>You</Badge>}
        </span>
      ),
    },
    { id: 'email', header: 'E-mail', meta: { sortKey: 'email' }, cell: ({ row }) => row.original.email },
    { id: 'role', header: 'Role', meta: { sortKey: 'role' }, cell: ({ row }) => roleNames[row.original.role] },
    {
      id: 'state',
      header: 'State',
      cell: ({ row }) =>
        row.original.suspendedAt ? <Badge tone="bad">Suspended</Badge> : <Badge tone="good">Active</Badge>,
    },
    {
      id: 'factor',
      header: 'Second factor',
      cell: ({ row }) =>
        row.original.hasSecondFactor ? <Badge tone="good">Yes</Badge> : <Badge tone="wait">No</Badge>,
    },
    {
      id: 'createdAt',
      header: 'Registered',
      meta: { sortKey: 'createdAt' },
      cell: ({ row }) => <Time at={row.original.createdAt} />,
    },
    {
      id: 'lastSeenAt',
      header: 'Last seen',
      meta: { sortKey: 'lastSeenAt' },
      cell: ({ row: { original: admin } }) =>
        admin.lastSeenAt ? <Time at={admin.lastSeenAt} /> : <span className="text-ink-soft">Never</span>,
    },
  ]
}

function acts(self: string, ask: (act: AdminAct, admin: AdminRow) => void): Column<AdminRow> {
  return {
    id: 'acts',
    header: () => <span className="sr-only">Acts</span>,
    cell: ({ row }) => <RowMenu admin={row.original} isSelf={row.original.id === self} ask={ask} />,
  }
}

function RowMenu({
  admin,
  isSelf,
  ask,
}: {
  admin: AdminRow
  isSelf: boolean
  ask: (act: AdminAct, admin: AdminRow) => void
}) {
  const run = useAct()
  const name = `${admin.firstName} ${admin.lastName}`
  const letIn = async () => {
    const outcome = await run(() => resume(admin.id))
    if (outcome.ok) toast.success(`${name} can sign in again.`)
    else toast.error(outcome.message)
  }
  return (
    <Menu
      trigger={
        <Button look="ghost" size="icon" aria-label={`Acts for ${name}`}>
          <Ellipsis aria-hidden className="size-5" />
        </Button>
      }
      entries={[
        { label: 'Change role…', onSelect: () => ask('role', admin) },
        isSelf
          ? { label: 'End sessions…', onSelect: () => {}, disabled: true, hint: 'Yours are on your account page.' }
          : { label: 'End sessions…', onSelect: () => ask('sessions', admin) },
        {
          label: 'Take away second factor…',
          onSelect: () => ask('factors', admin),
          disabled: isSelf || !admin.hasSecondFactor,
          hint: isSelf ? 'Yours is on your account page.' : admin.hasSecondFactor ? undefined : 'There is none.',
        },
        'line',
        admin.suspendedAt
          ? { label: 'Let in again', onSelect: () => void letIn() }
          : {
              label: 'Suspend…',
              tone: 'bad',
              onSelect: () => ask('suspend', admin),
              disabled: isSelf,
              hint: isSelf ? 'Nobody suspends themselves.' : undefined,
            },
      ]}
    />
  )
}
