'use client'

/**
 * A subscription of the GraphQL API for a component, over server-sent events. It comes back by itself after a break, whether the
 * server was away or the line went dead unnoticed; it rests while nobody sees the page, because a browser has but six connections
 * for all tabs of a site; and it is over once the session is.
 */
import { createClient } from 'graphql-sse'
import { useEffect, useRef, useState } from 'react'
import type { TypedDocumentString } from './documents'

/** `live` while events may come, `waiting` before the first connection and between two, `ended` when it does not come back. */
export type WatchState = 'waiting' | 'live' | 'ended'

/** The server says at least every 12 s that it is there. */
const silenceMs = 40_000
/** Somebody who looks into another tab for a moment misses nothing. */
const restAfterMs = 20_000
const longestPauseMs = 15_000

interface Calls<Result> {
  onEvent: (event: Result) => void
  onReturn?: () => void
}

/**
 * @param variables or `undefined` to watch nothing
 * @param onEvent is called with each event; after a break something may have been missed, so `onReturn` lets the page look anew
 */
export function useWatch<Result, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables | undefined,
  { onEvent, onReturn }: Calls<Result>,
): WatchState {
  const [state, setState] = useState<WatchState>('waiting')
  const calls = useRef<Calls<Result>>({ onEvent, onReturn })
  useEffect(() => {
    calls.current = { onEvent, onReturn }
  })
  const key = variables && JSON.stringify(variables)
  const isSeen = useSeen()
  const wasLive = useRef(false)
  useEffect(() => {
    if (key === undefined || !isSeen) return
    const stop = watch<Result>(
      { query: document.toString(), variables: JSON.parse(key) as Record<string, unknown> },
      {
        onEvent: (event) => calls.current.onEvent(event),
        onState(next) {
          setState(next)
          if (next !== 'live') return
          if (wasLive.current) calls.current.onReturn?.()
          wasLive.current = true
        },
      },
    )
    return () => {
      stop()
      setState('waiting')
    }
  }, [document, key, isSeen])
  return state
}

interface Listener<Result> {
  onEvent: (event: Result) => void
  onState: (state: WatchState) => void
}

/** @returns stops it, silently */
function watch<Result>(asked: { query: string; variables: Record<string, unknown> }, to: Listener<Result>): () => void {
  let [isRefused, isStopped] = [false, false]
  const client = createClient({
    url: '/api/graphql/stream',
    credentials: 'same-origin',
    retryAttempts: Infinity,
    async retry(retries) {
      // Thrown here it is the end; every other refusal is tried again.
      if (isRefused) throw new Error('The server does not let this page watch.')
      if (!isStopped) to.onState('waiting')
      await pause(Math.min(longestPauseMs, 500 * 2 ** retries))
    },
    async fetchFn(url: string, init: RequestInit) {
      const answer = await fetch(url, init)
      isRefused = answer.status >= 400 && answer.status < 500 && answer.status !== 429
      return answer.ok ? noticesSilence(answer) : answer
    },
  })
  const end = () => {
    if (!isStopped) to.onState('ended')
  }
  const unsubscribe = client.subscribe<Result>(
    asked,
    {
      // What comes with errors is the last: the session is over, or what was watched is gone.
      next: ({ data }) => data && to.onEvent(data),
      error: end,
      complete: end,
    },
    { connected: () => to.onState('live') },
  )
  return () => {
    isStopped = true
    unsubscribe()
  }
}

/** Shorter when the network comes back meanwhile. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    window.addEventListener('online', done)
  })
}

/** The same answer, which breaks off when nothing came for a while: after a sleep the browser may take a dead line for a quiet one. */
function noticesSilence(answer: Response): Response {
  let timer: ReturnType<typeof setTimeout>
  const guard = new TransformStream<Uint8Array, Uint8Array>({
    start: wait,
    transform(part, controller) {
      controller.enqueue(part)
      wait(controller)
    },
    flush: () => clearTimeout(timer),
  })
  function wait(controller: TransformStreamDefaultController<Uint8Array>) {
    clearTimeout(timer)
    timer = setTimeout(() => controller.error(new TypeError('Nothing came for too long.')), silenceMs)
  }
  return new Response(answer.body?.pipeThrough(guard), { status: answer.status, headers: answer.headers })
}

/** Whether somebody can see the page, or could a moment ago. */
function useSeen(): boolean {
  const [isSeen, setSeen] = useState(true)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const look = () => {
      clearTimeout(timer)
      if (document.hidden) timer = setTimeout(() => setSeen(false), restAfterMs)
      else setSeen(true)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return isSeen
}
