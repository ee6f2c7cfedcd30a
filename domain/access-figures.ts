/**
 * How many were let in and how many were not, on one day of one place: for the plot of the portal. Counted from the log itself, so
 * that what a terminal reports late stands where it happened.
 */
import { and, count, sql } from 'drizzle-orm'
import { z } from 'zod'
import { accessCondition, accessFilterSchema, accessTypes } from './access-log'
import type { Context } from './context'
import { isTimeZone } from './grants/window'
import { parse } from './parse'
import { tenantFor } from './permissions'

const quarterMs = 15 * 60_000

type AccessType = (typeof accessTypes)[number]

export interface AccessFigures {
  /** The day's first moment, and the next day's. */
  from: Date
  to: Date
  granted: number
  /** Whatever else was reported, unrecognised faces among it. */
  refused: number
  /** Admissions with which the bureau does not agree. */
  disputed: number
  /** Reported after the fact. */
  offline: number
  byType: { type: AccessType; count: number }[]
  /** Every quarter of an hour of the day, 92 to 100 of them. */
  quarters: { at: Date; granted: number; refused: number }[]
}

const schema = z.object({
  day: z.iso.date('Write the day as YYYY-MM-DD.'),
  /** Whose day it is. IANA name. */
  timeZone: z.string().max(60).refine(isTimeZone, 'There is no such time zone.').default('UTC'),
  filter: accessFilterSchema.default({}),
})

export async function readAccessFigures(context: Context, input: z.input<typeof schema>): Promise<AccessFigures> {
  const { day, timeZone, filter } = parse(schema, input)
  const tenantId = tenantFor(context, 'access-log:read')
  const { db } = context
  const { accessEvents: log } = db.tables
  const [from, to] = [startOfDay(day, timeZone), startOfDay(nextDay(day), timeZone)]
  const start = sql.param(from, log.occurredAt)
  const quarter =
    db.dialect === 'sqlite'
      ? sql<number>`cast((${log.occurredAt} - ${start}) / ${sql.raw(String(quarterMs))} as integer)`
      : sql<number>`floor(extract(epoch from (${log.occurredAt} - ${start}::timestamptz)) * 1000 / ${sql.raw(String(quarterMs))})::int`
  const [oneIf, zero] = [sql.raw('1'), sql.raw('0')]
  const rows = await db.sql
    .select({
      quarter: quarter.as('quarter'),
      type: log.type,
      count: count(),
      disputed: sql`sum(case when ${log.dispute} is null then ${zero} else ${oneIf} end)`.mapWith(Number),
      offline: sql`sum(case when ${log.offline} then ${oneIf} else ${zero} end)`.mapWith(Number),
    })
    .from(log)
    .where(and(accessCondition(db, tenantId, filter), accessCondition(db, tenantId, { from, to })))
    .groupBy(sql`quarter`, log.type)

  const steps = Math.ceil((to.getTime() - from.getTime()) / quarterMs)
  const quarters = Array.from({ length: steps }, (_, index) => ({
    at: new Date(from.getTime() + index * quarterMs),
    granted: 0,
    refused: 0,
  }))
  const byType = new Map<AccessType, number>(accessTypes.map((type) => [type, 0]))
  const totals = { granted: 0, refused: 0, disputed: 0, offline: 0 }
  for (const row of rows) {
    const side = row.type === 'access_granted' ? 'granted' : 'refused'
    quarters[Number(row.quarter)]![side] += row.count
    totals[side] += row.count
    totals.disputed += row.disputed
    totals.offline += row.offline
    byType.set(row.type, byType.get(row.type)! + row.count)
  }
  return { from, to, ...totals, byType: [...byType].map(([type, count]) => ({ type, count })), quarters }
}

/** `2026-11-21` -> `2026-11-22`. */
function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
}

/** The first moment at which a calendar in that zone shows the day. */
export function startOfDay(day: string, timeZone: string): Date {
  const midnight = Date.parse(day)
  // Once with the offset of about then, and once more with that of the moment itself, where clocks are changed that day.
  const about = midnight - offsetMs(midnight, timeZone)
  const start = midnight - offsetMs(about, timeZone)
  // Where midnight is left out, the day begins when the clocks go on.
  return new Date(dayOf(new Date(start), timeZone) < day ? Math.max(start, about) : start)
}

/** The day that a calendar in that zone shows. */
export function dayOf(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at.getTime(), timeZone)).toISOString().slice(0, 10)
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** By how much clocks of the zone are ahead of UTC at that moment. */
function offsetMs(at: number, timeZone: string): number {
  let clock = clocks.get(timeZone)
  if (!clock) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
    clocks.set(timeZone, (clock = new Intl.DateTimeFormat('en-GB', { timeZone, ...parts, ...time })))
  }
  const shown = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  const { year, month, day, hour, minute, second } = shown
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return local - Math.floor(at / 1_000) * 1_000
}
