/**
 * Registration without invitation, where tenant `main` allows it. Nothing that a stranger sees tells whether an address has an
 * account; its mail tells its holder.
 */
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { countRequestFrom } from '../guesses'
import { newId } from '../ids'
import { addLink, assertLinkOpen, linkGone, useLink } from '../links'
import { sendMail } from '../mail/messages'
import { mayMailTo } from '../mail/spacing'
import { parse } from '../parse'
import { assertHardToGuess, hashPassword, passwordMatches } from '../passwords'
import { ensureMainTenant, tenantById } from '../tenants'
import { adminByEmail, emailSchema, names, newPassword, isTypedTwice, passwordsDiffer, selfActor } from './admin'
import { addressTaken } from './invite'

const source = z.string().max(100)

const registerSchema = z
  .object({ ...names, email: emailSchema, ...newPassword, source })
  .refine(isTypedTwice, passwordsDiffer)

/**
 * Takes a registration in and mails a link to its address. Says nothing about the address, whoever has it.
 * @throws AppError `forbidden` where registration is by invitation; `invalid_input`; `busy` for a place that asks too often
 */
export async function register(context: Context, input: z.input<typeof registerSchema>): Promise<void> {
  const { firstName, lastName, email, password, source } = parse(registerSchema, input)
  const tenant = await ensureMainTenant(context)
  if (tenant.settings.registration === 'invitation') throw byInvitation()
  await countRequestFrom(context, 'register', source)
  await assertHardToGuess(password, [firstName, lastName, email])

  // Hashed in any case, so that the answer takes the same time.
  const passwordHash = await hashPassword(password)
  const now = context.now()
  const id = newId(now.getTime())
  const tenantId = tenant.id
  await context.db.transact(async (tx) => {
    if (!(await mayMailTo(tx, 'registration', email, now))) return
    const known = await adminByEmail(tx, email)
    if (known) {
      await sendMail(
        tx,
        { tenantId: known.tenantId, now },
        { kind: 'notice', notice: 'address_taken', adminId: known.id },
      )
      return
    }
    await tx.sql
      .insert(tx.tables.registrations)
      .values({ id, tenantId, email, firstName, lastName, passwordHash, createdAt: now })
    const link = await addLink(tx, context, { tenantId, kind: 'confirm', email, registrationId: id })
    await sendMail(tx, { tenantId, now }, { kind: 'link', link: 'confirm', linkId: link.id })
  })
}

const confirmSchema = z.object({
  token: z.string().min(1).max(200),
  password: z.string().min(1, 'Please fill this in.').max(200, 'Use at most 200 characters.'),
  source,
})

/**
 * Confirms the address. Asks for the password of the registration, so that nobody registers in the name of another and has
 * the other confirm it. Whoever came in first by one address has it.
 * @returns `active`: they may sign in; `waiting`: an owner decides
 * @throws AppError `not_found` (subject `link`), `unauthenticated` for a wrong password, `already_exists`, `busy`
 */
export async function confirmRegistration(
  context: Context,
  input: z.input<typeof confirmSchema>,
): Promise<'active' | 'waiting'> {
  const { token, password, source } = parse(confirmSchema, input)
  const link = await assertLinkOpen(context, { kind: 'confirm', token })
  await countRequestFrom(context, 'confirm', source)
  const { registrations, admins } = context.db.tables
  const [registration] = await context.db.sql
    .select()
    .from(registrations)
    .where(eq(registrations.id, link.registrationId ?? ''))
  if (!registration || registration.confirmedAt) throw linkGone()
  if (!(await passwordMatches(registration.passwordHash, password))) {
    throw new AppError('unauthenticated', 'This is not the password that was chosen when registering.', {
      fields: [{ field: 'password', message: 'This is not the password that was chosen when registering.' }],
    })
  }

  const now = context.now()
  const { tenantId, email, firstName, lastName, passwordHash } = registration
  const { settings } = await tenantById(context.db, tenantId)
  const role = settings.registrationRole
  const id = newId(now.getTime())
  try {
    return await context.db.transact(async (tx) => {
      await useLink(tx, link, now)
      const actor = selfActor({ id, tenantId, role }, now)
      // The line holds the chain's head, so that of two links to one address the second waits for the first here.
      if (settings.registration === 'open') {
        const subject = { kind: 'admin', id }
        await writeAudit(
          tx,
          { ...context, actor },
          { action: 'admin.registered', subject, detail: { role, by: 'open' } },
        )
        await tx.sql
          .insert(admins)
          .values({ id, tenantId, email, firstName, lastName, passwordHash, role, createdAt: now })
        await tx.sql.delete(registrations).where(eq(registrations.email, email))
        return 'active'
      }
      await writeAudit(tx, context, {
        action: 'admin.registration_confirmed',
        subject: { kind: 'registration', id: registration.id },
        tenantId,
      })
      if (await adminByEmail(tx, email)) throw addressTaken()
      const [confirmed] = await tx.sql
        .update(registrations)
        .set({ confirmedAt: now })
        .where(eq(registrations.id, registration.id))
        .returning()
      if (!confirmed) throw linkGone()
      await tx.sql.delete(registrations).where(and(eq(registrations.email, email), isNull(registrations.confirmedAt)))
      const owners = await tx.sql
        .select({ id: admins.id })
        .from(admins)
        .where(and(eq(admins.tenantId, tenantId), eq(admins.role, 'owner'), isNull(admins.suspendedAt)))
      for (const owner of owners) {
        const message = { kind: 'approval_wanted', registrationId: registration.id, adminId: owner.id } as const
        await sendMail(tx, { tenantId, now }, message)
      }
      return 'waiting'
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw addressTaken()
  }
}

export const byInvitation = () =>
  new AppError('forbidden', 'This bureau takes new admins by invitation only. Ask one of its owners to invite you.')
