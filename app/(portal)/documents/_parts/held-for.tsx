'use client'

/** How long the server still holds what was read. */
import { useEffect, useState } from 'react'
import { heldWords } from './words'

const lookMs = 5_000

/** @param leftMs when the page was made: clocks of server and browser may differ, and so it is counted from here */
export function HeldFor({ leftMs, mayBeKept }: { leftMs: number; mayBeKept: boolean }) {
  const [left, setLeft] = useState(leftMs)
  useEffect(() => {
    const since = performance.now()
    const timer = setInterval(() => setLeft(leftMs - (performance.now() - since)), lookMs)
    return () => clearInterval(timer)
  }, [leftMs])
  if (left <= 0) return <span role="status">The server has forgotten this document. Read it again to go on.</span>
  return heldWords(left, mayBeKept)
}
