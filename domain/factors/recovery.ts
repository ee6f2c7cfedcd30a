/** Recovery codes: ten, shown once, each good for one sign-in in place of the other factor. */
import { and, count, eq, isNull } from 'drizzle-orm'
import { randomInt } from 'node:crypto'
import type { Handle, Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { hashToken } from '../ids'
import { assertFresh } from '../fresh'
import { hasFactor } from './factors'
import { ownId, tellOwn } from './own'

const howMany = 10
/** Crockford's: without i, l, o and u, which are read as something else. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * New codes for the caller; the earlier ones are void.
 * @returns the codes, which nobody can show again
 * @throws AppError `conflict` where there is no factor that they would stand in for; `fresh_sign_in_required`
 */
export async function renewRecoveryCodes(context: Context): Promise<string[]> {
  const adminId = ownId(context)
  assertFresh(context)
  return context.db.transact(async (tx) => {
    if (!(await hasFactor(tx, adminId))) {
      throw new AppError('conflict', 'Recovery codes stand in for a second factor. Please set one up first.')
    }
    await tellOwn(tx, context, 'recovery_codes_made')
    return makeRecoveryCodes(tx, context, adminId)
  })
}

/** Codes for an admin who has set up a factor; the earlier ones are void. */
export async function makeRecoveryCodes(tx: Tx, context: Context, adminId: string): Promise<string[]> {
  const { recoveryCodes } = tx.tables
  const codes = Array.from({ length: howMany }, newCode)
  const subject = { kind: 'admin', id: adminId }
  await writeAudit(tx, context, { action: 'admin.recovery_codes_made', subject, detail: { codes: howMany } })
  await tx.sql.delete(recoveryCodes).where(eq(recoveryCodes.adminId, adminId))
  await tx.sql
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ hash: hashOf(adminId, code), adminId, createdAt: context.now() })))
  return codes
}

/** @returns false for a code that is not theirs or was used; of many tries at once with the same one, one gets true */
export async function useUpRecoveryCode(tx: Tx, context: Context, adminId: string, code: string): Promise<boolean> {
  const { recoveryCodes } = tx.tables
  const used = await tx.sql
    .update(recoveryCodes)
    .set({ usedAt: context.now() })
    .where(and(eq(recoveryCodes.hash, hashOf(adminId, code)), isNull(recoveryCodes.usedAt)))
    .returning({ hash: recoveryCodes.hash })
  return used.length === 1
}

export async function countRecoveryCodes(handle: Handle, adminId: string): Promise<number> {
  const { recoveryCodes } = handle.tables
  const [row] = await handle.sql
    .select({ left: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.adminId, adminId), isNull(recoveryCodes.usedAt)))
  return row!.left
}

/** 80 random bits, in four groups that are easy to copy from paper. */
function newCode(): string {
  const letters = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return letters.match(/.{4}/g)!.join('-')
}

/** As typed: capital letters, blanks and missing hyphens do not matter, nor do an o for a zero and an i or l for a one. */
function hashOf(adminId: string, code: string): string {
  const plain = code
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1')
  return hashToken(`recovery ${adminId} ${plain}`)
}
