/** What admins change about themselves: name and password. Factors are in factors/, sessions in sessions.ts. */
import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from './audit'
import type { Context } from './context'
import { AppError } from './errors'
import { own, ownId, tellOwn } from './factors/own'
import { countGuess, forgiveGuess } from './guesses'
import { parse, storableText } from './parse'
import { hashPassword, passwordMatches, passwordSchema } from './passwords'

const name = storableText.pipe(z.string().trim().min(1, 'Please fill this in.').max(100, 'Use at most 100 characters.'))
const profileSchema = z.object({ firstName: name, lastName: name })

export async function updateProfile(context: Context, input: z.input<typeof profileSchema>): Promise<void> {
  const names = parse(profileSchema, input)
  const adminId = ownId(context)
  await context.db.transact(async (tx) => {
    const { admins } = tx.tables
    await tx.sql.update(admins).set(names).where(eq(admins.id, adminId))
    await writeAudit(tx, context, { action: 'admin.renamed', subject: { kind: 'admin', id: adminId } })
  })
}

const passwordsSchema = z
  .object({
    sessionId: z.string().max(100),
    oldPassword: z.string().min(1, 'Please fill this in.').max(200),
    password: passwordSchema,
    passwordAgain: z.string().min(1, 'Please fill this in.'),
  })
  .refine(({ password, passwordAgain }) => password === passwordAgain, {
    message: 'The two passwords differ.',
    path: ['passwordAgain'],
  })

/**
 * Gives the caller a new password, ends their sessions, the given one excepted, and tells them by mail.
 * @returns how many sessions that were
 * @throws AppError `invalid_input` with the fields, also for a wrong old password; `busy` after too many of those
 */
export async function changePassword(
  context: Context,
  input: z.input<typeof passwordsSchema>,
): Promise<{ endedSessions: number }> {
  const { sessionId, oldPassword, password } = parse(passwordsSchema, input)
  const { id: adminId } = own(context)
  const { sql, tables } = context.db
  const [admin] = await sql.select().from(tables.admins).where(eq(tables.admins.id, adminId))
  const [session] = await sql
    .select()
    .from(tables.adminSessions)
    .where(and(eq(tables.adminSessions.id, sessionId), eq(tables.adminSessions.adminId, adminId)))
  if (!admin || !session) throw new AppError('unauthenticated', 'You were signed out. Please sign in again.')

  const guesser = { email: admin.email, source: session.source, device: sessionId }
  await countGuess(context, guesser)
  if (!(await passwordMatches(admin.passwordHash, oldPassword))) throw wrongOld()
  await forgiveGuess(context, guesser)

  const passwordHash = await hashPassword(password)
  return context.db.transact(async (tx) => {
    const { admins, adminSessions } = tx.tables
    // The row first: a sign-in with the old password that is under way then finds it changed, or its session ended here.
    const changed = await tx.sql
      .update(admins)
      .set({ passwordHash })
      .where(and(eq(admins.id, adminId), eq(admins.passwordHash, admin.passwordHash)))
      .returning({ id: admins.id })
    if (changed.length === 0) throw wrongOld()
    const ended = await tx.sql
      .delete(adminSessions)
      .where(and(eq(adminSessions.adminId, adminId), ne(adminSessions.id, sessionId)))
      .returning({ id: adminSessions.id })
    const subject = { kind: 'admin', id: adminId }
    await writeAudit(tx, context, {
      action: 'admin.password_changed',
      subject,
      detail: { endedSessions: ended.length },
    })
    await tellOwn(tx, context, 'password_changed')
    return { endedSessions: ended.length }
  })
}

const wrongOld = () => {
  const message = 'This is not your password so far.'
  return new AppError('invalid_input', message, { fields: [{ field: 'oldPassword', message }] })
}
