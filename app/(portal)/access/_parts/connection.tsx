/** Whether new reports come in by themselves now, in words, and what to do where they do not. */
import Link from 'next/link'
import { Badge } from '@/app/_components/badge'
import { Notice } from '@/app/_components/notice'
import type { WatchState } from '@/app/_graph/watch'

export function ConnectionBadge({ state, isPaused }: { state: WatchState; isPaused: boolean }) {
  if (state === 'ended') return <Badge tone="bad">not live</Badge>
  if (state === 'waiting') return <Badge tone="wait">connecting</Badge>
  return isPaused ? <Badge tone="wait">paused</Badge> : <Badge tone="good">live</Badge>
}

/** @param wasLive it was connected before, and is not now */
export function ConnectionNotice({ state, wasLive }: { state: WatchState; wasLive: boolean }) {
  if (state === 'ended') {
    return (
      <Notice tone="bad" role="alert">
        New reports are no longer shown: you were signed out, or may no longer look.{' '}
        <Link href="/?to=%2Faccess" className="font-medium underline">
          Sign in again
        </Link>
      </Notice>
    )
  }
  if (state === 'live' || !wasLive) return null
  return (
    <Notice tone="wait" role="status">
      The connection to the bureau is lost, and comes back by itself. Doors go on meanwhile, and what they report is
      shown as soon as the bureau answers again.
    </Notice>
  )
}
