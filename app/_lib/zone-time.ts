/**
 * Times on the wall clock of a facility, whoever looks at them from wherever: shown with the zone's name, and read from what was
 * typed. Put together here, and not by the platform's formats, so that server and browser write the same letters.
 */
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const minute = 60_000

const clocks = new Map<string, Intl.DateTimeFormat>()

/** `YYYY-MM-DDTHH:MM`: what a clock and a calendar on that wall show. */
export function wallTime(at: Date | string, timeZone: string): string {
  let clock = clocks.get(timeZone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    clocks.set(timeZone, clock)
  }
  const shown = Object.fromEntries(clock.formatToParts(new Date(at)).map(({ type, value }) => [type, value]))
  return `${shown.year!.padStart(4, '0')}-${shown.month}-${shown.day}T${shown.hour}:${shown.minute}`
}

/**
 * The moment at which that clock shows this: the earlier of two where it is set back.
 * @returns null for what is no such time, and for one that the clock leaps over when it is set forward
 */
export function momentOf(wall: string, timeZone: string): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall)) return null
  const asUtc = Date.parse(`${wall}:00Z`)
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 16) !== wall) return null
  // The offsets of the day before and after are all that can be in force.
  const offsets = [-1, 1].map((side) => offsetAt(new Date(asUtc + side * 86_400_000), timeZone))
  const moments = [...new Set(offsets)].map((offset) => asUtc - offset * minute).sort((a, b) => a - b)
  const found = moments.find((moment) => wallTime(new Date(moment), timeZone) === wall)
  return found === undefined ? null : new Date(found)
}

/** Minutes by which that clock is ahead of UTC. */
function offsetAt(at: Date, timeZone: string): number {
  const whole = Math.floor(at.getTime() / minute) * minute
  return (Date.parse(`${wallTime(new Date(whole), timeZone)}:00Z`) - whole) / minute
}

/** The day there, `YYYY-MM-DD`. */
export const dayIn = (at: Date | string, timeZone: string) => wallTime(at, timeZone).slice(0, 10)

/** `Sat 21 Nov 2026`. */
export function dayWords(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  return `${days[at.getUTCDay()]} ${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`
}

/** `Sat 21 Nov 2026, 18:00`, without the zone, which has to stand beside it. */
export function timeIn(at: Date | string, timeZone: string): string {
  const wall = wallTime(at, timeZone)
  return `${dayWords(wall.slice(0, 10))}, ${wall.slice(11)}`
}

/** `Sat 21 Nov 2026, 18:00–22:00`, with both days where they differ. The zone has to stand beside it. */
export function rangeIn(from: Date | string, until: Date | string, timeZone: string): string {
  const [start, end] = [wallTime(from, timeZone), wallTime(until, timeZone)]
  const isOneDay = start.slice(0, 10) === end.slice(0, 10)
  return isOneDay
    ? `${timeIn(from, timeZone)}–${end.slice(11)}`
    : `${timeIn(from, timeZone)} – ${timeIn(until, timeZone)}`
}

/** `Europe/Vienna (UTC+1)`, as it is in force at that moment. */
export function zoneWords(timeZone: string, at: Date | string): string {
  const offset = offsetAt(new Date(at), timeZone)
  if (offset === 0) return timeZone === 'UTC' ? 'UTC' : `${timeZone} (UTC)`
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const sign = offset < 0 ? '−' : '+'
  return `${timeZone} (UTC${sign}${hours}${minutes ? `:${String(minutes).padStart(2, '0')}` : ''})`
}
