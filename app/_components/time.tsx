'use client'

/**
 * A moment, in the reader's own zone once the page runs; the server writes UTC, which is what stays without scripts.
 * The full moment is in the title.
 */
import { useSyncExternalStore } from 'react'

const utc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
const neverChanges = () => () => {}

/** @param at a Date, or its RFC 3339 form */
export function Time({ at }: { at: Date | string }) {
  const moment = new Date(at)
  const text = useSyncExternalStore(
    neverChanges,
    () => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(moment),
    () => `${utc.format(moment)} UTC`,
  )
  return (
    <time dateTime={moment.toISOString()} title={moment.toISOString()} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  )
}
