'use client'

/** Makes an event, leads to it, and offers to take it back. */
import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import { useAct } from '@/app/_components/use-act'
import type { ZoneChoice } from '../../_access/places'
import { create, remove } from '../actions'
import { EventFields } from './event-fields'
import { emptyForm } from './form'

export function NewEvent({
  zones,
  retentionHours,
  longestDays,
}: {
  zones: ZoneChoice[]
  retentionHours: number | null
  longestDays: number
}) {
  const router = useRouter()
  const run = useAct()
  const [open, setOpen] = useQueryState('open', parseAsStringLiteral(['new']).withOptions({ history: 'push' }))
  const back = async (id: string) => {
    const outcome = await run(() => remove(id))
    if (!outcome.ok) return void toast.error(outcome.message)
    toast('The event is gone again.')
    router.push('/events')
  }
  return (
    <>
      <Button onClick={() => setOpen('new')}>
        <Plus aria-hidden className="size-4" /> New event
      </Button>
      <Dialog
        title="New event"
        open={open === 'new'}
        onOpenChange={(isOpen) => void setOpen(isOpen ? 'new' : null)}
        wide
      >
        <EventFields
          defaultValues={{ ...emptyForm, zoneId: zones.length === 1 ? zones[0]!.id : '' }}
          zones={zones}
          retentionHours={retentionHours}
          longestDays={longestDays}
          send="Make the event"
          action={create}
          onDone={({ id, eventId }) => {
            router.push(`/events/${eventId}`)
            toast.success('The event is made. Nobody is in it yet.', {
              duration: 12_000,
              action: { label: 'Undo', onClick: () => void back(id) },
            })
          }}
          onCancel={() => void setOpen(null)}
        />
      </Dialog>
    </>
  )
}
