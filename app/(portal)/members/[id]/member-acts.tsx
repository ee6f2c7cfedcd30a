'use client'

/** Changing when and where a member may come in, and ending it. */
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { MemberFactsFragment } from '@/app/_graph/documents'
import type { ZoneChoice } from '../../_access/places'
import type { Reach } from '../_parts/reach'
import { ReachFields } from '../_parts/reach-fields'
import { useRemove } from '../_parts/use-remove'
import { change, restore, type Bounds } from '../actions'

export function MemberActs({
  member,
  reach,
  zones,
}: {
  member: MemberFactsFragment
  reach: Reach
  zones: ZoneChoice[]
}) {
  const [open, setOpen] = useState(false)
  const remove = useRemove()
  return (
    <>
      <Dialog
        title="When and where they may come in"
        open={open}
        onOpenChange={setOpen}
        wide
        trigger={<Button look="quiet">Change</Button>}
      >
        <ReachForm memberId={member.id} reach={reach} zones={zones} onDone={() => setOpen(false)} />
      </Dialog>
      <Button look="danger" onClick={() => void remove([member])}>
        Remove
      </Button>
    </>
  )
}

function ReachForm({
  memberId,
  reach,
  zones,
  onDone,
}: {
  memberId: string
  reach: Reach
  zones: ZoneChoice[]
  onDone: () => void
}) {
  const run = useAct()
  const router = useRouter()
  const [value, setValue] = useState(reach)
  const [problem, setProblem] = useState<{ message: string; problems: Record<string, string> }>()
  const [isSending, setSending] = useState(false)

  async function back(before: Bounds) {
    const outcome = await run(() => restore(memberId, before))
    if (outcome.ok) toast('It is as it was.')
    else toast.error(outcome.message)
    router.refresh()
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    setProblem(undefined)
    setSending(true)
    const outcome = await run(() => change(memberId, value))
    setSending(false)
    if (!outcome.ok) return setProblem(outcome)
    toast.success('Saved; terminals follow as they confirm.', {
      duration: 12_000,
      action: { label: 'Undo', onClick: () => void back(outcome.value) },
    })
    router.refresh()
    onDone()
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      {problem && (
        <Notice tone="bad" role="alert">
          {problem.message}
        </Notice>
      )}
      <ReachFields value={value} onChange={setValue} zones={zones} problems={problem?.problems ?? {}} />
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" disabled={isSending}>
          Save
        </Button>
      </div>
    </form>
  )
}
