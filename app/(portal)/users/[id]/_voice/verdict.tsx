'use client'

/** How a comparison of two voices ended: in words, with the numbers behind them and the risk that it is wrong. */
import { oneIn } from '@/app/(portal)/settings/decisions/words'
import { Notice } from '@/app/_components/notice'
import type { VoiceVerdict } from '@/app/api/portal/users/[id]/voice/verify/route'

export function Verdict({ answer }: { answer: Extract<VoiceVerdict, { outcome: 'compared' }> }) {
  const { verified, score, threshold, fmr, confidence, warnings } = answer
  return (
    <>
      <Notice tone={verified ? 'good' : 'bad'}>
        <p className="font-display text-title">{verified ? 'The same person' : 'Not the same person'}</p>
        <p>
          The voice is {verified ? 'alike enough' : 'not alike enough'}. At this setting {oneIn(fmr)} strangers passes.
        </p>
      </Notice>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-1 tabular-nums">
        <dt className="text-ink-soft">Score</dt>
        <dd className="text-right font-medium">{score.toFixed(2)}</dd>
        <dt className="text-ink-soft">Threshold</dt>
        <dd className="text-right">{threshold.toFixed(2)}</dd>
        <dt className="text-ink-soft">Confidence</dt>
        <dd className="text-right">{Math.round(confidence * 100)} %</dd>
      </dl>
      <Bar score={score} threshold={threshold} />
      {warnings.length > 0 && (
        <Notice tone="wait">
          <p>The recording could be better:</p>
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

const width = 200

/** Scores have no end: the threshold stands in the middle, and twice as much fills the bar. */
function Bar({ score, threshold }: { score: number; threshold: number }) {
  if (threshold <= 0) return null
  const filled = Math.max(0, Math.min(width, (width / 2) * (score / threshold)))
  return (
    <svg
      role="img"
      aria-label={`Score ${score.toFixed(2)}, threshold ${threshold.toFixed(2)}`}
      viewBox={`0 0 ${width} 16`}
      preserveAspectRatio="none"
      className="h-4 w-full"
    >
      <rect y={3} width={width} height={10} rx={2} className="fill-code" />
      <rect y={3} width={filled} height={10} rx={2} className={score >= threshold ? 'fill-door' : 'fill-light'} />
      <rect x={width / 2 - 0.5} width={1} height={16} className="fill-ink" />
    </svg>
  )
}
