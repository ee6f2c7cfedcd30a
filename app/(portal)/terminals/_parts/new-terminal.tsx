'use client'

/** The button for a new terminal and its dialog, which an address can open: `?open=new`, with `at` for where it is to stand. */
import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import type { Facility } from '../../facilities/_parts/places'
import { createTerminal } from '../actions'
import { TerminalForm } from './terminal-form'

export function NewTerminal({ facilities, at }: { facilities: Facility[]; at: string | null }) {
  const router = useRouter()
  const [open, setOpen] = useQueryState('open', parseAsString.withOptions({ history: 'push' }))
  const places = facilities.flatMap((facility) => [facility, ...facility.spaces])
  const start = places.find(({ zoneId }) => zoneId === at) ?? places[0]!
  return (
    <>
      <Button onClick={() => setOpen('new')}>
        <Plus aria-hidden className="size-4" /> New terminal
      </Button>
      <Dialog
        title="New terminal"
        description="First it has a name and a place; then a device is paired with it by a code."
        open={open === 'new'}
        onOpenChange={(isOpen) => !isOpen && void setOpen(null)}
      >
        <TerminalForm
          facilities={facilities}
          start={{ name: '', zoneId: start.id }}
          placeHint="It holds whoever may pass there, and nobody else."
          send="Make the terminal"
          action={createTerminal}
          onDone={(terminalId) => router.push(`/terminals/${terminalId}`)}
        />
      </Dialog>
    </>
  )
}
