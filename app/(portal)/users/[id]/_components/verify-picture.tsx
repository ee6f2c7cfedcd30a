'use client'

/** One picture against this user: the answer in words, the numbers it rests on, and the risk that it is wrong. */
import { useState } from 'react'
import type { VerifyAnswer } from '@/app/api/portal/users/[id]/verify/route'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { Compared } from '../../_components/compared'
import { PictureSource } from '../../_components/picture-source'
import { fit, send } from '../../_components/send-pictures'

export function VerifyPicture({ userId, whyNot }: { userId: string; whyNot: string | undefined }) {
  const run = useAct()
  const [isRunning, setRunning] = useState(false)
  const [answer, setAnswer] = useState<VerifyAnswer>()
  const [problem, setProblem] = useState<string>()

  async function verify([chosen]: { picture: Blob; name: string }[]) {
    if (!chosen) return
    setAnswer(undefined)
    setProblem(undefined)
    setRunning(true)
    const picture = await fit(chosen.picture)
    const outcome = await run(() => send<VerifyAnswer>(`/api/portal/users/${userId}/verify`, { picture }))
    setRunning(false)
    if (outcome.ok) setAnswer(outcome.value)
    else setProblem(outcome.message)
  }

  return (
    <>
      <p className="text-ink-soft">
        {whyNot ?? 'Compares a picture with this user. The picture is not kept; that it was compared is.'}
      </p>
      {!whyNot && <PictureSource label="Choose a picture" disabled={isRunning} onPictures={verify} />}
      <div role="status" className="space-y-3">
        {isRunning && <p>Comparing …</p>}
        {problem && <Notice tone="bad">{problem}</Notice>}
        {answer?.outcome === 'refused' && (
          <Notice tone="wait">
            <p className="font-medium">The picture cannot be compared.</p>
            <p>{answer.message}</p>
          </Notice>
        )}
        {answer?.outcome === 'compared' && <Compared answer={answer} />}
      </div>
    </>
  )
}
