/**
 * Calls that may be repeated: the caller chooses a key, the first call under it does its work and writes down what came out in
 * the same transaction, and every later one within a day is answered with that. Which calls take a key is theirs to say.
 */
import { and, eq, gt, lt } from 'drizzle-orm'
import { z } from 'zod'
import { withCompanion } from '@/db/companion'
import type { Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { canonicalJson } from './audit'
import type { Context } from './context'
import { AppError } from './errors'
import { jobHandler } from './jobs'
import { parse, storableText } from './parse'

/** How long a key is remembered. */
export const rememberedMs = 24 * 3_600_000

export const idempotencyKeySchema = storableText.pipe(z.string().min(8).max(128))

export interface IdempotentCall {
  tenantId: string
  actorId: string
  key: string
  fingerprint: string
}

/** Names this call; `input` goes into a keyed hash only. */
export function idempotentCall(
  context: Context,
  { tenantId, key, operation, input }: { tenantId: string; key: string; operation: string; input: unknown },
): IdempotentCall {
  const fingerprint = context.keys.mac('idempotency', canonicalJson([operation, input])).toString('base64url')
  return { tenantId, actorId: 'id' in context.actor ? context.actor.id : '', key, fingerprint }
}

/**
 * What the first call under this key came to; null when this is the first.
 * @throws AppError `conflict` when the key was used for another call
 */
export async function recall(context: Context, call: IdempotentCall): Promise<Record<string, string> | null> {
  const { idempotentCalls } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(idempotentCalls)
    .where(and(sameKey(context.db.tables, call), gt(idempotentCalls.createdAt, oldest(context))))
  if (!row) return null
  if (row.fingerprint !== call.fingerprint) {
    throw new AppError('conflict', 'This idempotency key was used for another call.', { subject: 'idempotency_key' })
  }
  return row.result
}

/** A second call that runs at the same time meets a unique violation here, and nothing of it stands. */
export async function remember(
  tx: Tx,
  context: Pick<Context, 'now'>,
  call: IdempotentCall,
  result: Record<string, string>,
): Promise<void> {
  const { idempotentCalls } = tx.tables
  await tx.sql
    .delete(idempotentCalls)
    .where(and(sameKey(tx.tables, call), lt(idempotentCalls.createdAt, oldest(context))))
  await tx.sql.insert(idempotentCalls).values({ ...call, result, createdAt: context.now() })
}

/**
 * Runs a call of which the domain's functions need not know that it may be repeated: its key is written in the first transaction
 * that it opens, so that no repeat ever does it again, and its answer once it has one.
 * @param answer ids, codes and numbers only: it is kept for a day
 * @param secret the answer holds what is shown once and therefore not kept
 * @throws AppError `conflict` for a key of another call, of one that runs now or was interrupted, or whose answer is not kept
 */
export async function once<T>(
  context: Context,
  { key, operation, input, secret = false }: { key: string; operation: string; input: unknown; secret?: boolean },
  run: () => Promise<T>,
): Promise<T> {
  const { actor } = context
  if (!('tenantId' in actor)) return run()
  const call = idempotentCall(context, {
    tenantId: actor.tenantId,
    key: parse(z.object({ idempotencyKey: idempotencyKeySchema }), { idempotencyKey: key }).idempotencyKey,
    operation,
    input,
  })
  const before = await recall(context, call)
  if (before?.answer !== undefined) return JSON.parse(before.answer) as T
  if (before) throw keyTaken('This call was made already, and its answer was not kept. Look at what it did.')
  const write = async (tx: Tx) => {
    try {
      await remember(tx, context, call, {})
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      throw keyTaken('This call is being made right now. Repeat it in a moment.')
    }
  }
  return withCompanion(write, async (companion) => {
    try {
      const answer = await run()
      if (companion.written && !secret) await settle(context, call, { answer: JSON.stringify(answer) })
      return answer
    } catch (error) {
      // What was written before it failed was taken back by whoever failed; so is the key.
      if (companion.written) await settle(context, call, null)
      throw error
    }
  })
}

async function settle(context: Context, call: IdempotentCall, result: Record<string, string> | null): Promise<void> {
  await context.db.transact(async (tx) => {
    const { idempotentCalls } = tx.tables
    if (result) await tx.sql.update(idempotentCalls).set({ result }).where(sameKey(tx.tables, call))
    else await tx.sql.delete(idempotentCalls).where(sameKey(tx.tables, call))
  })
}

const keyTaken = (message: string) => new AppError('conflict', message, { subject: 'idempotency_key' })

/** `lost`: what the first call did stands, and its process ended before its answer was written down. */
export type Reserved = 'mine' | 'theirs' | 'lost'

/**
 * Takes a key before the call is made, for whoever cannot write it in the call's own transaction. One that was taken and never
 * settled is given to the next after a while, unless `makeReserved` noted that its work was done.
 */
export async function reserveCall(context: Context, call: IdempotentCall, abandonedMs: number): Promise<Reserved> {
  const { idempotentCalls } = context.db.tables
  const createdAt = context.now()
  const abandoned = new Date(createdAt.getTime() - abandonedMs)
  return context.db.transact(async (tx) => {
    const [before] = await tx.sql.select().from(idempotentCalls).where(sameKey(tx.tables, call))
    const isLeft = before && before.result.answer === undefined && before.createdAt < abandoned
    if (isLeft && before.result.done !== undefined && before.createdAt >= oldest(context)) return 'lost'
    if (before && (isLeft || before.createdAt < oldest(context))) {
      await tx.sql
        .delete(idempotentCalls)
        .where(and(sameKey(tx.tables, call), eq(idempotentCalls.createdAt, before.createdAt)))
    }
    const taken = await tx.sql
      .insert(idempotentCalls)
      .values({ ...call, result: {}, createdAt })
      .onConflictDoNothing()
      .returning({ key: idempotentCalls.key })
    return taken.length > 0 ? 'mine' : 'theirs'
  })
}

/** Makes a call whose key was taken. From the commit of its first transaction on it is never made again under this key. */
export async function makeReserved<T>(call: IdempotentCall, run: () => Promise<T>): Promise<T> {
  const noteDone = async (tx: Tx) => {
    const { idempotentCalls } = tx.tables
    await tx.sql
      .update(idempotentCalls)
      .set({ result: { done: 'yes' } })
      .where(sameKey(tx.tables, call))
  }
  return withCompanion(noteDone, run)
}

/** What every repeat is answered with from now on. */
export async function settleCall(
  context: Context,
  call: IdempotentCall,
  result: Record<string, string>,
): Promise<void> {
  const { idempotentCalls } = context.db.tables
  await context.db.transact((tx) =>
    tx.sql.update(idempotentCalls).set({ result }).where(sameKey(tx.tables, call)).execute(),
  )
}

/** The call came to nothing. */
export async function forgetCall(context: Context, call: IdempotentCall): Promise<void> {
  const { idempotentCalls } = context.db.tables
  await context.db.transact((tx) => tx.sql.delete(idempotentCalls).where(sameKey(tx.tables, call)).execute())
}

/** Removes what is older than a day. */
export const forgetCallsJob = jobHandler(
  z.object({}),
  async (context) => {
    const { idempotentCalls } = context.db.tables
    const gone = await context.db.transact((tx) =>
      tx.sql
        .delete(idempotentCalls)
        .where(lt(idempotentCalls.createdAt, oldest(context)))
        .returning({ key: idempotentCalls.key }),
    )
    return { forgotten: gone.length }
  },
  { everyMs: 3_600_000 },
)

const oldest = ({ now }: Pick<Context, 'now'>) => new Date(now().getTime() - rememberedMs)

function sameKey({ idempotentCalls }: Tx['tables'], { tenantId, actorId, key }: IdempotentCall) {
  return and(eq(idempotentCalls.tenantId, tenantId), eq(idempotentCalls.actorId, actorId), eq(idempotentCalls.key, key))
}
