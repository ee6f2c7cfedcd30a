/**
 * The early end of QR credentials, and of single scopes of them. Called in the transaction of whatever causes it, so that a terminal
 * that follows the feed hears of both at once.
 */
import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { raiseQrVersion } from './version'

export type QrCredentialRow = Tables['qrCredentials']['$inferSelect']

export const recallReasons = ['by_hand', 'user_revoked', 'user_erased', 'face_removed', 'renamed', 'no_grant'] as const
export type RecallReason = (typeof recallReasons)[number]

export const credentialNotFound = () =>
  new AppError('not_found', 'There is no such QR credential.', { subject: 'qr_credential' })

interface Whose {
  tenantId: string
  userIds: readonly string[]
  at: Date
}

/** Recalls all that these people have. @returns how many that were */
export async function recallAllOf(
  tx: Tx,
  { tenantId, userIds, at, reason }: Whose & { reason: RecallReason },
): Promise<number> {
  if (userIds.length === 0) return 0
  const { qrCredentials } = tx.tables
  const recalled = await tx.sql
    .update(qrCredentials)
    .set({ recalledAt: at, recalledReason: reason })
    .where(
      and(
        isOneOf(tx, qrCredentials.userId, userIds),
        isNull(qrCredentials.recalledAt),
        gt(qrCredentials.expiresAt, at),
      ),
    )
    .returning({ id: qrCredentials.id })
  if (recalled.length > 0) await raiseQrVersion(tx, { tenantId, at })
  return recalled.length
}

/**
 * Grants are not what credentials say they are any more: those credentials stand for them no longer, and whoever has no grant left has
 * none left to show.
 */
export async function endQrScopes(
  tx: Tx,
  { tenantId, at, grants: changed }: { tenantId: string; at: Date; grants: readonly { id: string; userId: string }[] },
): Promise<void> {
  const { qrCredentials, qrScopes, grants } = tx.tables
  const userIds = [...new Set(changed.map(({ userId }) => userId))]
  const holders = await tx.sql
    .selectDistinct({ userId: qrCredentials.userId })
    .from(qrCredentials)
    .where(
      and(
        isOneOf(tx, qrCredentials.userId, userIds),
        isNull(qrCredentials.recalledAt),
        gt(qrCredentials.expiresAt, at),
      ),
    )
  // Most people have none.
  if (holders.length === 0) return
  const withQr = holders.flatMap(({ userId }) => userId ?? [])
  const standing = await tx.sql
    .selectDistinct({ userId: grants.userId })
    .from(grants)
    .where(and(isOneOf(tx, grants.userId, withQr), isNull(grants.removedAt)))
  const kept = new Set(standing.map(({ userId }) => userId))
  const lost = withQr.filter((userId) => !kept.has(userId))
  const recalled = await recallAllOf(tx, { tenantId, at, userIds: lost, reason: 'no_grant' })
  const ids = changed.filter(({ userId }) => kept.has(userId)).map(({ id }) => id)
  if (ids.length === 0) return
  const ended = await tx.sql
    .update(qrScopes)
    .set({ endedAt: at })
    .where(and(isOneOf(tx, qrScopes.grantId, ids), isNull(qrScopes.endedAt)))
    .returning({ grantId: qrScopes.grantId })
  if (ended.length > 0 && recalled === 0) await raiseQrVersion(tx, { tenantId, at })
}

const recallSchema = z.object({ id: z.string() })

/**
 * By an admin or a client. Terminals that follow the feed know within moments.
 * @throws AppError `not_found`; `conflict` where it has ended already
 */
export async function recallQrCredential(
  context: Context,
  input: z.input<typeof recallSchema>,
): Promise<QrCredentialRow> {
  const { id } = parse(recallSchema, input)
  const tenantId = tenantFor(context, 'qr:recall')
  const { userId } = await ownCredential(context.db, tenantId, id)
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'qr_credential.recalled',
      subject: userId === null ? { kind: 'qr_credential', id } : { kind: 'user', id: userId },
      detail: { credential: id },
    })
    const at = context.now()
    const known = await ownCredential(tx, tenantId, id)
    if (known.recalledAt || known.expiresAt <= at) {
      throw new AppError('conflict', 'This QR credential has ended already.', { subject: 'qr_credential' })
    }
    const { qrCredentials } = tx.tables
    const [row] = await tx.sql
      .update(qrCredentials)
      .set({ recalledAt: at, recalledReason: 'by_hand' })
      .where(eq(qrCredentials.id, id))
      .returning()
    await raiseQrVersion(tx, { tenantId, at })
    return row!
  })
}

async function ownCredential(handle: Handle, tenantId: string, id: string): Promise<QrCredentialRow> {
  const { qrCredentials } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(qrCredentials)
    .where(and(eq(qrCredentials.id, id), eq(qrCredentials.tenantId, tenantId)))
  if (!row) throw credentialNotFound()
  return row
}
