/** Times at doors: to the second, and by the clock on the wall there, not by the reader's. */

const parts = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
const kept = new Map<string, Intl.DateTimeFormat>()

function format(name: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${timeZone}`
  let made = kept.get(key)
  if (!made) kept.set(key, (made = new Intl.DateTimeFormat('en-GB', { timeZone, ...options })))
  return made
}

export const clockWords = (at: string, timeZone: string) => format('time', timeZone, parts).format(new Date(at))
export const hourWords = (at: string, timeZone: string) =>
  format('hour', timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
export const dayWords = (at: string, timeZone: string) =>
  format('day', timeZone, { day: 'numeric', month: 'short' }).format(new Date(at))
export const longDay = (day: string) =>
  format('long', 'UTC', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(day))

/** @param plainDay the day that goes without saying, as `dayWords` has it */
export function Moment({ at, timeZone, plainDay }: { at: string; timeZone: string; plainDay?: string }) {
  const day = dayWords(at, timeZone)
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap tabular-nums" suppressHydrationWarning>
      {day === plainDay ? '' : `${day}, `}
      {clockWords(at, timeZone)}
    </time>
  )
}
