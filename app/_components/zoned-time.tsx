/** Moments on the wall clock of a facility, with that clock's name; the moment itself, UTC, is in the title. */
import { rangeIn, timeIn, zoneWords } from '@/app/_lib/zone-time'

export function ZonedTime({ at, timeZone }: { at: string; timeZone: string }) {
  return (
    <span className="tabular-nums">
      <time dateTime={at} title={at}>
        {timeIn(at, timeZone)}
      </time>{' '}
      <span className="text-small whitespace-nowrap text-ink-soft">{zoneWords(timeZone, at)}</span>
    </span>
  )
}

export function ZonedRange({ from, until, timeZone }: { from: string; until: string; timeZone: string }) {
  return (
    <span className="tabular-nums">
      <span title={`${from} – ${until}`}>{rangeIn(from, until, timeZone)}</span>{' '}
      <span className="text-small whitespace-nowrap text-ink-soft">{zoneWords(timeZone, from)}</span>
    </span>
  )
}
