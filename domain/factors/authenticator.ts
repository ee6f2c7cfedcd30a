/** An app that shows codes (TOTP, RFC 6238): 6 digits, 30 seconds, a step early or late is taken, each step once. */
import { and, eq, isNull, lt } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { z } from 'zod'
import { authenticatorPlace } from '@/db/places'
import type { Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { parse } from '../parse'
import { assertFresh } from '../fresh'
import { dropUselessRecoveryCodes } from './factors'
import { own, tellOwn } from './own'
import { countRecoveryCodes, makeRecoveryCodes } from './recovery'

const [digits, period] = [6, 30]
/** How long a secret waits for its first code. */
const waitMs = 15 * 60_000

/** An app that is not yet in use: to be shown once, as a picture to scan and as letters to type. */
export interface NewAuthenticator {
  uri: string
  /** In base32. */
  secret: string
}

/**
 * Begins setting an app up; it counts only once `confirmAuthenticator` has seen a code of it. Beginning again makes another.
 * @throws AppError `conflict` where one is in use, `fresh_sign_in_required`
 */
export async function beginAuthenticator(context: Context, { label }: { label: string }): Promise<NewAuthenticator> {
  const { id: adminId, tenantId } = own(context)
  assertFresh(context)
  const secret = new Secret({ size: 20 })
  const sealedSecret = await context.keys.sealForTenant(authenticatorPlace(tenantId, adminId), secret.bytes)
  const fresh = { sealedSecret, createdAt: context.now(), lastStep: 0 }
  await context.db.transact(async (tx) => {
    const { authenticators } = tx.tables
    const begun = await tx.sql
      .insert(authenticators)
      .values({ adminId, ...fresh })
      .onConflictDoUpdate({ target: authenticators.adminId, set: fresh, setWhere: isNull(authenticators.confirmedAt) })
      .returning({ adminId: authenticators.adminId })
    if (begun.length === 0) {
      throw new AppError('conflict', 'An app for codes is in use already. Remove it before you set up another.')
    }
  })
  return { uri: totp(secret, label).toString(), secret: secret.base32 }
}

const confirmSchema = z.object({ code: z.string().trim().min(1, 'Please fill this in.').max(20) })

/**
 * Turns the app on, which has shown that it knows the secret.
 * @returns recovery codes where there were none yet, to be shown once
 * @throws AppError `invalid_input` for a wrong code, `not_found` when it was begun too long ago
 */
export async function confirmAuthenticator(
  context: Context,
  input: z.input<typeof confirmSchema>,
): Promise<{ recoveryCodes: string[] }> {
  const { code } = parse(confirmSchema, input)
  const { id: adminId, tenantId } = own(context)
  const { authenticators } = context.db.tables
  const [begun] = await context.db.sql
    .select()
    .from(authenticators)
    .where(and(eq(authenticators.adminId, adminId), isNull(authenticators.confirmedAt)))
  if (!begun || context.now().getTime() - begun.createdAt.getTime() > waitMs) {
    throw new AppError('not_found', 'This took too long. Please start setting up the app again.')
  }
  const step = await stepOf(context, { adminId, tenantId, sealedSecret: begun.sealedSecret }, code)
  if (step === null) throw wrongCode()
  return context.db.transact(async (tx) => {
    const confirmed = await tx.sql
      .update(authenticators)
      .set({ confirmedAt: context.now(), lastStep: step })
      .where(
        and(
          eq(authenticators.adminId, adminId),
          isNull(authenticators.confirmedAt),
          eq(authenticators.createdAt, begun.createdAt),
        ),
      )
      .returning({ adminId: authenticators.adminId })
    if (confirmed.length === 0) throw new AppError('conflict', 'The set-up was begun anew, or finished, elsewhere.')
    await writeAudit(tx, context, { action: 'admin.authenticator_added', subject: { kind: 'admin', id: adminId } })
    await tellOwn(tx, context, 'authenticator_added')
    const hasCodes = (await countRecoveryCodes(tx, adminId)) > 0
    return { recoveryCodes: hasCodes ? [] : await makeRecoveryCodes(tx, context, adminId) }
  })
}

/** Removing twice changes nothing. @throws AppError `fresh_sign_in_required` */
export async function removeAuthenticator(context: Context): Promise<void> {
  const { id: adminId } = own(context)
  assertFresh(context)
  await context.db.transact(async (tx) => {
    const { authenticators } = tx.tables
    const gone = await tx.sql.delete(authenticators).where(eq(authenticators.adminId, adminId)).returning()
    if (gone[0]?.confirmedAt) {
      await writeAudit(tx, context, { action: 'admin.authenticator_removed', subject: { kind: 'admin', id: adminId } })
      await tellOwn(tx, context, 'authenticator_removed')
    }
    await dropUselessRecoveryCodes(tx, adminId)
  })
}

/** The step whose code this is, where it is one of the admin's app; null otherwise. Taking it is `useUpStep`. */
export async function stepOfCode(
  context: Context,
  { id: adminId, tenantId }: { id: string; tenantId: string },
  code: string,
): Promise<number | null> {
  const { authenticators } = context.db.tables
  const [app] = await context.db.sql.select().from(authenticators).where(eq(authenticators.adminId, adminId))
  if (!app?.confirmedAt) return null
  return stepOf(context, { adminId, tenantId, sealedSecret: app.sealedSecret }, code)
}

/** @returns false when this step or a later one was used; of many tries at once one gets true */
export async function useUpStep(tx: Tx, adminId: string, step: number): Promise<boolean> {
  const { authenticators } = tx.tables
  const used = await tx.sql
    .update(authenticators)
    .set({ lastStep: step })
    .where(and(eq(authenticators.adminId, adminId), lt(authenticators.lastStep, step)))
    .returning({ adminId: authenticators.adminId })
  return used.length === 1
}

async function stepOf(
  context: Context,
  { adminId, tenantId, sealedSecret }: { adminId: string; tenantId: string; sealedSecret: Buffer },
  code: string,
): Promise<number | null> {
  const plain = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(plain)) return null
  const bytes = await context.keys.openForTenant(authenticatorPlace(tenantId, adminId), sealedSecret)
  const secret = new Secret({ buffer: Uint8Array.from(bytes).buffer })
  const timestamp = context.now().getTime()
  const delta = totp(secret).validate({ token: plain, timestamp, window: 1 })
  return delta === null ? null : TOTP.counter({ period, timestamp }) + delta
}

function totp(secret: Secret, label = ''): TOTP {
  return new TOTP({ issuer: 'Limen', label, secret, digits, period })
}

const wrongCode = () => {
  const message = 'This is not the code that the app shows now. Is the clock of its phone right?'
  return new AppError('invalid_input', message, { fields: [{ field: 'code', message }] })
}
