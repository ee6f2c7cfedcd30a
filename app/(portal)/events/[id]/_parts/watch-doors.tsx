'use client'

/** Brings the page anew when a terminal of the event's place has come further; without a live connection every few seconds. */
import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useRef } from 'react'
import { TerminalMovesDocument } from '@/app/_graph/documents'
import { useWatch } from '@/app/_graph/watch'

/** Many terminals move at once: the page is asked for at most so often. */
const restMs = 1_000
const pollMs = 5_000

export function WatchDoors({ zoneId }: { zoneId: string }) {
  const router = useRouter()
  const variables = useMemo(() => ({ zoneId }), [zoneId])
  const seen = useRef(new Map<string, number>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const refresh = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      router.refresh()
    }, restMs)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const state = useWatch(TerminalMovesDocument, variables, {
    onEvent: ({ terminalState: { id, ackedRevision } }) => {
      const before = seen.current.get(id)
      seen.current.set(id, ackedRevision)
      // The first line of each says where it stands, which the page has shown.
      if (before !== undefined && before !== ackedRevision) refresh()
    },
    onReturn: refresh,
  })
  useEffect(() => {
    if (state === 'live') return
    const poll = setInterval(() => document.visibilityState === 'visible' && router.refresh(), pollMs)
    return () => clearInterval(poll)
  }, [state, router])
  return (
    <p className="text-small text-ink-soft" role="status" data-watch={state}>
      {state === 'live' ? 'Live: the page follows the terminals.' : 'The page looks anew every few seconds.'}
    </p>
  )
}
