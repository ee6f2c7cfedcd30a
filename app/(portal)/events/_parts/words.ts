/** What the portal calls the things of an event. */
import type { EntryPolicy, EventState } from '@/app/_graph/documents'

export const stateWords: Record<EventState, { label: string; tone: 'good' | 'wait' | 'plain' }> = {
  SCHEDULED: { label: 'Scheduled', tone: 'wait' },
  LIVE: { label: 'On now', tone: 'good' },
  ENDED: { label: 'Over', tone: 'plain' },
}

export const entryWords: Record<EntryPolicy, { label: string; says: string }> = {
  MULTIPLE: { label: 'Any number of times', says: 'Whoever leaves comes in again.' },
  SINGLE: {
    label: 'Once',
    says: 'Whoever came in does not come in again. A door that is cut off at that moment cannot know of another door’s entry.',
  },
}

/** 5400 -> `1 hour 30 minutes`. */
export function durationWords(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ] as const
  let rest = Math.round(seconds)
  const parts = units.flatMap(([name, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count === 0 ? [] : [`${count.toLocaleString('en-GB')} ${name}${count === 1 ? '' : 's'}`]
  })
  return parts.slice(0, 2).join(' ') || 'no time'
}

export function retentionWords(seconds: number | null): string {
  if (seconds === null) return 'Until somebody deletes the event'
  return seconds === 0 ? 'Not at all: gone at its end' : `For ${durationWords(seconds)} after its end`
}

export const titleOf = ({ name, externalId }: { name: string | null; externalId: string | null }) =>
  name ?? externalId ?? 'Event without a name'
