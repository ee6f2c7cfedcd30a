/** Figures for charts: what a tenant's days or hours saw. Reads the counters, never the rows that they count. */
import { and, asc, eq, gte, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { hourMs, pendingFigures, type FigureName } from './count'
import { readLatency, type Latency } from './latency'

/** What a person may look back over, and in which steps. */
export const ranges = {
  '48h': { step: 'hour', stepMs: hourMs, steps: 48, words: 'the last 48 hours' },
  '7d': { step: 'day', stepMs: 24 * hourMs, steps: 7, words: 'the last 7 days' },
  '30d': { step: 'day', stepMs: 24 * hourMs, steps: 30, words: 'the last 30 days' },
  '90d': { step: 'day', stepMs: 24 * hourMs, steps: 90, words: 'the last 90 days' },
  '365d': { step: 'day', stepMs: 24 * hourMs, steps: 365, words: 'the last 365 days' },
} as const

export type Range = keyof typeof ranges
export const rangeNames = Object.keys(ranges) as [Range, ...Range[]]

const schema = z.object({ range: z.enum(rangeNames) })

/** What one hour or day saw; `at` is its beginning, UTC. */
export interface Moment {
  at: Date
  created: number
  erased: number
  enrolled: number
  verified: number
  rejected: number
  found: number
  unknown: number
  refused: number
}

export interface Figures {
  range: Range
  moments: Moment[]
  totals: Omit<Moment, 'at'>
  /** Pictures and recordings that were refused, by the code of the reason, most frequent first. */
  reasons: { code: string; count: number }[]
  latency: { read: Latency | null; search: Latency | null; voice: Latency | null }
}

const columnOf: Partial<Record<FigureName, keyof Omit<Moment, 'at'>>> = {
  'user.created': 'created',
  'user.erased': 'erased',
  'face.enrolled': 'enrolled',
  'face.adapted': 'enrolled',
  'face.verified': 'verified',
  'face.rejected': 'rejected',
  'face.found': 'found',
  'face.unknown': 'unknown',
  'face.refused': 'refused',
  'voice.enrolled': 'enrolled',
  'voice.adapted': 'enrolled',
  'voice.verified': 'verified',
  'voice.rejected': 'rejected',
  'voice.refused': 'refused',
}

/** Up to this moment for what this process counted; what other instances count arrives within seconds. */
export async function readFigures(context: Context, input: z.input<typeof schema>): Promise<Figures> {
  const { range } = parse(schema, input)
  const tenantId = tenantFor(context, 'figures:read')
  const { step, stepMs, steps } = ranges[range]
  const now = context.now().getTime()
  const from = now - (now % stepMs) - (steps - 1) * stepMs

  const moments: Moment[] = Array.from({ length: steps }, (_, index) => ({
    at: new Date(from + index * stepMs),
    ...none(),
  }))
  const totals = none()
  const reasons = new Map<string, number>()
  const latency = {
    'engine.read': new Map<string, number>(),
    'engine.search': new Map<string, number>(),
    'engine.voice': new Map<string, number>(),
  }

  const names = [...Object.keys(columnOf), ...Object.keys(latency)]
  for (const { at, name, key, total } of await stepsSince(context, tenantId, step, from, names)) {
    const column = columnOf[name as FigureName]
    const moment = moments[Math.floor((at - from) / stepMs)]
    if (column && moment) {
      moment[column] += total
      totals[column] += total
    }
    if (name === 'face.refused' || name === 'voice.refused') add(reasons, key, total)
    if (name === 'engine.read' || name === 'engine.search' || name === 'engine.voice') add(latency[name], key, total)
  }
  return {
    range,
    moments,
    totals,
    reasons: [...reasons]
      .map(([code, count]) => ({ code, count }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
    latency: {
      read: readLatency(latency['engine.read']),
      search: readLatency(latency['engine.search']),
      voice: readLatency(latency['engine.voice']),
    },
  }
}

/** How often each client called in the last 24 h, to the hour; clients that did not are left out. */
export async function readCalls(context: Context): Promise<Map<string, number>> {
  const tenantId = tenantFor(context, 'clients:read')
  const now = context.now().getTime()
  const calls = new Map<string, number>()
  const from = now - (now % hourMs) - 23 * hourMs
  for (const { key, total } of await stepsSince(context, tenantId, 'hour', from, ['client.called']))
    add(calls, key, total)
  return calls
}

/** What was written, and what this process has not written yet. */
async function stepsSince({ db }: Context, tenantId: string, step: 'hour' | 'day', from: number, names: string[]) {
  const { figures } = db.tables
  const rows = await db.sql
    .select()
    .from(figures)
    .where(
      and(
        eq(figures.tenantId, tenantId),
        eq(figures.step, step),
        gte(figures.at, new Date(from)),
        inArray(figures.name, names),
      ),
    )
    .orderBy(asc(figures.at))
  const pending = [...pendingFigures(db).values()].filter(
    (figure) => figure.tenantId === tenantId && figure.hourMs >= from && names.includes(figure.name),
  )
  return [
    ...rows.map(({ at, name, key, total }) => ({ at: at.getTime(), name, key, total })),
    ...pending.map(({ hourMs: at, name, key, total }) => ({ at, name, key, total })),
  ]
}

const none = (): Omit<Moment, 'at'> => ({
  created: 0,
  erased: 0,
  enrolled: 0,
  verified: 0,
  rejected: 0,
  found: 0,
  unknown: 0,
  refused: 0,
})

function add(to: Map<string, number>, key: string, count: number): void {
  to.set(key, (to.get(key) ?? 0) + count)
}
