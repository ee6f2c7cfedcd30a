'use client'

/** Whether the chain is whole, by the last proof that somebody asked for, and up to where it is signed. */
import { ShieldCheck, ShieldQuestion, ShieldX } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { CopyText } from '@/app/_components/copy-text'
import { Progress } from '@/app/_components/progress'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import type { AuditCheck } from '@/domain/audit-trail/check'
import type { ChainState } from '@/domain/audit-trail/list'
import { check as startCheck } from '../actions'

export function Check({ chain: { head, checkpoint }, check }: { chain: ChainState; check: AuditCheck | null }) {
  const run = useAct()
  const router = useRouter()
  const [isAsking, setAsking] = useState(false)
  const isRunning = check?.state === 'queued' || check?.state === 'running'
  const ask = async () => {
    setAsking(true)
    const outcome = await run(startCheck)
    setAsking(false)
    if (!outcome.ok) toast.error(outcome.message)
    router.refresh()
  }
  const verdict = check?.verdict
  const Icon = verdict ? (verdict.intact ? ShieldCheck : ShieldX) : ShieldQuestion
  return (
    <section aria-label="Proof of the chain" className="rounded-card border border-line bg-surface p-5">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="flex min-w-0 flex-1 basis-80 gap-4">
          <Icon
            aria-hidden
            className={`size-9 shrink-0 ${verdict ? (verdict.intact ? 'text-good' : 'text-bad') : 'text-ink-soft'}`}
          />
          <div className="min-w-0 flex-1 space-y-1">
            <Said check={check} isRunning={isRunning} />
            <p className="text-small text-ink-soft">
              {head ? (
                <>
                  {head.seq.toLocaleString('en-GB')} lines, the newest with hash{' '}
                  <CopyText label="the hash of the newest line">{head.hash}</CopyText>
                </>
              ) : (
                'Nothing is written yet.'
              )}{' '}
              {checkpoint ? (
                <>
                  · signed up to line {checkpoint.seq.toLocaleString('en-GB')} on <Time at={checkpoint.at} />, by key{' '}
                  <code className="font-mono">{checkpoint.keyId}</code>
                </>
              ) : (
                head && '· the first signature comes within the hour'
              )}
            </p>
          </div>
        </div>
        <Button look="quiet" disabled={isAsking || isRunning} onClick={ask}>
          {isRunning ? 'Proving…' : 'Prove the chain'}
        </Button>
      </div>
    </section>
  )
}

function Said({ check, isRunning }: { check: AuditCheck | null; isRunning: boolean }) {
  if (!check) return <p className="font-medium">The chain was not proven lately.</p>
  if (isRunning) {
    return (
      <>
        <p role="status" className="font-medium">
          Every line is hashed again and compared.
        </p>
        <Progress label="Proof of the chain" share={check.share === 0 ? undefined : check.share} />
      </>
    )
  }
  const { verdict } = check
  if (!verdict) return <p className="font-medium text-bad">The proof did not come to its end ({check.state}).</p>
  const lines = verdict.lines.toLocaleString('en-GB')
  return (
    <div role="status">
      <p className={verdict.intact ? 'font-medium' : 'font-medium text-bad'}>
        {verdict.intact
          ? `Whole: ${lines} lines, none changed, none missing.`
          : `Broken: ${verdict.breakCount} of ${lines} lines do not fit.`}
      </p>
      {!verdict.intact && (
        <ul className="list-disc pl-5 text-small">
          {verdict.breaks.slice(0, 10).map(({ seq, problem }) => (
            <li key={`${seq} ${problem}`}>
              Line {seq}: {problem}.
            </li>
          ))}
        </ul>
      )}
      <p className="text-small text-ink-soft">
        Proven on <Time at={check.finishedAt ?? check.askedAt} />.{' '}
        {verdict.uncovered > 0 &&
          `The ${verdict.uncovered.toLocaleString('en-GB')} newest lines were not signed yet: their order is proven, but not that nobody rewrote them all.`}
      </p>
    </div>
  )
}
