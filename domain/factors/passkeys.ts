/** The caller's own passkeys: adding, naming and removing them. Proving something with one is assertions.ts. */
import {
  generateRegistrationOptions,
  verifyRegistrationResponse,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { assertFresh } from '../fresh'
import { hashToken } from '../ids'
import { parse, storableText } from '../parse'
import { isOpenChallenge, newChallenge, useUpChallenge } from './challenges'
import { dropUselessRecoveryCodes } from './factors'
import { own, ownId, tellOwn } from './own'
import { countRecoveryCodes, makeRecoveryCodes } from './recovery'
import { siteOf } from './site'

/** More than anybody carries; a limit, so that none can be filled in without end. */
const most = 20

interface Where {
  /** As `environment.publicUrl`. */
  publicUrl: string
  /** The caller's session: what one began another cannot finish. */
  sessionId: string
}

/**
 * What the browser needs to make a passkey. @throws AppError `fresh_sign_in_required`; `conflict` where passkeys cannot work
 */
export async function beginPasskey(
  context: Context,
  { publicUrl, sessionId }: Where,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const adminId = ownId(context)
  assertFresh(context)
  const { rpId } = siteOf(publicUrl)
  const { sql, tables } = context.db
  const [admin] = await sql.select().from(tables.admins).where(eq(tables.admins.id, adminId))
  const known = await sql.select().from(tables.passkeys).where(eq(tables.passkeys.adminId, adminId))
  if (known.length >= most) throw new AppError('conflict', `At most ${most} passkeys. Please remove one first.`)
  return generateRegistrationOptions({
    rpName: 'Limen',
    rpID: rpId,
    userName: admin!.email,
    userDisplayName: `${admin!.firstName} ${admin!.lastName}`,
    userID: Uint8Array.from(Buffer.from(adminId)),
    challenge: Uint8Array.from(newChallenge(context, purposeOf(adminId, sessionId))),
    timeout: 5 * 60_000,
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

const nameSchema = z.object({
  name: storableText.pipe(z.string().trim().min(1, 'Please fill this in.').max(60, 'Use at most 60 characters.')),
})

/**
 * @param response what the browser's authenticator answered
 * @returns recovery codes where there were none yet, to be shown once
 * @throws AppError `invalid_input` for an answer that does not hold, `already_exists` for a passkey that is known
 */
export async function addPasskey(
  context: Context,
  { response, publicUrl, sessionId, ...named }: Where & { name: string; response: unknown },
): Promise<{ recoveryCodes: string[] }> {
  const { name } = parse(nameSchema, named)
  const adminId = ownId(context)
  const { origin, rpId } = siteOf(publicUrl)
  let challenge = ''
  const answer = await verifyRegistrationResponse({
    // The library looks at every field itself.
    response: response as RegistrationResponseJSON,
    expectedChallenge: (given) => {
      challenge = given
      return isOpenChallenge(context, purposeOf(adminId, sessionId), given)
    },
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
  }).catch((error: unknown) => {
    throw notHolding(error)
  })
  if (!answer.verified) throw notHolding()
  const { credential, credentialBackedUp, credentialDeviceType } = answer.registrationInfo
  try {
    return await context.db.transact(async (tx) => {
      if (!(await useUpChallenge(tx, context, challenge))) throw notHolding()
      await tx.sql.insert(tx.tables.passkeys).values({
        id: credential.id,
        adminId,
        name,
        publicKey: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
        isSynced: credentialDeviceType === 'multiDevice' && credentialBackedUp,
        createdAt: context.now(),
      })
      await writeAudit(tx, context, {
        action: 'admin.passkey_added',
        subject: { kind: 'admin', id: adminId },
        detail: { passkey: shortId(credential.id) },
      })
      await tellOwn(tx, context, 'passkey_added')
      const hasCodes = (await countRecoveryCodes(tx, adminId)) > 0
      return { recoveryCodes: hasCodes ? [] : await makeRecoveryCodes(tx, context, adminId) }
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('already_exists', 'This passkey is known already.', { cause: error, subject: 'passkey' })
  }
}

/** @throws AppError `not_found` */
export async function renamePasskey(
  context: Context,
  { passkeyId, ...named }: { passkeyId: string; name: string },
): Promise<void> {
  const { name } = parse(nameSchema, named)
  const adminId = ownId(context)
  await context.db.transact(async (tx) => {
    const { passkeys } = tx.tables
    const renamed = await tx.sql
      .update(passkeys)
      .set({ name })
      .where(and(eq(passkeys.id, passkeyId), eq(passkeys.adminId, adminId)))
      .returning({ id: passkeys.id })
    if (renamed.length === 0) throw gone()
    await writeAudit(tx, context, {
      action: 'admin.passkey_renamed',
      subject: { kind: 'admin', id: adminId },
      detail: { passkey: shortId(passkeyId) },
    })
  })
}

/** @throws AppError `not_found`, `fresh_sign_in_required` */
export async function removePasskey(context: Context, { passkeyId }: { passkeyId: string }): Promise<void> {
  const { id: adminId } = own(context)
  assertFresh(context)
  await context.db.transact(async (tx) => {
    const { passkeys } = tx.tables
    const removed = await tx.sql
      .delete(passkeys)
      .where(and(eq(passkeys.id, passkeyId), eq(passkeys.adminId, adminId)))
      .returning({ id: passkeys.id })
    if (removed.length === 0) throw gone()
    await writeAudit(tx, context, {
      action: 'admin.passkey_removed',
      subject: { kind: 'admin', id: adminId },
      detail: { passkey: shortId(passkeyId) },
    })
    await dropUselessRecoveryCodes(tx, adminId)
    await tellOwn(tx, context, 'passkey_removed')
  })
}

/** Names a passkey in the audit trail without saying its id, which an authenticator would answer to. */
export const shortId = (passkeyId: string) => hashToken(passkeyId).slice(0, 16)

const purposeOf = (adminId: string, sessionId: string) => `register ${adminId} ${sessionId}`
const gone = () => new AppError('not_found', 'There is no such passkey.', { subject: 'passkey' })
const notHolding = (cause?: unknown) =>
  new AppError('invalid_input', 'The passkey was not made, or it took longer than 5 minutes. Please try again.', {
    cause,
  })
