/** Registrations whose address is confirmed and that wait for an owner's answer. */
import { and, asc, eq, isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newId } from '../ids'
import { sendMail } from '../mail/messages'
import { parse } from '../parse'
import { assertFresh } from '../sessions'
import { roleSchema, tenantOf, toAdmin, type Admin } from './admin'

/** Somebody who waits. */
export type Registration = Omit<Tables['registrations']['$inferSelect'], 'passwordHash'>

/** Those that wait for an owner, in the order of their coming. Addresses that nobody confirmed are no one's yet. */
export async function listRegistrations(context: Context): Promise<Registration[]> {
  const tenantId = await tenantOf(context, 'admins:read')
  const { registrations } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(registrations)
    .where(and(eq(registrations.tenantId, tenantId), isNotNull(registrations.confirmedAt)))
    .orderBy(asc(registrations.confirmedAt), asc(registrations.id))
    .limit(500)
  return rows.map(({ passwordHash: _hash, ...registration }) => registration)
}

const approveSchema = z.object({ registrationId: z.string().min(1).max(100), role: roleSchema })

/**
 * Makes the registration an admin, who gets a mail.
 * @throws AppError `not_found`; `already_exists` when the address has an account meanwhile; `fresh_sign_in_required`
 */
export async function approveRegistration(context: Context, input: z.input<typeof approveSchema>): Promise<Admin> {
  const { registrationId, role } = parse(approveSchema, input)
  const tenantId = await tenantOf(context, 'admins:manage')
  assertFresh(context)

  const now = context.now()
  const id = newId(now.getTime())
  try {
    return await context.db.transact(async (tx) => {
      const { email, firstName, lastName, passwordHash } = await take(tx, tenantId, registrationId)
      const [admin] = await tx.sql
        .insert(tx.tables.admins)
        .values({ id, tenantId, email, firstName, lastName, passwordHash, role, createdAt: now })
        .returning()
      await writeAudit(tx, context, {
        action: 'admin.approved',
        subject: { kind: 'admin', id },
        detail: { role, registration: registrationId },
        tenantId,
      })
      await sendMail(tx, { tenantId, now }, { kind: 'notice', notice: 'approved', adminId: id })
      return toAdmin(admin!)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('already_exists', 'This address has an account meanwhile. Refuse the registration.', {
      subject: 'admin',
    })
  }
}

const refuseSchema = z.object({ registrationId: z.string().min(1).max(100) })

/** Removes the registration with all it holds; its person is not told. @throws AppError `not_found` */
export async function refuseRegistration(context: Context, input: z.input<typeof refuseSchema>): Promise<void> {
  const { registrationId } = parse(refuseSchema, input)
  const tenantId = await tenantOf(context, 'admins:manage')
  await context.db.transact(async (tx) => {
    await take(tx, tenantId, registrationId)
    await writeAudit(tx, context, {
      action: 'admin.registration_refused',
      subject: { kind: 'registration', id: registrationId },
      tenantId,
    })
  })
}

/** Of two owners who answer at once, one does. */
async function take(tx: Tx, tenantId: string, id: string) {
  const { registrations } = tx.tables
  const [row] = await tx.sql
    .delete(registrations)
    .where(and(eq(registrations.id, id), eq(registrations.tenantId, tenantId), isNotNull(registrations.confirmedAt)))
    .returning()
  if (!row) throw new AppError('not_found', 'This registration was answered already.', { subject: 'registration' })
  return row
}
