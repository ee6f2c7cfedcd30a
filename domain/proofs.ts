/**
 * What an admin shows to be let in, or to be trusted anew: password with a code where there is a second factor, or a passkey.
 * Checking is costly and comes first; `take` uses up what is good for one time, in the transaction of what it allows.
 */
import { and, eq, isNotNull } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import type { Context } from './context'
import { AppError } from './errors'
import { checkAssertion, refusedPasskey, useUpAssertion, type Purpose } from './factors/assertions'
import { stepOfCode, useUpStep } from './factors/authenticator'
import { factorsOf } from './factors/factors'
import { useUpRecoveryCode } from './factors/recovery'
import { countCodeGuess, countGuess, forgiveCodeGuess, forgiveGuess, takeBackGuess, type Guesser } from './guesses'
import { hashPassword, passwordMatches } from './passwords'

export interface Proof {
  admin: Tables['admins']['$inferSelect']
  /** For the audit trail. */
  by: 'password' | 'password and code' | 'password and recovery code' | 'passkey'
  /** @returns false when it was used up meanwhile: the proof is none */
  take(tx: Tx): Promise<boolean>
  /** What to say then. */
  refused(): AppError
  /** To be called once all is done: those who prove themselves have not guessed. */
  forgive(): Promise<void>
}

/** Said whatever was wrong, so that nobody learns which addresses have an account. */
const refused = () => new AppError('unauthenticated', 'This e-mail address and this password do not belong together.')

/** Said to who knows the password of a registration only. */
const stillWaiting = 'Your registration waits for an owner of this bureau. You get a mail as soon as one approves it.'

const refusedCode = () => {
  const message = 'This code is not right, or it was used already. An app shows a new one every 30 seconds.'
  return new AppError('unauthenticated', message, { fields: [{ field: 'code', message }] })
}

/** Compared with where there is no such account, so that both answers take the same time. */
let nobodysHash: Promise<string> | undefined

/**
 * @param code of the app, or a recovery code; asked for only where the admin has a second factor
 * @throws AppError `unauthenticated`; `forbidden` where a registration waits; `second_factor_required` for a right password without the code that it needs; `busy`
 * after too many wrong tries
 */
export async function proofByPassword(
  context: Context,
  guesser: Guesser,
  { password, code }: { password: string; code?: string },
): Promise<Proof> {
  await countGuess(context, guesser)
  const { admins } = context.db.tables
  const [admin] = await context.db.sql.select().from(admins).where(eq(admins.email, guesser.email))
  const waiting = admin ? null : await waitingFor(context, guesser.email)
  const hash =
    admin?.passwordHash ??
    waiting?.passwordHash ??
    (await (nobodysHash ??= hashPassword(randomBytes(16).toString('hex'))))
  const isRight = await passwordMatches(hash, password)
  if (waiting && isRight) throw new AppError('forbidden', stillWaiting)
  if (!admin || !isRight || admin.suspendedAt) throw refused()

  const factors = await factorsOf(context.db, admin.id)
  if (!factors) {
    // Looked at once more in the transaction: a factor may be set up at this very moment.
    const take = async (tx: Tx) => (await factorsOf(tx, admin.id)) === null
    return { admin, by: 'password', take, refused, forgive: () => forgiveGuess(context, guesser) }
  }
  if (!code) {
    await takeBackGuess(context, guesser)
    throw new AppError('second_factor_required', 'Please prove it with your second factor as well.', { factors })
  }
  await countCodeGuess(context, guesser)
  const step = await stepOfCode(context, admin, code)
  const forgive = async () => {
    await forgiveCodeGuess(context, guesser)
    await forgiveGuess(context, guesser)
  }
  return step === null
    ? {
        admin,
        by: 'password and recovery code',
        take: (tx) => useUpRecoveryCode(tx, context, admin.id, code),
        refused: refusedCode,
        forgive,
      }
    : {
        admin,
        by: 'password and code',
        take: (tx) => useUpStep(tx, admin.id, step),
        refused: refusedCode,
        forgive,
      }
}

/** A registration whose address is confirmed and that no owner has answered yet. */
async function waitingFor({ db }: Context, email: string): Promise<{ passwordHash: string } | null> {
  const { registrations } = db.tables
  const [row] = await db.sql
    .select({ passwordHash: registrations.passwordHash })
    .from(registrations)
    .where(and(eq(registrations.email, email), isNotNull(registrations.confirmedAt)))
  return row ?? null
}

/** @throws AppError `unauthenticated` */
export async function proofByPasskey(
  context: Context,
  asked: { response: unknown; publicUrl: string; purpose: Purpose },
): Promise<Proof> {
  const assertion = await checkAssertion(context, asked)
  const { admins } = context.db.tables
  const [admin] = await context.db.sql.select().from(admins).where(eq(admins.id, assertion.adminId))
  if (!admin || admin.suspendedAt) throw refusedPasskey()
  return {
    admin,
    by: 'passkey',
    take: (tx) => useUpAssertion(tx, context, assertion),
    refused: refusedPasskey,
    forgive: async () => {},
  }
}
