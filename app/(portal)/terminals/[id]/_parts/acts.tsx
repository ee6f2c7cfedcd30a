'use client'

/** What is done to a terminal: changed, or retired for good. */
import { Pencil } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Dialog } from '@/app/_components/dialog'
import type { Facility } from '../../../facilities/_parts/places'
import { changeTerminal, retireTerminal } from '../../actions'
import { TerminalForm } from '../../_parts/terminal-form'

export function TerminalActs({
  id,
  name,
  zoneId,
  hasDevice,
  facilities,
}: {
  /** Global ids. */
  id: string
  name: string
  zoneId: string
  hasDevice: boolean
  facilities: Facility[]
}) {
  const router = useRouter()
  const [isChanging, setChanging] = useState(false)
  return (
    <>
      <Dialog
        title={`Change ${name}`}
        open={isChanging}
        onOpenChange={setChanging}
        trigger={
          <Button look="quiet">
            <Pencil aria-hidden className="size-4" /> Change
          </Button>
        }
      >
        <TerminalForm
          facilities={facilities}
          start={{ name, zoneId }}
          placeHint="Moved, it lets go of everybody and takes over whoever may pass at the new place."
          send="Save"
          action={(values) => changeTerminal(id, values)}
          onDone={() => {
            setChanging(false)
            toast.success('Saved.')
            router.refresh()
          }}
        />
      </Dialog>
      <ConfirmDialog
        title={`Retire ${name}?`}
        trigger={<Button look="danger">Retire</Button>}
        confirm={hasDevice ? 'Retire and wipe' : 'Retire for good'}
        typed={name}
        act={async () => {
          const outcome = await retireTerminal(id)
          if (outcome.ok) {
            toast.success(`${name} is retired.`)
            router.refresh()
          }
          return outcome
        }}
      >
        {hasDevice ? (
          <>
            <p>
              From now on its device is refused. The next time it reaches this bureau it is told to destroy everybody
              whom it holds, and it says so when it has.
            </p>
            <p>
              <strong>
                A device that is stolen, switched off or kept away from the network does not hear this. What it holds
                opens its door until its own limit without contact is over.
              </strong>{' '}
              Until it has confirmed, it counts as holding people: receipts of erasures name it.
            </p>
          </>
        ) : (
          <p>It has no device and holds nobody.</p>
        )}
        <p className="text-ink-soft">Nothing brings it back: another device is another terminal.</p>
      </ConfirmDialog>
    </>
  )
}
