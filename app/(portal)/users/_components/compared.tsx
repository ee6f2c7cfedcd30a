'use client'

/** How a comparison of two faces ended: in words, with the numbers behind them and the risk that it is wrong. */
import { Notice } from '@/app/_components/notice'
import type { Comparison } from '@/domain/faces/verify'
import { riskWords } from './words'

export function Compared({
  what = 'The picture',
  answer,
}: {
  /** What was compared, at the beginning of a sentence. */
  what?: string
  answer: Pick<Comparison, 'verified' | 'score' | 'threshold' | 'fmr'> & { warnings: string[] }
}) {
  const { verified, score, threshold, fmr, warnings } = answer
  return (
    <>
      <Notice tone={verified ? 'good' : 'bad'}>
        <p className="font-display text-title">{verified ? 'The same person' : 'Not the same person'}</p>
        <p>
          {what} is {verified ? 'alike enough: ' : 'not alike enough: '}
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
