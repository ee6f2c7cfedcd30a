/** What of QR credentials nobody needs any more: those that ended a month ago, and keys by which nothing good is sealed. */
import { and, isNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import { jobHandler } from '../jobs'
import { forgetQrKeys } from './keys'

const dayMs = 86_400_000
/** For how long after its end a credential is still shown beside its user. */
const shownDays = 30

/** Daily. */
export const forgetQrJob = jobHandler(
  z.unknown(),
  async ({ db, now }) =>
    db.transact(async (tx) => {
      const { qrCredentials } = tx.tables
      const at = now()
      const shownFrom = new Date(at.getTime() - shownDays * dayMs)
      const credentials = await tx.sql
        .delete(qrCredentials)
        .where(
          or(
            lt(qrCredentials.expiresAt, shownFrom),
            // Of an erased user nothing is shown: only terminals had to be told, until it expired.
            and(isNull(qrCredentials.userId), lt(qrCredentials.expiresAt, at)),
          ),
        )
        .returning({ id: qrCredentials.id })
      const keys = await forgetQrKeys(tx, at)
      return { credentials: credentials.length, keys: keys.length }
    }),
  { everyMs: dayMs },
)
