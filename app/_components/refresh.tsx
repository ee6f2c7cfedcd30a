'use client'

/** Asks the server for the page anew while something on it is in progress; rests while nobody looks. */
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

export function Refresh({ everyMs }: { everyMs: number }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && router.refresh(), everyMs)
    return () => clearInterval(timer)
  }, [router, everyMs])
  return null
}
