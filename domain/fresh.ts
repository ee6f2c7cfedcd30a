/** The fresh sign-in that sensitive acts ask for. Raising it is `proveSession`; others import this through sessions.ts. */
import type { Context } from './context'
import { AppError } from './errors'

/** How long a proof is fresh enough. */
const freshMs = 5 * 60_000

/**
 * For sensitive acts (factors, roles, dumps, erasure): a browser left open is not enough. Others than admins pass; they
 * show what they are with every call.
 * @throws AppError `fresh_sign_in_required`, upon which the portal asks for the proof and repeats the act
 */
export function assertFresh({ actor, now }: Context): void {
  if (actor.kind !== 'admin' || now().getTime() - actor.provedAt.getTime() <= freshMs) return
  throw new AppError('fresh_sign_in_required', 'Please prove that it is you: your last sign-in is over 5 minutes ago.')
}
