'use client'

/** Adds many in batches, one after another: counts, can be stopped between two, and goes on where it broke off. */
import { useRef, useState } from 'react'
import { useAct } from '@/app/_components/use-act'
import type { Outcome } from '@/app/_lib/outcome'
import type { Added } from './bulk'

/** Adds the next batch; what it did not manage, the next call tries again. */
export type NextBatch = () => Promise<Outcome<{ results: Added[]; isLast: boolean }>>

export interface Batches {
  state: 'idle' | 'running' | 'broken' | 'done'
  results: Added[]
  total: number
  /** Why it broke off; undefined where somebody stopped it. */
  message: string | undefined
  start: (total: number, next: NextBatch) => void
  goOn: () => void
  stop: () => void
  reset: () => void
}

export function useBatches(): Batches {
  const run = useAct()
  const [state, setState] = useState<Batches['state']>('idle')
  const [results, setResults] = useState<Added[]>([])
  const [total, setTotal] = useState(0)
  const [message, setMessage] = useState<string>()
  const next = useRef<NextBatch>(undefined)
  const isStopped = useRef(false)

  async function goOn() {
    setState('running')
    setMessage(undefined)
    isStopped.current = false
    for (;;) {
      const outcome = await run(next.current!)
      if (!outcome.ok) {
        setMessage(outcome.message)
        return setState('broken')
      }
      setResults((before) => [...before, ...outcome.value.results])
      if (outcome.value.isLast) return setState('done')
      if (isStopped.current) return setState('broken')
    }
  }

  return {
    state,
    results,
    total,
    message,
    start: (count, batch) => {
      next.current = batch
      setResults([])
      setTotal(count)
      void goOn()
    },
    goOn: () => void goOn(),
    stop: () => {
      isStopped.current = true
    },
    reset: () => {
      setState('idle')
      setResults([])
      setMessage(undefined)
    },
  }
}
