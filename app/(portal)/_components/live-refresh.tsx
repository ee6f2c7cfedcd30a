'use client'

/**
 * Renders the page anew every few seconds while something on it runs. It rests while nobody looks, and gives up after a
 * while without a touch, so that a forgotten page does not keep its session alive.
 */
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const patienceMs = 30 * 60_000

export function LiveRefresh({ isActive, everyMs = 2_000 }: { isActive: boolean; everyMs?: number }) {
  const router = useRouter()
  useEffect(() => (isActive ? whileWatched(() => router.refresh(), everyMs) : undefined), [isActive, everyMs, router])
  return null
}

/** Calls `look` every `everyMs` while the page is seen and was touched within the last half hour. @returns ends it */
export function whileWatched(look: () => void, everyMs: number): () => void {
  const { isWatched, stop } = attend()
  const timer = setInterval(() => {
    if (isWatched()) look()
  }, everyMs)
  return () => {
    clearInterval(timer)
    stop()
  }
}

/** @returns whether the page is seen and was touched within the last half hour, until `stop` is called */
export function attend(): { isWatched: () => boolean; stop: () => void } {
  let touchedAt = Date.now()
  const touched = () => void (touchedAt = Date.now())
  for (const kind of touches) window.addEventListener(kind, touched, { passive: true })
  return {
    isWatched: () => !document.hidden && Date.now() - touchedAt < patienceMs,
    stop() {
      for (const kind of touches) window.removeEventListener(kind, touched)
    },
  }
}

const touches = ['pointermove', 'pointerdown', 'keydown', 'scroll'] as const
