/** Enrolment links that came to nothing are forgotten, with the names and addresses in them. Those that enrolled somebody go with them. */
import { and, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { jobHandler } from '../jobs'

const dayMs = 86_400_000
/** So long after their end the list still says what became of them. */
const memoryMs = 30 * dayMs

export const forgetEnrolmentLinksJob = jobHandler(
  z.object({}),
  async ({ db, now }) => {
    const { enrolmentLinks } = db.tables
    const past = new Date(now().getTime() - memoryMs)
    const gone = await db.transact(async (tx) =>
      tx.sql
        .delete(enrolmentLinks)
        .where(and(isNull(enrolmentLinks.finishedAt), lt(enrolmentLinks.expiresAt, past)))
        .returning({ id: enrolmentLinks.id }),
    )
    return { forgotten: gone.length }
  },
  { everyMs: dayMs },
)
