'use client'

/** Changing an event, which can be taken back, and deleting it, which cannot. */
import { useRouter } from 'next/navigation'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Dialog } from '@/app/_components/dialog'
import { useAct } from '@/app/_components/use-act'
import type { EventFactsFragment } from '@/app/_graph/documents'
import { plural } from '../../../users/_components/words'
import { placeWords } from '../../../_access/places'
import { change, remove, restore, type Before } from '../../actions'
import { EventFields } from '../../_parts/event-fields'
import { formOf } from '../../_parts/form'
import { titleOf } from '../../_parts/words'

export function EventActs({ event, longestDays }: { event: EventFactsFragment; longestDays: number }) {
  const router = useRouter()
  const run = useAct()
  const [open, setOpen] = useQueryState('open', parseAsStringLiteral(['change']).withOptions({ history: 'push' }))
  const back = async (before: Before) => {
    const outcome = await run(() => restore(event.id, before))
    if (outcome.ok) toast('The event is as it was.')
    else toast.error(outcome.message)
    router.refresh()
  }
  const title = titleOf(event)
  return (
    <>
      <Button look="quiet" onClick={() => setOpen('change')}>
        Change
      </Button>
      <ConfirmDialog
        title={`Delete ${title}?`}
        trigger={<Button look="danger">Delete</Button>}
        confirm="Delete the event for good"
        act={async () => {
          const outcome = await run(() => remove(event.id))
          if (outcome.ok) {
            toast.success(
              `The event is deleted${outcome.value > 0 ? `, and ${plural(outcome.value, 'attendee')} with it` : ''}.`,
            )
            router.push('/events')
          }
          return outcome
        }}
      >
        <p>
          {event.attendeeCount === 0
            ? 'Nobody attends it. '
            : `${plural(event.attendeeCount, 'person attends', 'people attend')} it; that goes with it. `}
          Terminals let go of their templates as they confirm. The people and their credentials stay.
        </p>
        {event.state === 'LIVE' && event.attendeeCount > 0 && (
          <p>
            <strong>It is on now: from this moment its attendees are refused at the doors.</strong>
          </p>
        )}
        <p>This cannot be undone: a new event would have to be made, and everybody added again.</p>
      </ConfirmDialog>
      <Dialog
        title={`Change ${title}`}
        open={open === 'change'}
        onOpenChange={(isOpen) => void setOpen(isOpen ? 'change' : null)}
        wide
      >
        <EventFields
          defaultValues={formOf(event)}
          place={{ timeZone: event.zone.timeZone, words: placeWords(event.zone) }}
          hasBegun={event.state !== 'SCHEDULED'}
          longestDays={longestDays}
          send="Save"
          action={(form) => change(event.id, form)}
          onDone={(before) => {
            void setOpen(null)
            router.refresh()
            toast.success('Saved; terminals follow as they confirm.', {
              duration: 12_000,
              action: { label: 'Undo', onClick: () => void back(before) },
            })
          }}
          onCancel={() => void setOpen(null)}
        />
      </Dialog>
    </>
  )
}
