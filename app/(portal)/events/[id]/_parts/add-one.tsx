'use client'

/** Adds one person, whom somebody looks for. */
import { UserPlus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import { focusMarked } from '@/app/_components/marked'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { FoundPerson } from '../../../_access/bulk'
import { PersonPicker } from '../../../_access/person-picker'
import { addOne, takeOut } from '../actions'
import { NarrowFields } from './narrow-fields'
import { nothingNarrower } from './narrowing'

export function AddOne({
  event,
  spaces,
}: {
  event: { id: string; startsAt: string; timeZone: string }
  spaces: { id: string; name: string }[]
}) {
  const run = useAct()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [person, setPerson] = useState<FoundPerson | null>(null)
  const [narrowing, setNarrowing] = useState(nothingNarrower)
  const [problem, setProblem] = useState<{ message?: string; problems: Record<string, string> }>()
  const [isSending, setSending] = useState(false)

  async function submit(submitted: FormEvent) {
    submitted.preventDefault()
    if (!person) {
      setProblem({ problems: { userId: 'Choose somebody first.' } })
      return focusMarked()
    }
    setProblem(undefined)
    setSending(true)
    const outcome = await run(() => addOne(event.id, person.id, narrowing))
    setSending(false)
    if (!outcome.ok) return setProblem(outcome)
    const undo = async () => {
      const back = await run(() => takeOut([outcome.value]))
      if (!back.ok) toast.error(back.message)
      router.refresh()
    }
    toast.success(`${person.externalId ?? person.userId} attends.`, {
      duration: 12_000,
      action: { label: 'Undo', onClick: () => void undo() },
    })
    setOpen(false)
    setPerson(null)
    router.refresh()
  }

  return (
    <Dialog
      title="Add one attendee"
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setProblem(undefined)
        setPerson(null)
        setNarrowing(nothingNarrower)
      }}
      trigger={
        <Button look="quiet">
          <UserPlus aria-hidden className="size-4" /> Add one
        </Button>
      }
    >
      <form onSubmit={submit} noValidate className="space-y-5">
        {problem?.message && (
          <Notice tone="bad" role="alert">
            {problem.message}
          </Notice>
        )}
        <PersonPicker
          chosen={person}
          onChoose={(next) => {
            setPerson(next)
            setProblem(undefined)
          }}
          problem={problem?.problems.userId}
        />
        <NarrowFields
          value={narrowing}
          onChange={setNarrowing}
          problems={problem?.problems}
          timeZone={event.timeZone}
          startsAt={event.startsAt}
          spaces={spaces}
        />
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="quiet" onClick={() => setOpen(false)}>
            Cancel
          </Button>
          <Button type="submit" disabled={isSending}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
