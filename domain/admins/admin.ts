/** What every way of becoming and being an admin shares: the row without its secret, and what people type about themselves. */
import { and, eq, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import type { Actor, Context, Role } from '../context'
import { AppError } from '../errors'
import { storableText } from '../parse'
import { assertMay, type Action } from '../permissions'
import { passwordSchema } from '../passwords'
import { ensureMainTenant, findTenantBySlug } from '../tenants'

export type { Role }
type Row = Tables['admins']['$inferSelect']

/** What leaves this folder: never the password's hash. */
export type Admin = Omit<Row, 'passwordHash'>

export const toAdmin = ({ passwordHash: _hash, ...admin }: Row): Admin => admin

export const roleSchema = z.enum(['owner', 'admin', 'auditor'])

/** Control characters would reach headers of mail; the others turn the direction of what follows them on a screen. */
const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

const name = storableText
  .trim()
  .min(1, 'Please fill this in.')
  .max(100, 'Use at most 100 characters.')
  .refine((text) => !unseen.test(text), 'Leave out line breaks and other signs that cannot be seen.')

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, 'Please fill this in.')
  .max(254, 'Use at most 254 characters.')
  .pipe(z.email('This is not an e-mail address.'))

export const names = { firstName: name, lastName: name }

export const newPassword = {
  password: passwordSchema,
  passwordAgain: z.string().min(1, 'Please fill this in.').max(1_000, 'Use at most 200 characters.'),
}

/** Both for `refine` on an object with `newPassword`. */
export const isTypedTwice = ({ password, passwordAgain }: { password: string; passwordAgain: string }) =>
  password === passwordAgain
export const passwordsDiffer = { message: 'The two passwords differ.', path: ['passwordAgain'] }

export async function hasOwner(handle: Handle): Promise<boolean> {
  const { admins } = handle.tables
  const [owner] = await handle.sql.select({ id: admins.id }).from(admins).where(eq(admins.role, 'owner')).limit(1)
  return owner !== undefined
}

/** Whom audit lines name where a person acts who is not signed in: by a link, for their own account. */
export function selfActor({ id, tenantId, role }: Pick<Admin, 'id' | 'tenantId' | 'role'>, now: Date): Actor {
  return { kind: 'admin', id, tenantId, role, provedAt: now }
}

/**
 * Whose admins the caller means: its own tenant's, or, for the operator, the named tenant's (default: `main`).
 * @throws AppError `not_found` for a tenant that does not exist, or is not the caller's; as `assertMay`
 */
export async function tenantOf(context: Context, action: Action, tenantSlug?: string): Promise<string> {
  assertMay(context, action)
  const own = 'tenantId' in context.actor ? context.actor.tenantId : null
  if (own !== null && tenantSlug === undefined) return own
  const tenant = await (tenantSlug === undefined ? ensureMainTenant(context) : findTenantBySlug(context.db, tenantSlug))
  if (!tenant || (own !== null && tenant.id !== own)) {
    throw new AppError('not_found', `There is no tenant '${tenantSlug}'.`, { subject: 'tenant' })
  }
  return tenant.id
}

export async function adminByEmail(handle: Handle, email: string): Promise<Row | null> {
  const { admins } = handle.tables
  const [row] = await handle.sql.select().from(admins).where(eq(admins.email, email))
  return row ?? null
}

/** @throws AppError `not_found`, for another tenant's admin as well */
export async function adminOf(handle: Handle, tenantId: string, adminId: string): Promise<Row> {
  const { admins } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(admins)
    .where(and(eq(admins.id, adminId), eq(admins.tenantId, tenantId)))
  if (!row) throw new AppError('not_found', 'There is no such admin.', { subject: 'admin' })
  return row
}

/**
 * To be called after the audit line of the act: that line holds the chain's head, so of two owners who take each other's
 * role at once the second sees what the first did.
 * @throws AppError `conflict` when nobody else is an owner who can sign in
 */
export async function assertOwnerRemains(tx: Tx, { id, tenantId }: Pick<Admin, 'id' | 'tenantId'>): Promise<void> {
  const { admins } = tx.tables
  const [other] = await tx.sql
    .select({ id: admins.id })
    .from(admins)
    .where(and(eq(admins.tenantId, tenantId), eq(admins.role, 'owner'), isNull(admins.suspendedAt), ne(admins.id, id)))
    .limit(1)
  if (!other) {
    throw new AppError('conflict', 'This is the last owner. Make somebody else an owner first.', { subject: 'admin' })
  }
}

/** Signs the admin out everywhere, at the very next request of each browser. @returns how many sessions there were */
export async function endAllSessions(tx: Tx, adminId: string): Promise<number> {
  const { adminSessions } = tx.tables
  const gone = await tx.sql
    .delete(adminSessions)
    .where(eq(adminSessions.adminId, adminId))
    .returning({ id: adminSessions.id })
  return gone.length
}
