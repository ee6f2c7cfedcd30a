/** Proving something with a passkey. User verification is asked for always, so that a passkey is worth both factors. */
import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { and, eq, isNull, lt } from 'drizzle-orm'
import type { Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isOpenChallenge, newChallenge, useUpChallenge } from './challenges'
import { shortId } from './passkeys'
import { siteOf } from './site'

/** What an assertion is for: signing in, or proving anew in one session. */
export type Purpose = 'sign in' | `prove ${string}`

/**
 * What the browser needs to ask for a passkey. Names no account and no passkey: nobody learns who has one.
 * @throws AppError `conflict` where passkeys cannot work
 */
export async function askForPasskey(
  context: Context,
  { publicUrl, purpose }: { publicUrl: string; purpose: Purpose },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: siteOf(publicUrl).rpId,
    challenge: Uint8Array.from(newChallenge(context, purpose)),
    timeout: 5 * 60_000,
    userVerification: 'required',
  })
}

/** An answer whose signature holds. It counts once `useUpAssertion` has taken it. */
export interface Assertion {
  passkeyId: string
  adminId: string
  challenge: string
  counter: number
}

/** @throws AppError `unauthenticated` for an answer that does not hold, whatever is wrong with it */
export async function checkAssertion(
  context: Context,
  { response, publicUrl, purpose }: { response: unknown; publicUrl: string; purpose: Purpose },
): Promise<Assertion> {
  const { origin, rpId } = siteOf(publicUrl)
  const given = response as AuthenticationResponseJSON | null
  const { passkeys } = context.db.tables
  const id = typeof given?.id === 'string' ? given.id.slice(0, 2000) : ''
  const [passkey] = await context.db.sql
    .select()
    .from(passkeys)
    .where(and(eq(passkeys.id, id), isNull(passkeys.suspectAt)))
  if (!passkey) throw refusedPasskey()
  let challenge = ''
  const answer = await verifyAuthenticationResponse({
    response: given!,
    expectedChallenge: (said) => {
      challenge = said
      return isOpenChallenge(context, purpose, said)
    },
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    // The counter is compared in the transaction that raises it, once the signature is known to hold.
    credential: { id: passkey.id, publicKey: Uint8Array.from(passkey.publicKey), counter: 0 },
  }).catch((error: unknown) => {
    throw refusedPasskey(error)
  })
  if (!answer.verified) throw refusedPasskey()
  const { adminId } = passkey
  return { passkeyId: passkey.id, adminId, challenge, counter: answer.authenticationInfo.newCounter }
}

/**
 * Takes the answer, once. A counter that did not rise means that there may be a copy of the passkey: it is refused from then
 * on, and the audit trail says so.
 * @returns false when the answer was used before or the passkey is refused
 */
export async function useUpAssertion(
  tx: Tx,
  context: Context,
  { passkeyId, adminId, challenge, counter }: Assertion,
): Promise<boolean> {
  const { admins, passkeys } = tx.tables
  if (!(await useUpChallenge(tx, context, challenge))) return false
  const rises = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter)
  const risen = await tx.sql
    .update(passkeys)
    .set({ counter, lastUsedAt: context.now() })
    .where(and(eq(passkeys.id, passkeyId), isNull(passkeys.suspectAt), rises))
    .returning({ id: passkeys.id })
  if (risen.length === 1) return true
  const suspect = await tx.sql
    .update(passkeys)
    .set({ suspectAt: context.now() })
    .where(and(eq(passkeys.id, passkeyId), isNull(passkeys.suspectAt)))
    .returning({ id: passkeys.id })
  if (suspect.length === 1) {
    const [admin] = await tx.sql.select().from(admins).where(eq(admins.id, adminId))
    await writeAudit(tx, context, {
      action: 'admin.passkey_suspected',
      subject: { kind: 'admin', id: adminId },
      detail: { passkey: shortId(passkeyId), why: 'its counter did not rise' },
      tenantId: admin!.tenantId,
    })
  }
  return false
}

export const refusedPasskey = (cause?: unknown) =>
  new AppError('unauthenticated', 'This passkey was not accepted. Please try again, or sign in with your password.', {
    cause,
  })
