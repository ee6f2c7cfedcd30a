/**
 * Forgotten passwords. Asking says nothing and takes the same time whoever has the address; the link in the mail sets a new
 * password once, signs out everywhere, and signs nobody in: a second factor is asked for as ever.
 */
import { eq } from 'drizzle-orm'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { countRequestFrom } from '../guesses'
import { addLink, assertLinkOpen, linkGone, linkUrl, useLink, voidLinks } from '../links'
import { sendMail } from '../mail/messages'
import { mayMailTo } from '../mail/spacing'
import { parse } from '../parse'
import { assertHardToGuess, hashPassword } from '../passwords'
import { assertMay } from '../permissions'
import {
  adminByEmail,
  emailSchema,
  endAllSessions,
  newPassword,
  isTypedTwice,
  passwordsDiffer,
  selfActor,
} from './admin'

/** An answer takes a whole number of these: what a known address costs more is lost in it. */
const answerStepMs = 400

const requestSchema = z.object({ email: emailSchema, source: z.string().max(100) })

/**
 * Mails a link to the address if an admin has it who may sign in. Links of before stay good, so that a stranger who asks too
 * takes nothing from who waits for theirs.
 * @throws AppError `invalid_input` for what is no address; `busy` for a place that asks too often
 */
export async function requestReset(context: Context, input: z.input<typeof requestSchema>): Promise<void> {
  const { email, source } = parse(requestSchema, input)
  await countRequestFrom(context, 'forgot', source)

  await inWholeSteps(async () => {
    const now = context.now()
    await context.db.transact(async (tx) => {
      const isDue = await mayMailTo(tx, 'reset', email, now)
      const admin = await adminByEmail(tx, email)
      if (!isDue || !admin || admin.suspendedAt) return
      const { id: adminId, tenantId } = admin
      const link = await addLink(tx, context, { tenantId, kind: 'reset', email, adminId })
      await sendMail(tx, { tenantId, now }, { kind: 'link', link: 'reset', linkId: link.id })
    })
  })
}

/** The operator's way, where mail does not arrive. @returns the address of the page; good for 30 minutes */
export async function issueResetLink(
  context: Context,
  input: { email: string },
): Promise<{ url: string; expiresAt: Date; email: string }> {
  const { email } = parse(z.object({ email: emailSchema }), input)
  assertMay(context, 'tenants:manage')
  const admin = await adminByEmail(context.db, email)
  if (!admin) throw new AppError('not_found', `No admin has the address '${email}'.`, { subject: 'admin' })
  if (admin.suspendedAt) {
    throw new AppError('conflict', 'This admin is suspended. An owner can let them in again.', { subject: 'admin' })
  }
  const { id: adminId, tenantId } = admin
  const link = await context.db.transact(async (tx) => {
    const link = await addLink(tx, context, { tenantId, kind: 'reset', email, adminId })
    await writeAudit(tx, context, {
      action: 'admin.reset_link_made',
      subject: { kind: 'admin', id: adminId },
      detail: { link: link.id },
      tenantId,
    })
    return link
  })
  return { url: linkUrl(context, link), expiresAt: link.expiresAt, email }
}

const resetSchema = z
  .object({ token: z.string().min(1).max(200), ...newPassword })
  .refine(isTypedTwice, passwordsDiffer)

/**
 * Sets the password, ends every session of the admin, voids their other links and tells them by mail.
 * @throws AppError `not_found` (subject `link`); `invalid_input`
 */
export async function resetPassword(context: Context, input: z.input<typeof resetSchema>): Promise<void> {
  const { token, password } = parse(resetSchema, input)
  const link = await assertLinkOpen(context, { kind: 'reset', token })
  const { admins } = context.db.tables
  const [admin] = await context.db.sql
    .select()
    .from(admins)
    .where(eq(admins.id, link.adminId ?? ''))
  if (!admin || admin.suspendedAt) throw linkGone()
  await assertHardToGuess(password, [admin.firstName, admin.lastName, admin.email])

  const passwordHash = await hashPassword(password)
  const now = context.now()
  const { id, tenantId } = admin
  await context.db.transact(async (tx) => {
    await useLink(tx, link, now)
    await voidLinks(tx, 'reset', { adminId: id }, now)
    await tx.sql.update(admins).set({ passwordHash }).where(eq(admins.id, id))
    const sessions = await endAllSessions(tx, id)
    await writeAudit(
      tx,
      { ...context, actor: selfActor(admin, now) },
      { action: 'admin.password_reset', subject: { kind: 'admin', id }, detail: { link: link.id, sessions } },
    )
    await sendMail(tx, { tenantId, now }, { kind: 'notice', notice: 'password_changed', adminId: id })
  })
}

async function inWholeSteps(work: () => Promise<void>): Promise<void> {
  const start = performance.now()
  try {
    await work()
  } finally {
    const spent = performance.now() - start
    await delay(Math.ceil(spent / answerStepMs) * answerStepMs - spent)
  }
}
