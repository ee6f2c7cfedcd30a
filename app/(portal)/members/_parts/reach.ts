/** When and where a member may come in, as a form holds it; times of validity on one clock, which stands beside them. */
import type { MemberFactsFragment } from '@/app/_graph/documents'
import { wallTime } from '@/app/_lib/zone-time'

export interface Span {
  /** 1 Monday to 7 Sunday. */
  days: number[]
  /** HH:MM */
  from: string
  /** HH:MM; 00:00 is the end of the day. */
  until: string
}

export interface Reach {
  /** `2026-11-21T18:00`, on the clock of `timeZone`; empty: no bound. */
  validFrom: string
  validUntil: string
  timeZone: string
  /** Null: at any time. */
  schedule: Span[] | null
  /** Null: every door, those that come later included. */
  zoneIds: string[] | null
}

export const openReach = (timeZone: string): Reach => ({
  validFrom: '',
  validUntil: '',
  timeZone,
  schedule: null,
  zoneIds: null,
})

export const officeHours: Span = { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }

/** Whose zones have one clock only is shown by that one, else by the common one. */
export function reachOf(member: MemberFactsFragment, common: string): Reach {
  const clocks = new Set(member.zones?.map(({ timeZone }) => timeZone))
  const [only] = clocks
  const timeZone = clocks.size === 1 ? only! : common
  return {
    validFrom: member.validFrom ? wallTime(member.validFrom, timeZone) : '',
    validUntil: member.validUntil ? wallTime(member.validUntil, timeZone) : '',
    timeZone,
    schedule:
      member.schedule?.map((span) => ({ ...span, until: span.until === '24:00' ? '00:00' : span.until })) ?? null,
    zoneIds: member.zones?.map(({ id }) => id) ?? null,
  }
}

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** `Mon–Fri, Sun`. */
export function daysWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b)
  if (sorted.length === 7) return 'every day'
  const runs: number[][] = []
  for (const day of sorted) {
    const last = runs.at(-1)
    if (last?.at(-1) === day - 1) last.push(day)
    else runs.push([day])
  }
  return runs
    .map((run) =>
      run.length > 2 ? `${names[run[0]! - 1]}–${names[run.at(-1)! - 1]}` : run.map((day) => names[day - 1]).join(', '),
    )
    .join(', ')
}

export function scheduleWords(schedule: readonly Span[] | null): string {
  if (schedule === null) return 'at any time'
  return schedule
    .map(({ days, from, until }) => `${daysWords(days)} ${from}–${until === '00:00' ? '24:00' : until}`)
    .join('; ')
}
