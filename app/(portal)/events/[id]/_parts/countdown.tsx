'use client'

/** How long it is to the start, or to the end; counts on while somebody looks. */
import { useEffect, useRef, useState } from 'react'
import { useRouter } from 'next/navigation'
import { durationWords } from '../../_parts/words'

export function Countdown({ startsAt, endsAt, now: first }: { startsAt: string; endsAt: string; now: number }) {
  const router = useRouter()
  const [now, setNow] = useState(first)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)]
  const phase = now < start ? 'before' : now < end ? 'on' : 'over'
  // What the page says of the event changes with it.
  const shown = useRef(phase)
  useEffect(() => {
    if (phase === shown.current) return
    shown.current = phase
    router.refresh()
  }, [phase, router])
  const left = (to: number) => {
    const seconds = Math.ceil((to - now) / 1_000)
    // Seconds only where they matter: else the line would never rest.
    return durationWords(seconds > 300 ? Math.ceil(seconds / 60) * 60 : seconds)
  }
  if (phase === 'over') return <>It is over.</>
  return (
    <span className="tabular-nums" suppressHydrationWarning>
      {phase === 'before' ? `Starts in ${left(start)}` : `On now, for another ${left(end)}`}.
    </span>
  )
}
