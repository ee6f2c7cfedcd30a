'use client'

/**
 * Keeps what the page says of terminals true: it is rendered anew when the stream tells of a change, and every so often besides,
 * because silence is no event: who says nothing any more becomes offline by the clock. Without a stream it looks more often.
 */
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef } from 'react'
import { TerminalChangesDocument, type TerminalChangesSubscription } from '@/app/_graph/documents'
import { useWatch } from '@/app/_graph/watch'
import { LiveRefresh } from '../../_components/live-refresh'

const lookMs = { live: 20_000, waiting: 5_000, ended: 5_000 }
/** At most as often as this, however much happens. */
const gatherMs = 700
/** The stream begins with every terminal as it is, which the page shows already. */
const beginningMs = 3_000

export function LiveTerminals({
  only,
  isWaiting = false,
}: {
  /** Global id of the terminal that the page is about; all of them where it is left out. */
  only?: string
  /** Somebody stands at the device now. */
  isWaiting?: boolean
}) {
  const router = useRouter()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const look = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      if (!document.hidden) router.refresh()
    }, gatherMs)
  }, [router])
  useEffect(() => () => clearTimeout(timer.current), [])

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
  const state = useWatch(TerminalChangesDocument, everything, { onEvent, onReturn: look })
  return (
    <>
      <LiveRefresh isActive everyMs={isWaiting ? 3_000 : lookMs[state]} />
      <p role="status" className="flex items-center gap-2 text-small text-ink-soft">
        <span aria-hidden className={`size-2 rounded-full ${state === 'live' ? 'bg-good' : 'bg-light'}`} />
        {state === 'live' ? 'Live' : 'Not live now: this page looks every few seconds'}
      </p>
    </>
  )
}

const everything = {}
