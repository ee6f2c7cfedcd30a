'use client'

/** Who attends, how far their templates have come, and taking them out: one, or those who are selected. */
import { UserMinus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useMemo, type ReactNode } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { DataTable, type Column } from '@/app/_components/data-table'
import { useAct } from '@/app/_components/use-act'
import { rangeIn, timeIn } from '@/app/_lib/zone-time'
import { plural } from '../../../users/_components/words'
import { PersonLink } from '../../../_access/person-link'
import type { SyncSummary } from '../../../_access/sync'
import { SyncBadge } from '../../../_access/sync-badge'
import { putBack, takeOut } from '../actions'

export interface AttendeeRow {
  id: string
  user: { id: string; userId: string; externalId: string | null }
  validFrom: string | null
  validUntil: string | null
  zones: { id: string; name: string }[] | null
  terminals: { id: string; name: string }[] | null
  enteredAt: string | null
  sync: SyncSummary
}

interface Place {
  eventId: string
  timeZone: string
  startsAt: string
  endsAt: string
  isSingle: boolean
}

export function AttendeesTable({
  rows,
  event,
  mayManage,
  empty,
}: {
  rows: AttendeeRow[]
  event: Place
  mayManage: boolean
  empty: ReactNode
}) {
  const takeOutOf = useTakeOut(event)
  const columns = useMemo(() => columnsFor(event, mayManage ? takeOutOf : undefined), [event, mayManage, takeOutOf])
  return (
    <DataTable
      caption="Attendees"
      columns={columns}
      rows={rows}
      rowId={({ user }) => user.userId}
      empty={empty}
      bulkActs={
        mayManage
          ? (ids, clear) => {
              const chosen = rows.filter(({ user }) => ids.includes(user.userId))
              return (
                <>
                  <ConfirmDialog
                    title={`Take ${plural(chosen.length, 'attendee')} out?`}
                    trigger={
                      <Button look="danger" size="small">
                        Take out
                      </Button>
                    }
                    confirm={`Take ${plural(chosen.length, 'attendee')} out`}
                    act={async () => {
                      const outcome = await takeOutOf(chosen)
                      if (outcome.ok) clear()
                      return outcome
                    }}
                  >
                    <Consequence rows={chosen} isSingle={event.isSingle} />
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

function Consequence({ rows, isSingle }: { rows: AttendeeRow[]; isSingle: boolean }) {
  const entered = isSingle ? rows.filter(({ enteredAt }) => enteredAt !== null).length : 0
  return (
    <>
      <p>
        Doors refuse them as soon as their terminal confirms; one that is cut off refuses them when it is back. Who is a
        member, or attends something else there, comes in by that still.
      </p>
      {entered > 0 && (
        <p>
          {plural(entered, 'person has', 'people have')} come in already. Put back, they could come in a second time:
          this event lets in once, and a new attendee has not come in yet.
        </p>
      )}
    </>
  )
}

function useTakeOut({ eventId }: Place) {
  const run = useAct()
  const router = useRouter()
  return useMemo(
    () => async (rows: AttendeeRow[]) => {
      const outcome = await run(() => takeOut(rows.map(({ id }) => id)))
      if (!outcome.ok) {
        toast.error(outcome.message)
        return outcome
      }
      const idsOf = (named: { id: string }[] | null) => named?.map(({ id }) => id) ?? null
      const people = rows.map(({ user, validFrom, validUntil, zones, terminals }) => ({
        userId: user.id,
        validFrom,
        validUntil,
        zoneIds: idsOf(zones),
        terminalIds: idsOf(terminals),
      }))
      const undo = async () => {
        const back = await run(() => putBack(eventId, people))
        if (back.ok) toast(`${plural(back.value, 'attendee is', 'attendees are')} back.`)
        else toast.error(back.message)
        router.refresh()
      }
      toast.success(`${plural(outcome.value, 'attendee')} taken out.`, {
        duration: 12_000,
        action: { label: 'Undo', onClick: () => void undo() },
      })
      router.refresh()
      return outcome
    },
    [run, router, eventId],
  )
}

function columnsFor(
  event: Place,
  takeOutOf: ((rows: AttendeeRow[]) => Promise<unknown>) | undefined,
): Column<AttendeeRow>[] {
  const { timeZone, startsAt, endsAt } = event
  const who: Column<AttendeeRow> = {
    id: 'who',
    header: 'Who',
    cell: ({ row: { original } }) => (
      <div className="max-w-64 min-w-32">
        <PersonLink user={original.user} />
        {original.user.externalId !== null && (
          <span className="block font-mono text-small text-ink-soft">{original.user.userId}</span>
        )}
      </div>
    ),
  }
  const sync: Column<AttendeeRow> = {
    id: 'sync',
    header: 'Known at',
    cell: ({ row: { original } }) => <SyncBadge summary={original.sync} />,
  }
  const window: Column<AttendeeRow> = {
    id: 'window',
    header: 'May come in',
    cell: ({ row: { original } }) => {
      const { validFrom, validUntil } = original
      if (!validFrom && !validUntil) return <span className="text-ink-soft">while it lasts</span>
      return (
        <span className="text-small tabular-nums">
          {rangeIn(validFrom ?? startsAt, validUntil ?? endsAt, timeZone)}
        </span>
      )
    },
  }
  const where: Column<AttendeeRow> = {
    id: 'where',
    header: 'Where',
    cell: ({ row: { original } }) => {
      const names = [...(original.zones ?? []), ...(original.terminals ?? [])].map(({ name }) => name)
      return names.length > 0 ? (
        <span className="wrap-anywhere">{names.join(', ')}</span>
      ) : (
        <span className="text-ink-soft">everywhere here</span>
      )
    },
  }
  const came: Column<AttendeeRow> = {
    id: 'came',
    header: 'Came in',
    cell: ({ row: { original } }) =>
      original.enteredAt ? (
        <span className="text-small whitespace-nowrap tabular-nums">{timeIn(original.enteredAt, timeZone)}</span>
      ) : (
        <span className="text-ink-soft">not yet</span>
      ),
  }
  const acts: Column<AttendeeRow> = {
    id: 'acts',
    header: () => <span className="sr-only">Acts</span>,
    cell: ({ row: { original } }) => (
      <Button
        look="ghost"
        size="small"
        aria-label={`Take ${original.user.externalId ?? original.user.userId} out`}
        onClick={() => void takeOutOf?.([original])}
      >
        <UserMinus aria-hidden className="size-4" /> Take out
      </Button>
    ),
  }
  // When somebody came in is written down only where it decides.
  return [who, sync, window, where, ...(event.isSingle ? [came] : []), ...(takeOutOf ? [acts] : [])]
}
