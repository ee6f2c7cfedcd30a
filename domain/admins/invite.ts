/** Invitations: an owner names an address and a role, and the link in the mail lets its reader become that admin. */
import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newId } from '../ids'
import {
  addLink,
  assertLinkOpen,
  linkUrl,
  readLink,
  stateOf,
  useLink,
  voidLinks,
  type Link,
  type LinkState,
} from '../links'
import { sendMail } from '../mail/messages'
import { parse } from '../parse'
import { assertHardToGuess, hashPassword } from '../passwords'
import { assertFresh } from '../sessions'
import { slugSchema, tenantById } from '../tenants'
import {
  adminByEmail,
  emailSchema,
  names,
  newPassword,
  roleSchema,
  isTypedTwice,
  passwordsDiffer,
  selfActor,
  tenantOf,
  toAdmin,
  type Admin,
  type Role,
} from './admin'

export interface Invitation {
  id: string
  email: string
  role: Role
  createdAt: Date
  expiresAt: Date
  state: 'open' | 'expired'
  /** Who invited; null for the operator. */
  madeBy: string | null
}

const inviteSchema = z.object({ email: emailSchema, role: roleSchema, tenantSlug: slugSchema.optional() })

/**
 * Invites by mail. An earlier invitation of the same address stops working.
 * @returns the link as well, for the operator's eyes: the portal never shows it
 * @throws AppError `already_exists` when the address is an admin's of this tenant; `fresh_sign_in_required`
 */
export async function inviteAdmin(
  context: Context,
  input: z.input<typeof inviteSchema>,
): Promise<{ invitation: Invitation; url: string }> {
  const { email, role, tenantSlug } = parse(inviteSchema, input)
  const tenantId = await tenantOf(context, 'admins:manage', tenantSlug)
  assertFresh(context)

  const known = await adminByEmail(context.db, email)
  // Another tenant's admin is nobody here; their mail tells them why the link cannot be accepted.
  if (known?.tenantId === tenantId) {
    const message = `${known.firstName} ${known.lastName} has this address and is an admin already.`
    throw new AppError('already_exists', message, { subject: 'admin', fields: [{ field: 'email', message }] })
  }
  return invite(context, { tenantId, email, role })
}

const byId = z.object({ invitationId: z.string().min(1).max(100) })

/** A new link for an invitation that is open or has expired; the old one stops. @throws AppError `not_found`, `fresh_sign_in_required` */
export async function resendInvitation(
  context: Context,
  input: z.input<typeof byId>,
): Promise<{ invitation: Invitation; url: string }> {
  const { invitationId } = parse(byId, input)
  const tenantId = await tenantOf(context, 'admins:manage')
  const { email, role } = await invitationOf(context, tenantId, invitationId)
  assertFresh(context)
  return invite(context, { tenantId, email, role: role ?? 'auditor' })
}

/** The link stops at once. @throws AppError `not_found` */
export async function withdrawInvitation(context: Context, input: z.input<typeof byId>): Promise<void> {
  const { invitationId } = parse(byId, input)
  const tenantId = await tenantOf(context, 'admins:manage')
  const { id } = await invitationOf(context, tenantId, invitationId)
  await context.db.transact(async (tx) => {
    if ((await voidLinks(tx, 'invite', { id, tenantId }, context.now())) === 0) throw noInvitation()
    await writeAudit(tx, context, {
      action: 'admin.invitation_withdrawn',
      subject: { kind: 'invitation', id },
      tenantId,
    })
  })
}

/** Those that were neither accepted nor withdrawn, newest first; expired ones for a month. */
export async function listInvitations(context: Context): Promise<Invitation[]> {
  const tenantId = await tenantOf(context, 'admins:read')
  const { links, admins } = context.db.tables
  const rows = await context.db.sql
    .select({ link: links, firstName: admins.firstName, lastName: admins.lastName })
    .from(links)
    .leftJoin(admins, and(eq(admins.id, links.madeBy), eq(admins.tenantId, tenantId)))
    .where(and(eq(links.tenantId, tenantId), eq(links.kind, 'invite'), isNull(links.usedAt), isNull(links.voidedAt)))
    .orderBy(desc(links.createdAt), desc(links.id))
    .limit(500)
  return rows.map(({ link, firstName, lastName }) => ({
    ...toInvitation(link, context.now()),
    madeBy: firstName === null ? null : `${firstName} ${lastName}`,
  }))
}

