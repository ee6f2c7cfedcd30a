/**
 * Writes what was counted: every few seconds, and when the process ends, in one transaction. A process that is killed loses
 * what it counted since the last one, a few seconds at most.
 */
import { and, eq, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Context } from '../context'
import { jobHandler } from '../jobs'
import { addFigure, hourMs, pendingFigures, type Pending } from './count'

const dayMs = 24 * hourMs
/** Hours are drawn for the last 48 h; days for years. */
const keepHoursMs = 8 * dayMs
const keepDaysMs = 1_100 * dayMs
/** Rows of one statement: SQLite and PostgreSQL both bind that many values. */
const batchSize = 500

type Row = Tables['figures']['$inferInsert']

/**
 * What could not be written is counted again with the next flush.
 * @throws what the database says
 */
export async function flushFigures({ db }: Pick<Context, 'db'>): Promise<void> {
  const pending = pendingFigures(db)
  if (pending.size === 0) return
  const taken = [...pending.values()]
  pending.clear()
  const rows = rowsOf(taken)
  try {
    await db.transact(async (tx) => {
      const { figures } = tx.tables
      for (let from = 0; from < rows.length; from += batchSize) {
        await tx.sql
          .insert(figures)
          .values(rows.slice(from, from + batchSize))
          .onConflictDoUpdate({
            target: [figures.tenantId, figures.step, figures.at, figures.name, figures.key],
            set: { total: sql`${figures.total} + excluded.total` },
          })
      }
    })
  } catch (error) {
    for (const figure of taken) addFigure(pending, figure)
    throw error
  }
}

/** An hour's and a day's row for each, in one order for every instance, so that two flushes never wait for each other crosswise. */
function rowsOf(taken: Pending[]): Row[] {
  const rows = new Map<string, Row>()
  for (const { tenantId, hourMs: hour, name, key, total } of taken) {
    const steps = [
      ['hour', hour],
      ['day', hour - (hour % dayMs)],
    ] as const
    for (const [step, at] of steps) {
      const place = `${tenantId} ${step} ${at} ${name} ${key}`
      const before = rows.get(place)
      if (before) before.total += total
      else rows.set(place, { tenantId, step, at: new Date(at), name, key, total })
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/** Flushes every `everyMs`. @returns ends that, with a last flush */
export function startFlushing(context: Context, everyMs = 5_000): () => Promise<void> {
  let running = Promise.resolve()
  const flush = () => {
    running = running
      .then(() => flushFigures(context))
      .catch((error: unknown) =>
        context.log.warn({ err: error }, 'figures were not written; they wait for the next try'),
      )
    return running
  }
  const timer = setInterval(() => void flush(), everyMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    return flush()
  }
}

/** Forgets hours after 8 days and days after 3 years. Once a day. */
export const forgetFiguresJob = jobHandler(
  z.unknown(),
  async ({ db, now }) => {
    const { figures } = db.tables
    const spans = [
      ['hour', keepHoursMs],
      ['day', keepDaysMs],
    ] as const
    let forgotten = 0
    for (const [step, keepMs] of spans) {
      const before = new Date(now().getTime() - keepMs)
      const gone = await db.transact(async (tx) =>
        tx.sql
          .delete(figures)
          .where(and(eq(figures.step, step), lt(figures.at, before)))
          .returning({ at: figures.at }),
      )
      forgotten += gone.length
    }
    return { forgotten }
  },
  { everyMs: dayMs },
)
