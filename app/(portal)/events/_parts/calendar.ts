/** The days of a month's calendar, and which events fall on each, by the clock of their own facility. */
import { dayIn } from '@/app/_lib/zone-time'

const dayMs = 86_400_000
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** Whole weeks, Monday first, in which the days of the month lie; each day YYYY-MM-DD. */
export function weeksOf(month: string): string[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`)
  const days = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()
  const lead = (new Date(first).getUTCDay() + 6) % 7
  const start = first - lead * dayMs
  const weeks = Math.ceil((lead + days) / 7)
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_day, day) => iso(start + (week * 7 + day) * dayMs)),
  )
}

export function monthBeside(month: string, step: 1 | -1): string {
  const at = new Date(`${month}-01T00:00:00Z`)
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + step, 1)).toISOString().slice(0, 7)
}

interface Dated {
  startsAt: string
  endsAt: string
  zone: { timeZone: string }
}

/** Day -> what takes place on it, in the order given. What ends at midnight does not reach into the next day. */
export function byDay<Event extends Dated>(events: readonly Event[], days: readonly string[]): Map<string, Event[]> {
  const found = new Map<string, Event[]>(days.map((day) => [day, []]))
  for (const event of events) {
    const from = dayIn(event.startsAt, event.zone.timeZone)
    const until = dayIn(new Date(Date.parse(event.endsAt) - 1), event.zone.timeZone)
    for (const day of days) if (from <= day && day <= until) found.get(day)!.push(event)
  }
  return found
}