/** What the invited person sees before they accept. Reading does not spend the link. */
export async function readInvitation(
  context: Context,
  { token }: { token: string },
): Promise<{ state: LinkState; invitation?: { email: string; role: Role; tenant: string } }> {
  const { state, link } = await readLink(context, { kind: 'invite', token })
  if (state !== 'open' || !link) return { state }
  const { name } = await tenantById(context.db, link.tenantId)
  return { state, invitation: { email: link.email, role: link.role ?? 'auditor', tenant: name } }
}

const acceptSchema = z
  .object({ token: z.string().min(1).max(200), ...names, ...newPassword })
  .refine(isTypedTwice, passwordsDiffer)

/**
 * Makes the admin that the invitation speaks of. The mail with the link proves the address.
 * @throws AppError `not_found` (subject `link`); `already_exists` when the address has an account meanwhile
 */
export async function acceptInvitation(context: Context, input: z.input<typeof acceptSchema>): Promise<Admin> {
  const { token, firstName, lastName, password } = parse(acceptSchema, input)
  const link = await assertLinkOpen(context, { kind: 'invite', token })
  await assertHardToGuess(password, [firstName, lastName, link.email])

  const { tenantId, email } = link
  const role = link.role ?? 'auditor'
  const now = context.now()
  const id = newId(now.getTime())
  const passwordHash = await hashPassword(password)
  try {
    return await context.db.transact(async (tx) => {
      await useLink(tx, link, now)
      const [admin] = await tx.sql
        .insert(tx.tables.admins)
        .values({ id, tenantId, email, firstName, lastName, passwordHash, role, createdAt: now })
        .returning()
      // Whoever registered with this address and waits is here now.
      await tx.sql.delete(tx.tables.registrations).where(eq(tx.tables.registrations.email, email))
      await writeAudit(
        tx,
        { ...context, actor: selfActor({ id, tenantId, role }, now) },
        {
          action: 'admin.registered',
          subject: { kind: 'admin', id },
          detail: { role, by: 'invitation', link: link.id },
        },
      )
      return toAdmin(admin!)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw addressTaken()
  }
}

/** Said only to who has shown by a link that the address is theirs. */
export const addressTaken = () =>
  new AppError('already_exists', 'This address has an account already. Sign in with it, or choose a new password.', {
    subject: 'admin',
  })

async function invite(
  context: Context,
  { tenantId, email, role }: { tenantId: string; email: string; role: Role },
): Promise<{ invitation: Invitation; url: string }> {
  const now = context.now()
  const madeBy = context.actor.kind === 'admin' ? context.actor.id : null
  const link = await context.db.transact(async (tx) => {
    await voidLinks(tx, 'invite', { tenantId, email }, now)
    const link = await addLink(tx, context, { tenantId, kind: 'invite', email, role, madeBy })
    await writeAudit(tx, context, {
      action: 'admin.invited',
      subject: { kind: 'invitation', id: link.id },
      detail: { role },
      tenantId,
    })
    await sendMail(tx, { tenantId, now }, { kind: 'link', link: 'invite', linkId: link.id })
    return link
  })
  return { invitation: toInvitation(link, now), url: linkUrl(context, link) }
}

async function invitationOf(context: Context, tenantId: string, id: string): Promise<Link> {
  const { links } = context.db.tables
  const [link] = await context.db.sql
    .select()
    .from(links)
    .where(and(eq(links.id, id), eq(links.tenantId, tenantId), eq(links.kind, 'invite')))
  if (!link || link.usedAt || link.voidedAt) throw noInvitation()
  return link
}

const noInvitation = () =>
  new AppError('not_found', 'There is no such invitation: it was accepted or withdrawn.', { subject: 'invitation' })

function toInvitation(link: Link, now: Date): Invitation {
  const { id, email, role, createdAt, expiresAt } = link
  const state = stateOf(link, now) === 'open' ? 'open' : 'expired'
  return { id, email, role: role ?? 'auditor', createdAt, expiresAt, state, madeBy: null }
}
