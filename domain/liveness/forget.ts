/** Checks whose time is over go, with the template of whoever passed; by what bursts are known again goes after a month. */
import { lte } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '@/db/types'
import type { Context } from '../context'
import { enqueue, jobHandler } from '../jobs'

const minuteMs = 60_000
const framesMs = 30 * 24 * 60 * minuteMs
/** One job a minute at most, and none where nothing is open. */
export async function forgetChecksAt(tx: Tx, { now }: Pick<Context, 'now'>, keepUntil: Date): Promise<void> {
  const runAt = new Date(Math.ceil(keepUntil.getTime() / minuteMs) * minuteMs)
  const slot = `liveness.forget@minute ${runAt.toISOString()}`
  await enqueue(tx, { tenantId: null, kind: 'liveness.forget', payload: {}, now: now(), runAt, slot })
}

export const forgetLivenessJob = jobHandler(
  z.object({}),
  async (context) => {
    const { livenessChecks, livenessFrames } = context.db.tables
    const now = context.now().getTime()
    return context.db.transact(async (tx) => {
      const isOver = lte(livenessChecks.keepUntil, new Date(now))
      const checks = await tx.sql.delete(livenessChecks).where(isOver).returning({ id: livenessChecks.id })
      const isOld = lte(livenessFrames.createdAt, new Date(now - framesMs))
      const frames = await tx.sql.delete(livenessFrames).where(isOld).returning({ id: livenessFrames.id })
      return { checks: checks.length, frames: frames.length }
    })
  },
  { everyMs: 86_400_000, maxAttempts: 20 },
)
