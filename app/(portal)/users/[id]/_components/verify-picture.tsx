'use client'

/** One picture against this user: the answer in words, the numbers it rests on, and the risk that it is wrong. */
import { useState } from 'react'
import type { VerifyAnswer } from '@/app/api/portal/users/[id]/verify/route'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { PictureSource } from '../../_components/picture-source'
import { fit, send } from '../../_components/send-pictures'
import { riskWords } from '../../_components/words'

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

function Compared({ answer }: { answer: Extract<VerifyAnswer, { outcome: 'compared' }> }) {
  const { verified, score, threshold, fmr, warnings } = answer
  return (
    <>
      <Notice tone={verified ? 'good' : 'bad'}>
        <p className="font-display text-title">{verified ? 'The same person' : 'Not the same person'}</p>
        <p>
          {verified ? 'The picture is alike enough: ' : 'The picture is not alike enough: '}
          with this threshold {riskWords(fmr)}.
        </p>
      </Notice>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-1 tabular-nums">
        <dt className="text-ink-soft">Score</dt>
        <dd className="text-right font-medium">{score.toFixed(3)}</dd>
        <dt className="text-ink-soft">Threshold</dt>
        <dd className="text-right">{threshold.toFixed(3)}</dd>
      </dl>
      <meter
        aria-label={`Score ${score.toFixed(3)} of 1, threshold ${threshold.toFixed(3)}`}
        min={0}
        max={1}
        low={threshold}
        optimum={1}
        value={Math.max(0, score)}
        className="h-3 w-full"
      />
      {warnings.length > 0 && (
        <Notice tone="wait">
          <p>The picture could be better:</p>
          <ul className="list-disc pl-5">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}
