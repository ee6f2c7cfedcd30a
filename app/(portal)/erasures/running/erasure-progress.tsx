'use client'

/** How far the erasure of many users is, asked once a second until it ends; then their receipts. */
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { Notice } from '@/app/_components/notice'
import { Progress } from '@/app/_components/progress'
import { useAct } from '@/app/_components/use-act'
import type { BulkErasure } from '@/domain/users/bulk'
import { progressOf } from '../../users/actions'
import { plural } from '../../users/_components/words'

const pauseMs = 1_000
const ended = ({ state }: BulkErasure) => state === 'done' || state === 'failed' || state === 'cancelled'

export function ErasureProgress({ start }: { start: BulkErasure }) {
  const run = useAct()
  const [now, setNow] = useState(start)
  const [problem, setProblem] = useState<string>()
  const isOver = ended(now) || problem !== undefined
  useEffect(() => {
    if (isOver) return
    const timer = setInterval(() => {
      void run(() => progressOf(start.id)).then((outcome) => {
        if (outcome.ok) setNow(outcome.value)
        else setProblem(outcome.message)
      })
    }, pauseMs)
    return () => clearInterval(timer)
  }, [run, start.id, isOver])
  return (
    <div className="max-w-2xl space-y-4">
      <Progress label="Users erased" share={now.share} />
      <div role="status">
        {now.state === 'done' && <Notice tone="good">Done: {plural(now.receipts.length, 'receipt')}.</Notice>}
        {(now.state === 'failed' || now.state === 'cancelled') && (
          <Notice tone="bad">It stopped before its end. {now.error}</Notice>
        )}
        {problem && <Notice tone="bad">{problem}</Notice>}
      </div>
      {now.receipts.length > 0 && (
        <ul className="space-y-1">
          {now.receipts.map((id) => (
            <li key={id}>
              <Link href={`/erasures/${id}`} className="font-mono text-small underline underline-offset-4">
                {id}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
