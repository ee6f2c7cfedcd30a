'use client'

/** Members as a list: when and where each may come in, how far their templates have come, and ending it. */
import { UserMinus } from 'lucide-react'
import Link from 'next/link'
import { useMemo, type ReactNode } from 'react'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { DataTable, type Column } from '@/app/_components/data-table'
import { Time } from '@/app/_components/time'
import type { MemberFactsFragment } from '@/app/_graph/documents'
import { timeIn, zoneWords } from '@/app/_lib/zone-time'
import { plural } from '../../users/_components/words'
import { PersonLink } from '../../_access/person-link'
import { summaryOf } from '../../_access/sync'
import { SyncBadge } from '../../_access/sync-badge'
import { stateWords } from './list-state'
import { scheduleWords } from './reach'
import { useRemove } from './use-remove'

export function MembersTable({
  rows,
  timeZone,
  mayManage,
  empty,
}: {
  rows: MemberFactsFragment[]
  /** By which validity is shown. */
  timeZone: string
  mayManage: boolean
  empty: ReactNode
}) {
  const remove = useRemove()
  const columns = useMemo(() => columnsFor(timeZone, mayManage ? remove : undefined), [timeZone, mayManage, remove])
  const areRemoved = rows.some(({ removedAt }) => removedAt !== null)
  return (
    <DataTable
      caption="Members"
      columns={columns}
      rows={rows}
      // Somebody who was removed twice is there twice.
      rowId={({ user, memberId }) => (areRemoved ? memberId : user.userId)}
      empty={empty}
      bulkActs={
        mayManage && !areRemoved
          ? (ids, clear) => {
              const chosen = rows.filter(({ user }) => ids.includes(user.userId))
              return (
                <>
                  <ConfirmDialog
                    title={`Remove ${plural(chosen.length, 'member')}?`}
                    trigger={
                      <Button look="danger" size="small">
                        Remove
                      </Button>
                    }
                    confirm={`Remove ${plural(chosen.length, 'member')}`}
                    act={async () => {
                      const outcome = await remove(chosen)
                      if (outcome.ok) clear()
                      return outcome
                    }}
                  >
                    <p>
                      Doors refuse them as soon as their terminal confirms; one that is cut off refuses members by
                      itself after a while. Who attends an event comes in by that still.
                    </p>
                  </ConfirmDialog>
                  <Button look="ghost" size="small" onClick={clear}>
                    Select nobody
                  </Button>
                </>
              )
            }
          : undefined
      }
    />
  )
}

function columnsFor(
  timeZone: string,
  remove: ((rows: MemberFactsFragment[]) => Promise<unknown>) | undefined,
): Column<MemberFactsFragment>[] {
  const columns: Column<MemberFactsFragment>[] = [
    {
      id: 'who',
      header: 'Who',
      cell: ({ row: { original: member } }) => (
        <div className="max-w-64 min-w-32">
          <PersonLink user={member.user} />
          {member.user.externalId !== null && (
            <span className="block font-mono text-small text-ink-soft">{member.user.userId}</span>
          )}
        </div>
      ),
    },
    {
      id: 'state',
      header: 'State',
      cell: ({ row: { original: member } }) =>
        member.removedAt ? (
          <>
            <Badge>Removed</Badge>
            <span className="block text-small text-ink-soft">
              <Time at={member.removedAt} />
            </span>
          </>
        ) : (
          <Badge tone={stateWords[member.state].tone}>{stateWords[member.state].label}</Badge>
        ),
    },
    {
      id: 'valid',
      header: 'Valid',
      cell: ({ row: { original: member } }) => <Validity member={member} timeZone={timeZone} />,
    },
    {
      id: 'schedule',
      header: 'Times of the week',
      cell: ({ row: { original: member } }) => (
        <span className="block max-w-56 min-w-28 text-small">{scheduleWords(member.schedule)}</span>
      ),
    },
    {
      id: 'where',
      header: 'Where',
      cell: ({ row: { original: member } }) =>
        member.zones ? (
          <span className="block max-w-56 min-w-28 wrap-anywhere">
            {member.zones.map(({ name }) => name).join(', ')}
          </span>
        ) : (
          <span className="text-ink-soft">every door</span>
        ),
    },
    {
      id: 'sync',
      header: 'Known at',
      cell: ({ row: { original: member } }) => <MemberSync member={member} />,
    },
    {
      id: 'acts',
      header: () => <span className="sr-only">Acts</span>,
      cell: ({ row: { original: member } }) => {
        const name = member.user.externalId ?? member.user.userId
        return (
          <span className="inline-flex gap-1">
            <Link
              href={`/members/${member.memberId}`}
              prefetch={false}
              aria-label={`Open the membership of ${name}`}
              className="rounded-control px-3 py-1 text-small font-medium hover:bg-code"
            >
              Open
            </Link>
            {remove && !member.removedAt && (
              <Button look="ghost" size="small" aria-label={`Remove ${name}`} onClick={() => void remove([member])}>
                <UserMinus aria-hidden className="size-4" /> Remove
              </Button>
            )}
          </span>
        )
      },
    },
  ]
  return columns
}

export function Validity({
  member: { validFrom, validUntil },
  timeZone,
}: {
  member: { validFrom: string | null; validUntil: string | null }
  timeZone: string
}) {
  if (!validFrom && !validUntil) return <span className="text-ink-soft">without bounds</span>
  return (
    <span className="block min-w-40 text-small tabular-nums">
      {validFrom && <span className="block">from {timeIn(validFrom, timeZone)}</span>}
      {validUntil && <span className="block">until {timeIn(validUntil, timeZone)}</span>}
      <span className="text-ink-soft">{zoneWords(timeZone, validFrom ?? validUntil!)}</span>
    </span>
  )
}

export function MemberSync({ member: { removedAt, terminalSync, user } }: { member: MemberFactsFragment }) {
  if (removedAt) {
    const open = terminalSync?.length ?? 0
    const summary =
      open === 0
        ? { tone: 'good' as const, label: 'Gone everywhere', open: '' }
        : {
            tone: 'wait' as const,
            label: `Still at ${plural(open, 'terminal')}`,
            open: terminalSync!.map(({ terminal }) => terminal.name).join(', '),
          }
    return <SyncBadge summary={summary} />
  }
  return (
    <SyncBadge summary={summaryOf(terminalSync, { isRecognisable: user.status === 'ACTIVE' && user.faceEnrolled })} />
  )
}
