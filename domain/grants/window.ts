/**
 * When somebody may come in. Pure, and the same for the bureau, which checks reports, and for terminals, which decide at the
 * door. Whatever is not clearly allowed is refused.
 */
import { z } from 'zod'

/** `HH:MM`; `24:00` is the end of a day. */
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time of day such as 08:30')

export const weeklySpanSchema = z
  .object({
    /** 1 Monday … 7 Sunday. */
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    from: timeOfDay,
    until: timeOfDay,
  })
  .refine(({ from, until }) => from < until, {
    message:
      'It ends before it begins. For a night make two spans: one until 24:00, and one from 00:00 on the days after.',
    path: ['until'],
  })

export const scheduleSchema = z.array(weeklySpanSchema).min(1).max(50)

/** One reason to let a person in, as terminals hold it. Times are RFC 3339, UTC; null means no bound. */
export const scopeSchema = z.object({
  kind: z.enum(['event', 'member']),
  /** The event's id, or the membership's. */
  id: z.string(),
  /** The attendee or the membership. */
  grantId: z.string(),
  validFrom: z.iso.datetime().nullable(),
  /** The moment itself is outside. */
  validUntil: z.iso.datetime().nullable(),
  /** Weekly spans, read in `timeZone`; null: at any time. */
  schedule: z.array(z.object({ days: z.array(z.number()), from: z.string(), until: z.string() })).nullable(),
  /** IANA name. */
  timeZone: z.string(),
  /** Whoever came in by it does not come in again. */
  single: z.boolean(),
  /** Has come in by it. */
  entered: z.boolean(),
})

export type Scope = z.output<typeof scopeSchema>

export type Decision = { granted: true; scope: Scope } | { granted: false; reason: 'outside_window' | 'already_inside' }

/** The first scope that lets them in at that moment; else the reason that is nearest to a yes. */
export function decide(scopes: readonly Scope[], at: Date): Decision {
  const open = scopes.filter((scope) => isOpen(scope, at))
  const scope = open.find(({ single, entered }) => !(single && entered))
  if (scope) return { granted: true, scope }
  return { granted: false, reason: open.length > 0 ? 'already_inside' : 'outside_window' }
}

/** Whether the moment lies inside the scope's window and one of its weekly spans. */
export function isOpen({ validFrom, validUntil, schedule, timeZone }: Scope, at: Date): boolean {
  if (validFrom !== null && at < new Date(validFrom)) return false
  if (validUntil !== null && at >= new Date(validUntil)) return false
  if (schedule === null) return true
  const { day, time } = localTime(at, timeZone)
  return schedule.some(({ days, from, until }) => days.includes(day) && from <= time && time < until)
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const clocks = new Map<string, Intl.DateTimeFormat>()

/** The day (1 Monday … 7 Sunday) and the time (`HH:MM`) that a clock on that wall shows. */
export function localTime(at: Date, timeZone: string): { day: number; time: string } {
  let clock = clocks.get(timeZone)
  if (!clock) {
    const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    clocks.set(timeZone, (clock = new Intl.DateTimeFormat('en-GB', { timeZone, ...parts })))
  }
  const shown = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  return { day: weekdays.indexOf(shown.weekday!) + 1, time: `${shown.hour}:${shown.minute}` }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name })
    return true
  } catch {
    // The only way in which the platform says that it does not know a name.
    return false
  }
}
