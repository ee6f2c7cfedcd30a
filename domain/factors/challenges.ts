/**
 * Challenges for passkeys: random, good for 5 minutes, for one purpose and one answer. Each carries its own end and proof, so
 * that a page may ask for one without a write; what was answered is kept until it would have ended anyway.
 */
import { lt } from 'drizzle-orm'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Tx } from '@/db/types'
import type { Context } from '../context'
import { hashToken } from '../ids'

const goodMs = 5 * 60_000
const [randomLength, timeLength, macLength] = [24, 8, 32]

/** @param purpose what an answer would do, and for whom: an answer to another purpose is none */
export function newChallenge(context: Context, purpose: string): Buffer {
  const head = Buffer.alloc(randomLength + timeLength)
  randomBytes(randomLength).copy(head)
  head.writeBigUInt64BE(BigInt(context.now().getTime() + goodMs), randomLength)
  return Buffer.concat([head, proofOf(context, head, purpose)])
}

/** Whether we gave this challenge (base64url) for this purpose, less than 5 minutes ago. */
export function isOpenChallenge(context: Context, purpose: string, challenge: string): boolean {
  const bytes = Buffer.from(challenge, 'base64url')
  if (bytes.length !== randomLength + timeLength + macLength) return false
  const head = bytes.subarray(0, randomLength + timeLength)
  const isOurs = timingSafeEqual(proofOf(context, head, purpose), bytes.subarray(head.length))
  return isOurs && endOf(head) > context.now().getTime()
}

/** Uses a challenge up. @returns false when it was used before; of many at once one gets true */
export async function useUpChallenge(tx: Tx, context: Context, challenge: string): Promise<boolean> {
  const { usedChallenges } = tx.tables
  await tx.sql.delete(usedChallenges).where(lt(usedChallenges.expiresAt, context.now()))
  const bytes = Buffer.from(challenge, 'base64url')
  const used = await tx.sql
    .insert(usedChallenges)
    // Over the bytes: the same ones can be written in base64url in more ways than one.
    .values({ hash: hashToken(bytes.toString('hex')), expiresAt: new Date(endOf(bytes)) })
    .onConflictDoNothing()
    .returning()
  return used.length === 1
}

const endOf = (bytes: Buffer) => Number(bytes.readBigUInt64BE(randomLength))

function proofOf({ keys }: Context, head: Buffer, purpose: string): Buffer {
  return keys.mac('challenge', `${purpose} ${head.toString('base64url')}`)
}
