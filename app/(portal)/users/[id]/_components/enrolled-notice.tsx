'use client'

/** Just enrolled: what became of it, and the way back, for a while. */
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { undo } from '../../actions'

export function EnrolledNotice({ userId, leftOut }: { userId: string; leftOut: number }) {
  const run = useAct()
  const [isUndoing, setUndoing] = useState(false)
  const [problem, setProblem] = useState<string>()
  async function takeBack() {
    setUndoing(true)
    const outcome = await run(() => undo(userId))
    setUndoing(false)
    if (!outcome.ok) setProblem(outcome.message)
  }
  return (
    <Notice tone={problem ? 'bad' : 'good'} role="status">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          {problem ??
            (leftOut > 0
              ? `Enrolled. ${leftOut === 1 ? 'One picture was' : `${leftOut} pictures were`} left out: not the same person, or not good enough.`
              : 'Enrolled. This person is recognised from now on.')}
        </p>
        <Button look="quiet" size="small" onClick={takeBack} disabled={isUndoing}>
          <Undo2 aria-hidden className="size-4" /> Undo
        </Button>
      </div>
    </Notice>
  )
}
