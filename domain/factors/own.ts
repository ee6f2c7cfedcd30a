/** Whose factors are meant: an admin's own, which no role gives to anybody else. */
import type { Tx } from '@/db/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { sendMail, type FactorNotice } from '../mail/messages'

/** @throws AppError `unauthenticated` for who is no admin */
export function ownId({ actor }: Context): string {
  return own({ actor }).id
}

/** @throws AppError `unauthenticated` for who is no admin */
export function own({ actor }: Pick<Context, 'actor'>) {
  if (actor.kind !== 'admin') throw new AppError('unauthenticated', 'Please sign in.')
  return actor
}

/** Mails the caller, once this transaction has committed, that something they sign in with was changed. */
export async function tellOwn(tx: Tx, context: Context, notice: FactorNotice): Promise<void> {
  const { id: adminId, tenantId } = own(context)
  await sendMail(tx, { tenantId, now: context.now() }, { kind: 'notice', notice, adminId })
}
