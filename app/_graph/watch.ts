'use client'

/** A subscription of the GraphQL API for a component, over server-sent events; it comes back by itself after a break. */
import { createClient, type Client } from 'graphql-sse'
import { useEffect, useRef, useState } from 'react'
import type { TypedDocumentString } from './documents'

/** `live` while events may come, `waiting` before the first connection and between two. */
export type WatchState = 'waiting' | 'live' | 'ended'

let client: Client | undefined
const connection = () =>
  (client ??= createClient({
    url: '/api/graphql/stream',
    credentials: 'same-origin',
    retryAttempts: Infinity,
    retry: (retries) => new Promise((resolve) => setTimeout(resolve, Math.min(30_000, 500 * 2 ** retries))),
  }))

/**
 * @param variables of a steady identity, or `undefined` to watch nothing
 * @param onEvent is called with each event; after a break something may have been missed, so `onReturn` lets the page look anew
 */
export function useWatch<Result, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables | undefined,
  { onEvent, onReturn }: { onEvent: (event: Result) => void; onReturn?: () => void },
): WatchState {
  const [state, setState] = useState<WatchState>('waiting')
  const calls = useRef({ onEvent, onReturn })
  useEffect(() => {
    calls.current = { onEvent, onReturn }
  })
  const key = variables && JSON.stringify(variables)
  useEffect(() => {
    if (key === undefined) return
    let [times, isOver] = [0, false]
    const end = () => {
      if (!isOver) setState('ended')
    }
    const stop = connection().subscribe<Result>(
      { query: document.toString(), variables: JSON.parse(key) as Record<string, unknown> },
      {
        next: ({ data }) => data && calls.current.onEvent(data),
        error: end,
        complete: end,
      },
      {
        connected: () => {
          setState('live')
          if (times++ > 0) calls.current.onReturn?.()
        },
      },
    )
    return () => {
      isOver = true
      stop()
    }
  }, [document, key])
  return state
}
