/** What an admin changes about users: the customer's own id, and the right to be recognised, taken and given back. */
import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { isUniqueViolation } from '@/db/violations'
import { assertAcsId } from '../acs-ids'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { tellHolders } from '../grants/write'
import { isUserId } from '../ids'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { recallAllOf } from '../qr-credential/recall'
import { externalIdSchema, toUser, userById, userNotFound, type User } from '../users'
import { restateUser } from './standing'

const renameSchema = z.object({
  userId: z.string(),
  /** Null, or nothing but blanks: none any more. */
  externalId: z.preprocess(
    (value) => (typeof value === 'string' && !value.trim() ? null : value),
    externalIdSchema.nullable(),
  ),
  /** The form in which terminals put it on a wire. Default: the one it has had. */
  acsIdSchema: z.string().optional(),
})

/**
 * @throws AppError `not_found`; `already_exists` when another user has that external id; `rule_broken` for one that its schema
 *   cannot express
 */
export async function changeExternalId(context: Context, input: z.input<typeof renameSchema>): Promise<User> {
  const { userId, externalId, acsIdSchema } = parse(renameSchema, input)
  const tenantId = tenantFor(context, 'users:rename')
  const before = await userById(context.db, tenantId, userId)
  const named = acsIdSchema ?? before.externalIdSchema
  const schema = externalId === null || named === null ? named : assertAcsId(externalId, named)
  try {
    return await context.db.transact(async (tx) => {
      // The ids themselves are the customer's and may name a person: a line that is never erased does not hold them.
      await writeAudit(tx, context, { action: 'user.renamed', subject: { kind: 'user', id: userId } })
      const { users } = tx.tables
      const [row] = await tx.sql
        .update(users)
        .set({ externalId, externalIdSchema: schema, updatedAt: context.now() })
        .where(and(eq(users.id, userId), eq(users.tenantId, tenantId)))
        .returning()
      if (!row) throw userNotFound()
      await tellHolders(tx, { tenantId, userId, at: row.updatedAt })
      await recallAllOf(tx, { tenantId, userIds: [userId], at: row.updatedAt, reason: 'renamed' })
      return toUser(row)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('already_exists', 'Another user has this external id already.', {
      cause: error,
      subject: 'user',
      fields: [{ field: 'externalId', message: 'Another user has this external id already.' }],
    })
  }
}

/** As many as a page of the list shows. */
export const bulkLimit = 100

export const userIdsSchema = z.object({ userIds: z.array(z.string()).min(1).max(bulkLimit) })

/**
 * From the next comparison on nobody is told that these users are recognised. Templates and pictures stay, so that it can be
 * taken back, and so that nobody comes in again under another name unnoticed.
 * @returns how many it changed; who was revoked before is left as is
 * @throws AppError `not_found` when none of them exists
 */
export async function revokeUsers(context: Context, input: z.input<typeof userIdsSchema>): Promise<number> {
  return setRevoked(context, input, true)
}

/** Gives the right to be recognised back. @returns, @throws as `revokeUsers` */
export async function reissueUsers(context: Context, input: z.input<typeof userIdsSchema>): Promise<number> {
  return setRevoked(context, input, false)
}

async function setRevoked(context: Context, input: z.input<typeof userIdsSchema>, isRevoked: boolean): Promise<number> {
  const { userIds } = parse(userIdsSchema, input)
  const tenantId = tenantFor(context, 'users:change')
  const wanted = [...new Set(userIds)].filter(isUserId)
  return context.db.transact(async (tx) => {
    const { users } = tx.tables
    const mine = and(eq(users.tenantId, tenantId), inArray(users.id, wanted))
    const found = await tx.sql.select({ id: users.id }).from(users).where(mine)
    if (found.length === 0) throw userNotFound()
    const at = context.now()
    const changed = await tx.sql
      .select({ id: users.id })
      .from(users)
      .where(and(mine, isRevoked ? isNull(users.revokedAt) : isNotNull(users.revokedAt)))
    for (const { id } of changed) {
      const action = isRevoked ? 'user.revoked' : 'user.reissued'
      await writeAudit(tx, context, { action, subject: { kind: 'user', id } })
      await tx.sql
        .update(users)
        .set({ revokedAt: isRevoked ? at : null, updatedAt: at })
        .where(eq(users.id, id))
      await restateUser(tx, id)
      // Whoever holds copies of templates follows the feed.
      await tellHolders(tx, { tenantId, userId: id, at, op: isRevoked ? 'remove' : 'upsert' })
      if (isRevoked) await recallAllOf(tx, { tenantId, userIds: [id], at, reason: 'user_revoked' })
    }
    return changed.length
  })
}
