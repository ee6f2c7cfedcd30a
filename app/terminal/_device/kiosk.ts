/** What makes of a page the screen of a device: it stays awake, and nobody leaves it by a touch. What is more, the tablet's own kiosk mode does. */

/** @returns what ends it */
export function becomeKiosk(): () => void {
  const end = new AbortController()
  const { signal } = end
  const still = (event: Event) => event.preventDefault()
  addEventListener('contextmenu', still, { signal })
  addEventListener('dragstart', still, { signal })
  addEventListener('beforeunload', still, { signal })
  // Whoever goes back is here again.
  history.pushState(null, '')
  addEventListener('popstate', () => history.pushState(null, ''), { signal })
  stayAwake(signal)
  return () => end.abort()
}

/** The browser lets the screen sleep again whenever the page was hidden. */
function stayAwake(signal: AbortSignal): void {
  let lock: WakeLockSentinel | undefined
  const wake = async () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    lock = await navigator.wakeLock.request('screen').catch(refusedByBattery)
    if (signal.aborted) await lock?.release()
  }
  const start = () => void wake()
  document.addEventListener('visibilitychange', start, { signal })
  signal.addEventListener('abort', () => void lock?.release())
  start()
}

/** A tablet that is low on power sleeps whatever a page asks for. */
function refusedByBattery(error: unknown): undefined {
  if (error instanceof DOMException) return undefined
  throw error
}
