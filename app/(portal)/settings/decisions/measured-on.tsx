import type { VerificationRisk } from '@/domain/risk'

/** Which model's scores these are, and on what they were measured. */
export function MeasuredOn({ model, measuredOn }: Pick<VerificationRisk, 'model' | 'measuredOn'>) {
  const { nonMated, mated, data } = measuredOn
  return (
    <>
      Scores of the model <code className="font-mono">{model}</code>, measured on {nonMated.toLocaleString('en-GB')}{' '}
      comparisons of strangers and {mated.toLocaleString('en-GB')} of the same person: {data}.
    </>
  )
}
