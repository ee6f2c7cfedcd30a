'use client'

/**
 * Keeps what the page says of terminals true: it is rendered anew when the stream tells of a change, and every so often besides,
 * because silence is no event: who says nothing any more becomes offline by the clock. Without a stream it looks more often.
 */
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Notice } from '@/app/_components/notice'
import { TerminalChangesDocument, type TerminalChangesSubscription } from '@/app/_graph/documents'
import { useWatch } from '@/app/_graph/watch'
import { attend, LiveRefresh } from '../../_components/live-refresh'

const lookMs = { live: 20_000, waiting: 5_000, ended: 5_000 }
/** At most as often as this, however much happens. */
const gatherMs = 700
/** The stream begins with every terminal as it is, which the page shows already. */
const beginningMs = 3_000

export function LiveTerminals({
  only,
  zoneId,
  isWaiting = false,
}: {
  /** Global id of the terminal that the page is about; all of them where it is left out. */
  only?: string
  /** Global id of the facility or space whose terminals the page is about. */
  zoneId?: string
  /** Somebody stands at the device now. */
  isWaiting?: boolean
}) {
  const router = useRouter()
  const gathering = useRef<ReturnType<typeof setTimeout>>(undefined)
  const isWatched = useRef<() => boolean>(() => true)
  useEffect(() => {
    const attention = attend()
    isWatched.current = attention.isWatched
    return () => {
      attention.stop()
      clearTimeout(gathering.current)
      gathering.current = undefined
    }
  }, [])
  const look = useCallback(() => {
    gathering.current ??= setTimeout(() => {
      gathering.current = undefined
      if (isWatched.current()) router.refresh()
    }, gatherMs)
  }, [router])

  const known = useRef({ lines: new Map<string, string>(), since: 0 })
  const onEvent = ({ terminalState: terminal }: TerminalChangesSubscription) => {
    if (only !== undefined && terminal.id !== only) return
    const { lines } = known.current
    known.current.since ||= Date.now()
    const before = lines.get(terminal.id)
    const now = JSON.stringify(terminal)
    lines.set(terminal.id, now)
    const isBeginning = before === undefined && Date.now() - known.current.since < beginningMs
    if (before !== now && !isBeginning) look()
  }
  const state = useWatch(TerminalChangesDocument, zoneId === undefined ? everything : { zoneId }, {
    onEvent,
    onReturn: look,
  })
  const [wasLive, setWasLive] = useState(false)
  if (state === 'live' && !wasLive) setWasLive(true)
  if (state !== 'live' && wasLive) {
    return (
      <>
        <LiveRefresh isActive everyMs={lookMs[state]} />
        <Notice tone="wait" role="status">
          The connection to the bureau is lost, and comes back by itself. Until then this page may show what was so
          before.
        </Notice>
      </>
    )
  }
  return (
    <>
      <LiveRefresh isActive everyMs={isWaiting ? 3_000 : lookMs[state]} />
      <p role="status" data-watch={state} className="flex items-center gap-2 text-small text-ink-soft">
        <span aria-hidden className={`size-2 rounded-full ${state === 'live' ? 'bg-good' : 'bg-light'}`} />
        {stateWords[state]}
      </p>
    </>
  )
}

const everything = {}
const stateWords = {
  live: 'Live',
  waiting: 'Connecting; meanwhile this page looks every few seconds',
  ended: 'Not live: this page looks every few seconds',
}
