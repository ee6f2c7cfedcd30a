'use client'

/** The list itself: rows, what can be done with one or with many, and the keys that walk it. */
import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, useQueryState } from 'nuqs'
import { useEffect, type ReactNode } from 'react'
import { toast } from 'sonner'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { DataTable, type Column } from '@/app/_components/data-table'
import { Time } from '@/app/_components/time'
import type { UserStatus } from '@/domain/users/standing'
import { eraseMany, reissue, revoke } from '../actions'
import { BiometricsDialog } from './biometrics-dialog'
import { ConsequencesList } from './consequences'
import { defaultSort } from './list-state'
import type { View } from './view'
import { plural, statusWords } from './words'

export interface UserRow {
  id: string
  externalId: string | null
  status: UserStatus
  modalities: string[]
  flagged: boolean
  createdAt: string
  lastSeenAt: string | null
}

/** Of an id, how much is shown at its end; about as much is left of its beginning. */
const endLength = 6

const none = <span className="text-ink-soft">–</span>

const columns: Column<UserRow>[] = [
  {
    id: 'externalId',
    header: 'External id',
    meta: { sortKey: 'externalId' },
    cell: ({ row: { original: user } }) =>
      user.externalId === null ? none : <span className="line-clamp-2 max-w-64 wrap-anywhere">{user.externalId}</span>,
  },
  {
    id: 'id',
    header: 'Id',
    meta: { sortKey: 'id' },
    cell: ({ row: { original: user } }) => (
      <Link
        href={`/users/${user.id}`}
        prefetch={false}
        data-user-row={user.id}
        title={user.id}
        aria-label={user.id}
        className="flex w-28 font-mono text-small whitespace-nowrap underline decoration-line underline-offset-4 hover:decoration-door"
      >
        {/* Cut in the middle for the eye alone: who copies it has the whole. */}
        <span className="min-w-0 truncate">{user.id.slice(0, -endLength)}</span>
        <span>{user.id.slice(-endLength)}</span>
      </Link>
    ),
  },
  {
    id: 'modalities',
    header: 'Recognised by',
    cell: ({ row: { original: user } }) => (user.modalities.length > 0 ? user.modalities.join(', ') : none),
  },
  {
    id: 'status',
    header: 'Status',
    meta: { sortKey: 'status' },
    cell: ({ row: { original: user } }) => (
      <span className="inline-flex items-center gap-2">
        <Badge tone={statusWords[user.status].tone}>{statusWords[user.status].label}</Badge>
        {user.flagged && (
          <span title="May be a duplicate" className="text-wait">
            <TriangleAlert aria-hidden className="size-4" />
            <span className="sr-only">May be a duplicate</span>
          </span>
        )}
      </span>
    ),
  },
  {
    id: 'createdAt',
    header: 'Created at',
    meta: { sortKey: 'created' },
    cell: ({ row: { original: user } }) => (
      <span className="text-small">
        <Time at={user.createdAt} />
      </span>
    ),
  },
  {
    id: 'lastSeenAt',
    header: 'Last seen',
    meta: { sortKey: 'lastSeen' },
    cell: ({ row: { original: user } }) => (
      <span className="text-small">
        {user.lastSeenAt === null ? <span className="text-ink-soft">Never</span> : <Time at={user.lastSeenAt} />}
      </span>
    ),
  },
  { id: 'actions', header: 'Actions', cell: ({ row: { original: user } }) => <ShowBiometrics userId={user.id} /> },
]

/** In the address, so that a colleague who gets the link sees the same. */
const useShown = () => useQueryState('biometrics', parseAsString.withOptions({ history: 'push' }))

function ShowBiometrics({ userId }: { userId: string }) {
  const [, show] = useShown()
  return (
    <Button
      look="quiet"
      size="small"
      className="whitespace-nowrap"
      aria-label={`Show biometrics of ${userId}`}
      onClick={() => show(userId)}
    >
      Show biometrics
    </Button>
  )
}

