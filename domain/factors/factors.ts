/** Which factors an admin has beside the password, and what happens when the last one goes. */
import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Handle, Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError, type Factors } from '../errors'
import { parse } from '../parse'
import { assertMay } from '../permissions'
import { assertFresh } from '../fresh'
import { sendMail } from '../mail/messages'
import { ownId } from './own'
import { countRecoveryCodes } from './recovery'

export interface Passkey {
  id: string
  name: string
  isSynced: boolean
  createdAt: Date
  lastUsedAt: Date | null
  /** Set when it is refused because its counter went back. */
  suspectAt: Date | null
}

export interface OwnFactors {
  /** Since when; null without one. */
  authenticatorSince: Date | null
  passkeys: Passkey[]
  recoveryCodesLeft: number
}

/** Of the caller. */
export async function listFactors(context: Context): Promise<OwnFactors> {
  const adminId = ownId(context)
  const { sql, tables } = context.db
  const { authenticators, passkeys } = tables
  const [app] = await sql.select().from(authenticators).where(eq(authenticators.adminId, adminId))
  const { id, name, isSynced, createdAt, lastUsedAt, suspectAt } = passkeys
  return {
    authenticatorSince: app?.confirmedAt ?? null,
    passkeys: await sql
      .select({ id, name, isSynced, createdAt, lastUsedAt, suspectAt })
      .from(passkeys)
      .where(eq(passkeys.adminId, adminId))
      .orderBy(asc(createdAt), asc(id)),
    recoveryCodesLeft: await countRecoveryCodes(context.db, adminId),
  }
}

/** What the second step of signing in would take; null where the password is enough. */
export async function factorsOf({ sql, tables }: Handle, adminId: string): Promise<Factors | null> {
  const { authenticators, passkeys } = tables
  const [app] = await sql
    .select({ adminId: authenticators.adminId })
    .from(authenticators)
    .where(and(eq(authenticators.adminId, adminId), isNotNull(authenticators.confirmedAt)))
  const keys = await sql.select({ suspectAt: passkeys.suspectAt }).from(passkeys).where(eq(passkeys.adminId, adminId))
  // A passkey that is refused still keeps a password alone from being enough.
  if (!app && keys.length === 0) return null
  return { authenticator: app !== undefined, passkey: keys.some(({ suspectAt }) => suspectAt === null) }
}

/** Which of these admins have any factor beside the password. */
export async function withFactors({ sql, tables }: Handle, adminIds: string[]): Promise<Set<string>> {
  const { authenticators, passkeys } = tables
  const apps = await sql
    .select({ adminId: authenticators.adminId })
    .from(authenticators)
    .where(and(inArray(authenticators.adminId, adminIds), isNotNull(authenticators.confirmedAt)))
  const keys = await sql.select({ adminId: passkeys.adminId }).from(passkeys).where(inArray(passkeys.adminId, adminIds))
  return new Set([...apps, ...keys].map(({ adminId }) => adminId))
}

export async function hasFactor(handle: Handle, adminId: string): Promise<boolean> {
  return (await factorsOf(handle, adminId)) !== null
}

/** Recovery codes stand in for another factor: without one they would only be lying about. */
export async function dropUselessRecoveryCodes(tx: Tx, adminId: string): Promise<void> {
  if (await hasFactor(tx, adminId)) return
  await tx.sql.delete(tx.tables.recoveryCodes).where(eq(tx.tables.recoveryCodes.adminId, adminId))
}

const resetSchema = z.union([
  z.object({ adminId: z.string().min(1).max(100) }),
  z.object({ email: z.string().trim().toLowerCase().min(1).max(254) }),
])

/**
 * Takes all factors from an admin who has lost them, ends their sessions and tells them by mail; afterwards their password is
 * enough, until they set a factor up again. By an owner for another admin of the tenant, or by the operator.
 * @throws AppError `not_found`, `forbidden`, `fresh_sign_in_required`
 */
export async function resetFactors(
  context: Context,
  input: z.input<typeof resetSchema>,
): Promise<{ adminId: string; email: string; authenticator: boolean; passkeys: number; sessions: number }> {
  const which = parse(resetSchema, input)
  assertMay(context, 'admins:reset_factors')
  assertFresh(context)
  const { actor } = context
  return context.db.transact(async (tx) => {
    const { admins, adminSessions, authenticators, passkeys, recoveryCodes } = tx.tables
    const [admin] = await tx.sql
      .select()
      .from(admins)
      .where('adminId' in which ? eq(admins.id, which.adminId) : eq(admins.email, which.email))
    if (!admin || ('tenantId' in actor && actor.tenantId !== admin.tenantId)) {
      throw new AppError('not_found', 'There is no such admin.', { subject: 'admin' })
    }
    if ('id' in actor && actor.id === admin.id) {
      throw new AppError('forbidden', 'Please remove your own factors on your account page.')
    }
    const app = await tx.sql.delete(authenticators).where(eq(authenticators.adminId, admin.id)).returning()
    const keys = await tx.sql.delete(passkeys).where(eq(passkeys.adminId, admin.id)).returning({ id: passkeys.id })
    await tx.sql.delete(recoveryCodes).where(eq(recoveryCodes.adminId, admin.id))
    const sessions = await tx.sql
      .delete(adminSessions)
      .where(eq(adminSessions.adminId, admin.id))
      .returning({ id: adminSessions.id })
    const gone = { authenticator: app.length > 0, passkeys: keys.length, sessions: sessions.length }
    await writeAudit(tx, context, {
      action: 'admin.factors_reset',
      subject: { kind: 'admin', id: admin.id },
      detail: gone,
      tenantId: admin.tenantId,
    })
    // An app that was begun and never confirmed was no factor yet.
    if (app[0]?.confirmedAt || keys.length > 0) {
      const about = { kind: 'notice', notice: 'factors_removed', adminId: admin.id } as const
      await sendMail(tx, { tenantId: admin.tenantId, now: context.now() }, about)
    }
    return { adminId: admin.id, email: admin.email, ...gone }
  })
}
