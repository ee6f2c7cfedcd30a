/** Challenges: what a wallet signs to show that it holds its key. Kept as a hash, good once and for five minutes. */
import { and, eq, gt, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { hashToken, newToken } from '../ids'
import { jobHandler } from '../jobs'
import { tenantFor } from '../permissions'
import { assertWalletOpen } from './open'

const goodForMs = 5 * 60_000

/** @throws AppError `not_found` when wallets may not ask */
export async function makeChallenge(context: Context): Promise<{ challenge: string; expiresAt: Date }> {
  const tenantId = tenantFor(context, 'credentials:request')
  await assertWalletOpen(context, tenantId)
  const challenge = newToken('walletChallenge')
  const expiresAt = new Date(context.now().getTime() + goodForMs)
  await context.db.transact(async (tx) => {
    await tx.sql.insert(tx.tables.walletChallenges).values({ hash: hashToken(challenge), tenantId, expiresAt })
  })
  return { challenge, expiresAt }
}

/** Takes the challenge out of use. @returns whether it was good until now */
export async function takeChallenge(context: Context, tenantId: string, challenge: string): Promise<boolean> {
  const { walletChallenges } = context.db.tables
  const taken = await context.db.transact((tx) =>
    tx.sql
      .delete(walletChallenges)
      .where(
        and(
          eq(walletChallenges.hash, hashToken(challenge)),
          eq(walletChallenges.tenantId, tenantId),
          gt(walletChallenges.expiresAt, context.now()),
        ),
      )
      .returning({ hash: walletChallenges.hash }),
  )
  return taken.length > 0
}

/** Removes what the open door no longer needs: old challenges and counts, and expired credentials of erased users. Hourly. */
export const forgetWalletJob = jobHandler(
  z.unknown(),
  async ({ db, now }) => {
    const hourAgo = new Date(now().getTime() - 3_600_000)
    return db.transact(async (tx) => {
      const { walletChallenges, walletCalls, verifiableCredentials } = tx.tables
      const challenges = await tx.sql
        .delete(walletChallenges)
        .where(lt(walletChallenges.expiresAt, now()))
        .returning({ hash: walletChallenges.hash })
      const calls = await tx.sql
        .delete(walletCalls)
        .where(lt(walletCalls.startedAt, hourAgo))
        .returning({ subject: walletCalls.subject })
      // Their place in a status list is of no use any more: what it belonged to has expired by itself.
      const credentials = await tx.sql
        .delete(verifiableCredentials)
        .where(and(isNull(verifiableCredentials.userId), lt(verifiableCredentials.expiresAt, now())))
        .returning({ id: verifiableCredentials.id })
      return { challenges: challenges.length, calls: calls.length, credentials: credentials.length }
    })
  },
  { everyMs: 3_600_000 },
)
