'use client'

/**
 * Lines that come in while the page is open, laid over those that the server gave. When the server gives the page anew, what it
 * knows by then is taken from it; what came after stays on top.
 */
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import { AccessFeedDocument, type AccessEventFilter, type AccessFeedSubscription } from '@/app/_graph/documents'
import { useWatch, type WatchState } from '@/app/_graph/watch'
import type { Line } from './words'

/** When many come in at once, they are shown in one go. */
const gatherMs = 250
/** Beyond it the page is asked for anew, so that it does not grow for ever. */
const mostFresh = 100

interface Arrived {
  line: Line
  /** The server's lines, as they were when it arrived. */
  over: Line[]
}

export interface LiveLines {
  /** Newest first, without those of the server's page. */
  fresh: Line[]
  /** How many wait until the page goes on. */
  held: number
  state: WatchState
  wasLive: boolean
  isPaused: boolean
  pause: (isPaused: boolean) => void
}

/** @param filter undefined: nothing is watched. @param until a report of a later moment belongs to another page than this one */
export function useLiveLines(given: Line[], filter: AccessEventFilter | undefined, until: string): LiveLines {
  const router = useRouter()
  const [arrived, setArrived] = useState<Arrived[]>([])
  const [isPaused, setPaused] = useState(false)
  const [waiting, setWaiting] = useState<Line[]>([])
  const [wasLive, setWasLive] = useState(false)
  const gathered = useRef<Line[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const now = useRef({ given, isPaused, until })
  useEffect(() => {
    now.current = { given, isPaused, until }
  })
  useEffect(() => () => clearTimeout(timer.current), [])

  const show = useCallback(
    (lines: Line[]) => {
      const { given: over, until: end } = now.current
      setArrived((before) => {
        const next = [...lines.map((line) => ({ line, over })).reverse(), ...before.filter((one) => isFresh(one, over))]
        return next.slice(0, 3 * mostFresh)
      })
      if (lines.some(({ occurredAt }) => occurredAt >= end)) router.refresh()
    },
    [router],
  )
  const flush = useCallback(() => {
    timer.current = undefined
    const lines = gathered.current.splice(0)
    if (now.current.isPaused) setWaiting((before) => [...before, ...lines])
    else show(lines)
  }, [show])

  const state = useWatch<AccessFeedSubscription, { filter: AccessEventFilter }>(
    AccessFeedDocument as never,
    filter && { filter },
    {
      onEvent({ accessEvents }) {
        gathered.current.push(accessEvents)
        timer.current ??= setTimeout(flush, gatherMs)
      },
      // What came in during the break is the server's to tell.
      onReturn: () => router.refresh(),
    },
  )
  if (state === 'live' && !wasLive) setWasLive(true)

  const known = new Set(given.map(({ id }) => id))
  const fresh = arrived.filter((one) => isFresh(one, given) && !known.has(one.line.id)).map(({ line }) => line)
  const isTooMany = fresh.length > mostFresh
  useEffect(() => {
    if (isTooMany && !isPaused) router.refresh()
  }, [isTooMany, isPaused, router])

  const pause = (next: boolean) => {
    setPaused(next)
    now.current.isPaused = next
    if (next) return
    show(waiting)
    setWaiting([])
  }
  return { fresh, held: waiting.length, state, wasLive, isPaused, pause }
}

/** Came in over this very page, or after everything on it. */
function isFresh({ line, over }: Arrived, given: Line[]): boolean {
  return over === given || given[0] === undefined || line.receivedAt > given[0].receivedAt
}
