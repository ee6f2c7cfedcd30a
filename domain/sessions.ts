/**
 * Sessions: where admins are signed in. A browser shows the id of its session (in next-auth's encrypted cookie), and every
 * request looks for the row, so that ending a session, suspending an admin or a new password takes effect at once.
 */
import { and, desc, eq, gt, isNotNull, isNull, lt, ne } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Admin } from './admins'
import { writeAudit } from './audit'
import type { Actor, Context } from './context'
import { AppError } from './errors'
import { countGuess, forgiveGuess } from './guesses'
import { parse } from './parse'
import { hashPassword, passwordMatches } from './passwords'

const minuteMs = 60_000
/** Without a request for so long, and in any case. */
const idleMs = 2 * 60 * minuteMs
const longestMs = 12 * 60 * minuteMs
/** How exact `lastSeenAt` is: a write a minute at most. */
const seenMs = minuteMs
/** How long a proof is fresh enough for a sensitive act. */
const freshMs = 5 * minuteMs

export type Session = Tables['adminSessions']['$inferSelect']

export interface SignedIn {
  session: Session
  admin: Admin
  actor: Extract<Actor, { kind: 'admin' }>
}

const signInSchema = z.object({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().max(200),
  source: z.string().max(100),
  browser: z.string().transform((name) => name.slice(0, 300)),
  /** What `deviceProof` gave to this browser, when it last signed in. */
  device: z.string().max(400).optional(),
})

/** Said whatever was wrong, so that nobody learns which addresses have an account. */
const refused = () => new AppError('unauthenticated', 'This e-mail address and this password do not belong together.')

/** Said to who knows the password of a registration only. */
const stillWaiting = 'Your registration waits for an owner of this bureau. You get a mail as soon as one approves it.'

/** Compared with where there is no such account, so that both answers take the same time. */
let nobodysHash: Promise<string> | undefined

/** @throws AppError `unauthenticated`; `busy` after too many wrong tries */
export async function signIn(context: Context, input: z.input<typeof signInSchema>): Promise<Session> {
  const { email, password, source, browser, device } = parse(signInSchema, input)
  const guesser = { email, source, device: device && isProofOf(context, device, email) ? device : null }
  await countGuess(context, guesser)

  const { admins } = context.db.tables
  const [admin] = await context.db.sql.select().from(admins).where(eq(admins.email, email))
  const waiting = admin ? null : await waitingFor(context, email)
  const hash =
    admin?.passwordHash ??
    waiting?.passwordHash ??
    (await (nobodysHash ??= hashPassword(randomBytes(16).toString('hex'))))
  const isRight = await passwordMatches(hash, password)
  if (waiting && isRight) throw new AppError('forbidden', stillWaiting)
  if (!admin || !isRight || admin.suspendedAt) throw refused()
  await forgiveGuess(context, guesser)

  const now = context.now()
  const session: Session = {
    id: randomBytes(32).toString('base64url'),
    adminId: admin.id,
    createdAt: now,
    provedAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + longestMs),
    source,
    browser,
  }
  const actor = actorOf(admin, session)
  await context.db.transact(async (tx) => {
    await writeAudit(tx, { ...context, actor }, { action: 'admin.signed_in', subject: { kind: 'admin', id: admin.id } })
    await tx.sql.delete(tx.tables.adminSessions).where(lt(tx.tables.adminSessions.expiresAt, now))
    await tx.sql.insert(tx.tables.adminSessions).values(session)
    await tx.sql.update(tx.tables.admins).set({ lastSeenAt: now }).where(eq(tx.tables.admins.id, admin.id))
  })
  return session
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

/** Who the session is of, while it lasts; null for one that has ended, expired or never was. */
export async function resumeSession(context: Context, sessionId: string): Promise<SignedIn | null> {
  const { adminSessions, admins } = context.db.tables
  const now = context.now()
  const [row] = await context.db.sql
    .select({ session: adminSessions, admin: admins })
    .from(adminSessions)
    .innerJoin(admins, eq(admins.id, adminSessions.adminId))
    .where(
      and(
        eq(adminSessions.id, sessionId),
        gt(adminSessions.expiresAt, now),
        gt(adminSessions.lastSeenAt, new Date(now.getTime() - idleMs)),
        isNull(admins.suspendedAt),
      ),
    )
  if (!row) return null
  const { session } = row
  if (now.getTime() - session.lastSeenAt.getTime() > seenMs) {
    await context.db.transact(async (tx) => {
      await tx.sql.update(adminSessions).set({ lastSeenAt: now }).where(eq(adminSessions.id, session.id))
      await tx.sql.update(admins).set({ lastSeenAt: now }).where(eq(admins.id, session.adminId))
    })
  }
  const { passwordHash: _hash, ...admin } = row.admin
  return { session, admin, actor: actorOf(admin, session) }
}

/** The caller's own sessions, newest first. */
export async function listSessions(context: Context): Promise<Session[]> {
  const { adminSessions } = context.db.tables
  return context.db.sql
    .select()
    .from(adminSessions)
    .where(and(eq(adminSessions.adminId, adminId(context)), gt(adminSessions.expiresAt, context.now())))
    .orderBy(desc(adminSessions.createdAt))
}

/** Ends one of the caller's own sessions. Ending it twice changes nothing. */
export async function endSession(context: Context, { sessionId }: { sessionId: string }): Promise<void> {
  const own = adminId(context)
  await end(context, (sessions) => and(eq(sessions.adminId, own), eq(sessions.id, sessionId)))
}

/** Ends the caller's sessions, the given one excepted. @returns how many there were */
export async function endOtherSessions(context: Context, { sessionId }: { sessionId: string }): Promise<number> {
  const own = adminId(context)
  return end(context, (sessions) => and(eq(sessions.adminId, own), ne(sessions.id, sessionId)))
}

/** What a browser keeps after signing in, to be known as one that has: see guesses.ts. */
export function deviceProof(context: Context, email: string): string {
  const id = randomBytes(16).toString('base64url')
  return `${id}.${context.keys.mac('device', `${id} ${email.trim().toLowerCase()}`).toString('base64url')}`
}

function isProofOf(context: Context, proof: string, email: string): boolean {
  const [id = '', mac = ''] = proof.split('.')
  return context.keys.mac('device', `${id} ${email}`).equals(Buffer.from(mac, 'base64url'))
}

async function end(
  context: Context,
  which: (sessions: Tables['adminSessions']) => ReturnType<typeof and>,
): Promise<number> {
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'admin.session_ended', subject: { kind: 'admin', id: adminId(context) } })
    const { adminSessions } = tx.tables
    const gone = await tx.sql.delete(adminSessions).where(which(adminSessions)).returning({ id: adminSessions.id })
    return gone.length
  })
}

/**
 * For sensitive acts (factors, roles, dumps, erasure): a browser left open is not enough. Others than admins pass; they
 * show what they are with every call.
 * @throws AppError `fresh_sign_in_required`, upon which the portal asks for the proof and repeats the act
 */
export function assertFresh({ actor, now }: Context): void {
  if (actor.kind !== 'admin' || now().getTime() - actor.provedAt.getTime() <= freshMs) return
  throw new AppError('fresh_sign_in_required', 'Please prove that it is you: your last sign-in is over 5 minutes ago.')
}

function actorOf({ id, tenantId, role }: Admin, { provedAt }: Session): SignedIn['actor'] {
  return { kind: 'admin', id, tenantId, role, provedAt }
}

function adminId({ actor }: Context): string {
  if (actor.kind !== 'admin') throw new AppError('unauthenticated', 'Please sign in.')
  return actor.id
}