export function UsersTable({
  rows,
  total,
  view,
  empty,
  mayChange,
  mayErase,
}: {
  rows: UserRow[]
  total: number
  view: View
  empty: ReactNode
  mayChange: boolean
  mayErase: boolean
}) {
  const [shown, show] = useShown()
  useRowKeys((userId) => void show(userId))
  const whyNot = mayChange && mayErase ? undefined : 'Your role may look and export, but change nobody.'
  return (
    <>
      <DataTable
        caption="Users"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        total={total}
        density={view.density}
        hiddenColumns={Object.fromEntries(view.hidden.map((id) => [id, false]))}
        defaultSort={defaultSort}
        empty={empty}
        bulkActs={(ids, clear) => <BulkActs ids={ids} clear={clear} whyNot={whyNot} />}
      />
      {rows.length > 0 && (
        <p className="hidden text-small text-ink-soft lg:block">
          Keys: <kbd>/</kbd> searches, <kbd>j</kbd> and <kbd>k</kbd> walk the rows, <kbd>Enter</kbd> opens a user,{' '}
          <kbd>b</kbd> shows biometrics.
        </p>
      )}
      {shown && <BiometricsDialog userId={shown} onClose={() => void show(null)} />}
    </>
  )
}

function BulkActs({ ids, clear, whyNot }: { ids: string[]; clear: () => void; whyNot: string | undefined }) {
  const users = plural(ids.length, 'user')
  const done = (said: (count: number) => string) => (outcome: Awaited<ReturnType<typeof revoke>>) => {
    if (outcome.ok) {
      toast.success(said(outcome.value))
      clear()
    }
    return outcome
  }
  if (whyNot) return <span className="text-small text-ink-soft">{whyNot}</span>
  return (
    <>
      <ConfirmDialog
        title={`Revoke ${users}?`}
        trigger={
          <Button look="quiet" size="small">
            Revoke
          </Button>
        }
        confirm={`Revoke ${users}`}
        act={() => revoke(ids).then(done((count) => `${plural(count, 'user')} revoked.`))}
      >
        <p>
          From the next comparison on nobody is told that {ids.length === 1 ? 'this user is' : 'they are'} recognised.
          Their pictures and templates stay, and you can give the right back.
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        title={`Give ${users} the right to be recognised back?`}
        look="door"
        trigger={
          <Button look="quiet" size="small">
            Reissue
          </Button>
        }
        confirm={`Reissue ${users}`}
        act={() => reissue(ids).then(done((count) => `${plural(count, 'user')} may be recognised again.`))}
      >
        <p>Whoever among them was revoked is recognised again from the next comparison on.</p>
      </ConfirmDialog>
      <ConfirmDialog
        title={`Erase ${users}?`}
        trigger={
          <Button look="danger" size="small">
            Erase
          </Button>
        }
        confirm={`Erase ${users} for ever`}
        typed={`erase ${ids.length}`}
        act={() => eraseMany(ids)}
      >
        <ConsequencesList userIds={ids} />
      </ConfirmDialog>
      <Button look="ghost" size="small" onClick={clear}>
        Select nobody
      </Button>
    </>
  )
}

/** j and k, or the arrows once a row has the focus, walk the rows; b shows the biometrics of the one with the focus. */
function useRowKeys(show: (userId: string) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || document.querySelector('[role=dialog]')) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const here = target.closest<HTMLElement>('[data-user-row]')
      const step = { j: 1, k: -1, ...(here ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key]
      if (step !== undefined) {
        const rows = [...document.querySelectorAll<HTMLElement>('[data-user-row]')]
        const next = here ? rows.indexOf(here) + step : step > 0 ? 0 : rows.length - 1
        rows[next]?.focus()
        event.preventDefault()
      } else if (event.key === 'b' && here) {
        show(here.dataset.userRow!)
        event.preventDefault()
      }
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [show])
}
