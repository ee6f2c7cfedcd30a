/** What owners change about admins: role, suspension, sessions. Each takes effect at the admin's very next request. */
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { voidLinks } from '../links'
import { sendMail } from '../mail/messages'
import { parse } from '../parse'
import { assertFresh } from '../sessions'
import { adminOf, assertOwnerRemains, endAllSessions, roleSchema, tenantOf, toAdmin, type Admin } from './admin'

const byId = z.object({ adminId: z.string().min(1).max(100) })
const roleChange = byId.extend({ role: roleSchema })

/**
 * Gives another role and signs the admin out. The same role changes nothing.
 * @throws AppError `not_found`; `conflict` for the last owner; `fresh_sign_in_required`
 */
export async function changeRole(context: Context, input: z.input<typeof roleChange>): Promise<Admin> {
  const { adminId, role } = parse(roleChange, input)
  const tenantId = await tenantOf(context, 'admins:manage')
  assertFresh(context)
  return change(context, tenantId, adminId, async (tx, before) => {
    if (before.role === role) return null
    await audit(tx, context, before, 'admin.role_changed', { from: before.role, to: role })
    if (before.role === 'owner') await assertOwnerRemains(tx, before)
    const now = context.now()
    await sendMail(tx, { tenantId, now }, { kind: 'notice', notice: 'role_changed', adminId })
    return { role }
  })
}

/**
 * Keeps the admin from signing in, and signs them out. Suspending twice changes nothing.
 * @throws AppError `not_found`; `conflict` for the last owner and for oneself
 */
export async function suspendAdmin(context: Context, input: z.input<typeof byId>): Promise<Admin> {
  const { adminId } = parse(byId, input)
  const tenantId = await tenantOf(context, 'admins:manage')
  if (context.actor.kind === 'admin' && context.actor.id === adminId) {
    throw new AppError('conflict', 'Nobody suspends themselves. Ask another owner.', { subject: 'admin' })
  }
  return change(context, tenantId, adminId, async (tx, before) => {
    if (before.suspendedAt) return null
    await audit(tx, context, before, 'admin.suspended')
    if (before.role === 'owner') await assertOwnerRemains(tx, before)
    const now = context.now()
    // A link that was asked for before must not let them in after.
    await voidLinks(tx, 'reset', { adminId }, now)
    await sendMail(tx, { tenantId, now }, { kind: 'notice', notice: 'suspended', adminId })
    return { suspendedAt: now }
  })
}

/** Lets the admin sign in again. @throws AppError `not_found`, `fresh_sign_in_required` */
export async function resumeAdmin(context: Context, input: z.input<typeof byId>): Promise<Admin> {
  const { adminId } = parse(byId, input)
  const tenantId = await tenantOf(context, 'admins:manage')
  assertFresh(context)
  return change(context, tenantId, adminId, async (tx, before) => {
    if (!before.suspendedAt) return null
    await audit(tx, context, before, 'admin.resumed')
    return { suspendedAt: null }
  })
}

/** @returns how many sessions there were. @throws AppError `not_found` */
export async function endSessionsOfAdmin(context: Context, input: z.input<typeof byId>): Promise<number> {
  const { adminId } = parse(byId, input)
  const tenantId = await tenantOf(context, 'admins:manage')
  return context.db.transact(async (tx) => {
    const admin = await adminOf(tx, tenantId, adminId)
    const sessions = await endAllSessions(tx, adminId)
    await audit(tx, context, admin, 'admin.sessions_ended', { sessions })
    return sessions
  })
}

type Row = Tables['admins']['$inferSelect']

/** @param decide what changes of the row; null for nothing at all */
async function change(
  context: Context,
  tenantId: string,
  adminId: string,
  decide: (tx: Tx, before: Row) => Promise<Partial<Row> | null>,
): Promise<Admin> {
  const { admins } = context.db.tables
  return context.db.transact(async (tx) => {
    const before = await adminOf(tx, tenantId, adminId)
    const set = await decide(tx, before)
    if (!set) return toAdmin(before)
    const [row] = await tx.sql.update(admins).set(set).where(eq(admins.id, adminId)).returning()
    await endAllSessions(tx, adminId)
    return toAdmin(row!)
  })
}

function audit(tx: Tx, context: Context, { id, tenantId }: Row, action: string, detail: Record<string, unknown> = {}) {
  return writeAudit(tx, context, { action, subject: { kind: 'admin', id }, detail, tenantId })
}
