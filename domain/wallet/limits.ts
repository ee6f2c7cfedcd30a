/**
 * How often one place on the network may call the open door of a tenant. Counted in the database, so that instances share the
 * count and a start does not forget it; whoever is over the limit costs one read.
 */
import { and, eq, lt } from 'drizzle-orm'
import type { Context } from '../context'
import { AppError } from '../errors'
import { network } from '../guesses'
import { hashToken } from '../ids'

const windowMs = 3_600_000

export interface CountedCall {
  tenantId: string
  /** What is counted apart, e.g. `request`. */
  purpose: string
  /** The address that the request came from. */
  source: string
  limit: number
}

/** Counts a call before anything of it is read. @throws AppError `too_many_requests` with the seconds to wait */
export async function countWalletCall(
  context: Context,
  { tenantId, purpose, source, limit }: CountedCall,
): Promise<void> {
  const { walletCalls } = context.db.tables
  const subject = hashToken(`wallet ${tenantId} ${purpose} ${network(source)}`)
  const now = context.now()
  const oldest = new Date(now.getTime() - windowMs)
  const [seen] = await context.db.sql.select().from(walletCalls).where(eq(walletCalls.subject, subject))
  if (seen && seen.startedAt > oldest && seen.calls >= limit) throw tooMany(seen.startedAt, now)

  await context.db.transact(async (tx) => {
    await tx.sql.delete(walletCalls).where(and(eq(walletCalls.subject, subject), lt(walletCalls.startedAt, oldest)))
    // The row is locked from here on: of many calls at once each sees the count of those before.
    const [row] = await tx.sql
      .insert(walletCalls)
      .values({ subject, calls: 0, startedAt: now })
      .onConflictDoUpdate({ target: walletCalls.subject, set: { subject } })
      .returning()
    if (row!.calls >= limit) throw tooMany(row!.startedAt, now)
    await tx.sql
      .update(walletCalls)
      .set({ calls: row!.calls + 1 })
      .where(eq(walletCalls.subject, subject))
  })
}

function tooMany(startedAt: Date, now: Date): AppError {
  const seconds = Math.max(1, Math.ceil((startedAt.getTime() + windowMs - now.getTime()) / 1000))
  const minutes = Math.ceil(seconds / 60)
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`
  return new AppError('too_many_requests', `Too many requests came from this network. Please try again in ${wait}.`, {
    retryAfterSeconds: seconds,
  })
}
