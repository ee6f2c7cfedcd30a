/** Deliveries are remembered for 30 days, whatever became of them. */
import { inArray, lt } from 'drizzle-orm'
import { z } from 'zod'
import { jobHandler } from '../jobs'

export const keptDays = 30
/** In one transaction: the messages of the moment must not wait for a month's. */
const batchSize = 2_000

export const forgetDeliveriesJob = jobHandler(
  z.object({}),
  async ({ db, now }, _payload, job) => {
    const { webhookDeliveries: deliveries } = db.tables
    const old = lt(deliveries.createdAt, new Date(now().getTime() - keptDays * 86_400_000))
    for (let gone = 0; ;) {
      job.signal.throwIfAborted()
      const batch = await db.transact(async (tx) => {
        const some = tx.sql.select({ id: deliveries.id }).from(deliveries).where(old).limit(batchSize)
        return tx.sql.delete(deliveries).where(inArray(deliveries.id, some)).returning({ id: deliveries.id })
      })
      gone += batch.length
      if (batch.length < batchSize) return { deliveries: gone }
    }
  },
  { everyMs: 86_400_000 },
)
