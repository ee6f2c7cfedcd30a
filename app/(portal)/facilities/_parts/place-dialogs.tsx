'use client'

/** Whichever dialog the address names: `new`, `space.ID` in a facility, `change.ID`, `archive.ID`, `restore.ID`. */
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Dialog } from '@/app/_components/dialog'
import { archivePlace, changePlace, createFacility, createSpace } from '../actions'
import { PlaceForm } from './place-form'
import type { Facility } from './places'

export function PlaceDialogs({
  open,
  close,
  facilities,
  tenant,
}: {
  open: string | null
  close: () => void
  facilities: Facility[]
  /** The slug that every id begins with. */
  tenant: string
}) {
  const router = useRouter()
  const [name, id] = open?.split('.') ?? []
  const facility = facilities.find((one) => one.id === id)
  const place = facility ?? facilities.flatMap(({ spaces }) => spaces).find((one) => one.id === id)
  const onOpenChange = (isOpen: boolean) => {
    if (!isOpen) close()
  }
  const done = (said: string) => {
    close()
    toast.success(said)
    router.refresh()
  }
  if (name === 'new') {
    return (
      <Dialog title="New facility" open onOpenChange={onOpenChange}>
        <PlaceForm
          kind="FACILITY"
          isNew
          start={{}}
          idBefore={tenant}
          send="Make the facility"
          action={createFacility}
          onDone={(made) => done(`${made.name} is made. Now give it a terminal.`)}
        />
      </Dialog>
    )
  }
  if (!place) return null
  if (name === 'space' && facility) {
    return (
      <Dialog title={`New space in ${facility.name}`} open onOpenChange={onOpenChange}>
        <PlaceForm
          kind="SPACE"
          isNew
          start={{ mode: facility.mode, timeZone: facility.timeZone }}
          idBefore={facility.zoneId}
          send="Make the space"
          action={(values) => createSpace(facility.id, values)}
          onDone={(made) => done(`${made.name} is made.`)}
        />
      </Dialog>
    )
  }
  if (name === 'change') {
    const { kind, mode, timeZone } = place
    return (
      <Dialog title={`Change ${place.name}`} open onOpenChange={onOpenChange}>
        <PlaceForm
          key={place.id}
          kind={kind}
          start={{ name: place.name, mode, timeZone }}
          idBefore={place.zoneId}
          send="Save"
          action={(values) =>
            changePlace(place.id, {
              name: values.name,
              mode: values.mode,
              ...(kind === 'FACILITY' && { timeZone: values.timeZone }),
            })
          }
          onDone={() => done('Saved. Its terminals learn of it with their next heartbeat.')}
        />
      </Dialog>
    )
  }
  if (name === 'archive') {
    return (
      <ConfirmDialog
        title={`Archive ${place.name}?`}
        open
        onOpenChange={onOpenChange}
        confirm="Archive"
        look="door"
        act={async () => {
          const outcome = await archivePlace(place.id, true)
          if (outcome.ok) done(`${place.name} is archived.`)
          return outcome
        }}
      >
        <p>
          It takes no new terminal and no new event
          {facility && facility.spaces.length > 0 && ', and neither do its spaces'}. The access log keeps its name, and
          you can take it back into use.
        </p>
        <p className="text-ink-soft">This is refused while a terminal stands there or an event lies ahead.</p>
      </ConfirmDialog>
    )
  }
  if (name === 'restore') {
    return (
      <ConfirmDialog
        title={`Take ${place.name} back into use?`}
        open
        onOpenChange={onOpenChange}
        confirm="Back into use"
        look="door"
        act={async () => {
          const outcome = await archivePlace(place.id, false)
          if (outcome.ok) done(`${place.name} is in use again.`)
          return outcome
        }}
      >
        <p>
          It may have terminals and events again
          {facility && facility.spaces.length > 0 && ', and so may all of its spaces'}.
        </p>
      </ConfirmDialog>
    )
  }
  return null
}
