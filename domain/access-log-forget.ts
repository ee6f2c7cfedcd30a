/** The access log ends as long after what happened as its tenant's setting says; what comes later than that was refused already. */
import { and, eq, inArray, lt } from 'drizzle-orm'
import { z } from 'zod'
import { jobHandler } from './jobs'
import { readSettings } from './settings'

/** In one transaction: reports of the moment must not wait for a month's. */
const batchSize = 2_000
const dayMs = 86_400_000

export const forgetAccessJob = jobHandler(
  z.object({}),
  async ({ db, now }, _payload, job) => {
    const { accessEvents, tenants } = db.tables
    let lines = 0
    for (const { id, settings } of await db.sql.select().from(tenants)) {
      const before = new Date(now().getTime() - readSettings(settings).accessLogDays * dayMs)
      const old = and(eq(accessEvents.tenantId, id), lt(accessEvents.occurredAt, before))
      for (let gone = batchSize; gone === batchSize; lines += gone) {
        job.signal.throwIfAborted()
        const batch = await db.transact(async (tx) => {
          const some = tx.sql.select({ id: accessEvents.id }).from(accessEvents).where(old).limit(batchSize)
          return tx.sql.delete(accessEvents).where(inArray(accessEvents.id, some)).returning({ id: accessEvents.id })
        })
        gone = batch.length
      }
    }
    return { lines }
  },
  { everyMs: dayMs },
)
