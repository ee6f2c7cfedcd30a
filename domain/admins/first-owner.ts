/**
 * The first owner, who registers through the one-time link that the start prints. It needs no mail and no other admin, so it
 * is no link of domain/links.ts.
 */
import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { hashToken, newId, newToken } from '../ids'
import { parse } from '../parse'
import { assertHardToGuess, hashPassword } from '../passwords'
import { ensureMainTenant } from '../tenants'
import {
  emailSchema,
  hasOwner,
  names,
  newPassword,
  isTypedTwice,
  passwordsDiffer,
  selfActor,
  toAdmin,
  type Admin,
} from './admin'

const linkHours = 24

/**
 * A new token for the set-up link, good for 24 hours and one use; null once there is an owner. Only its hash is kept, so
 * every start makes a new one. Earlier links stay good until they expire: another instance may have printed them.
 */
export async function issueSetUpToken(context: Context): Promise<string | null> {
  if (await hasOwner(context.db)) return null
  const token = newToken('setUpLink')
  const now = context.now()
  await context.db.transact(async (tx) => {
    await tx.sql.insert(tx.tables.setUpLinks).values({
      tokenHash: hashToken(token),
      createdAt: now,
      expiresAt: new Date(now.getTime() + linkHours * 3_600_000),
    })
  })
  return token
}

/** Whether the token would register an owner now: for the page, before a form is filled in for nothing. */
export async function isSetUpTokenOpen(context: Context, token: string): Promise<boolean> {
  if (await hasOwner(context.db)) return false
  const { setUpLinks } = context.db.tables
  const [link] = await context.db.sql
    .select()
    .from(setUpLinks)
    .where(openLink(context, setUpLinks, token))
  return link !== undefined
}

const registerSchema = z
  .object({ token: z.string().min(1).max(200), ...names, email: emailSchema, ...newPassword })
  .refine(isTypedTwice, passwordsDiffer)

export type FirstOwner = z.input<typeof registerSchema>

/**
 * Makes the owner of the bureau, in tenant `main`. The token is the permission: nobody is signed in yet.
 * @throws AppError `invalid_input` with the fields, `not_found` when the link was used, has expired or never was
 */
export async function registerFirstOwner(context: Context, input: FirstOwner): Promise<Admin> {
  const { token, firstName, lastName, email, password } = parse(registerSchema, input)
  // Before the costly hash, so that guessing links does not buy 0.1 s of a core each.
  if (!(await isSetUpTokenOpen(context, token))) throw linkGone()
  await assertHardToGuess(password, [firstName, lastName, email])

  const tenant = await ensureMainTenant(context)
  const id = newId(context.now().getTime())
  const passwordHash = await hashPassword(password)
  return context.db.transact(async (tx) => {
    const { admins, setUpLinks } = tx.tables
    const used = await tx.sql
      .update(setUpLinks)
      .set({ usedAt: context.now() })
      .where(openLink(context, setUpLinks, token))
      .returning({ tokenHash: setUpLinks.tokenHash })
    if (used.length === 0) throw linkGone()
    // The audit line holds the chain's head: of two owners registering through two links, the second waits here and then
    // sees the first.
    await writeAudit(
      tx,
      { ...context, actor: selfActor({ id, tenantId: tenant.id, role: 'owner' }, context.now()) },
      { action: 'admin.registered', subject: { kind: 'admin', id }, detail: { role: 'owner', by: 'set-up link' } },
    )
    if (await hasOwner(tx)) throw linkGone()
    const [admin] = await tx.sql
      .insert(admins)
      .values({
        id,
        tenantId: tenant.id,
        email,
        firstName,
        lastName,
        passwordHash,
        role: 'owner',
        createdAt: context.now(),
      })
      .returning()
    return toAdmin(admin!)
  })
}

function openLink(context: Context, setUpLinks: Tables['setUpLinks'], token: string) {
  return and(
    eq(setUpLinks.tokenHash, hashToken(token)),
    isNull(setUpLinks.usedAt),
    gt(setUpLinks.expiresAt, context.now()),
  )
}

const linkGone = () =>
  new AppError('not_found', 'This set-up link was used already, has expired, or never was.', { subject: 'link' })
