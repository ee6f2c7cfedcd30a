/**
 * Sessions: where admins are signed in. A browser shows the token of its session (in next-auth's encrypted cookie), and every
 * request looks for the row, so that ending a session, suspending an admin or a new password takes effect at once. The row's
 * id is the token's hash: who reads the table can name a session, never resume one.
 */
import { and, desc, eq, gt, isNull, lt, ne } from 'drizzle-orm'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import type { Admin } from './admins'
import { writeAudit } from './audit'
import type { Actor, Context } from './context'
import { AppError } from './errors'
import { ownId } from './factors/own'
import { hashToken } from './ids'
import { parse } from './parse'
import { proofByPasskey, proofByPassword, type Proof } from './proofs'

export { assertFresh } from './fresh'

const minuteMs = 60_000
/** Without a request for so long, and in any case. */
const idleMs = 2 * 60 * minuteMs
const longestMs = 12 * 60 * minuteMs
/** How exact `lastSeenAt` is: a write a minute at most. */
const seenMs = minuteMs

export type Session = Tables['adminSessions']['$inferSelect']

/** A session that was opened just now: the only time that its token is known here. */
export interface OpenedSession extends Session {
  /** For the browser alone, to be shown to `resumeSession`. */
  token: string
}

export interface SignedIn {
  session: Session
  admin: Admin
  actor: Extract<Actor, { kind: 'admin' }>
}

const placeSchema = z.object({
  source: z.string().max(100),
  browser: z.string().transform((name) => name.slice(0, 300)),
})

/** Of the app, or a recovery code. Looked at only where there is a second factor. */
const code = z.string().trim().max(100).optional()

const signInSchema = placeSchema.extend({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().max(200),
  code,
  /** What `deviceProof` gave to this browser, when it last signed in. */
  device: z.string().max(400).optional(),
})

/**
 * @throws AppError `unauthenticated`; `second_factor_required` for a right password alone where there is a second factor;
 * `busy` after too many wrong tries
 */
export async function signIn(context: Context, input: z.input<typeof signInSchema>): Promise<OpenedSession> {
  const { email, password, code, device, ...place } = parse(signInSchema, input)
  const known = device && isProofOf(context, device, email) ? device : null
  const proof = await proofByPassword(context, { email, source: place.source, device: known }, { password, code })
  return open(context, proof, place)
}

/**
 * With a passkey alone, which is worth both factors.
 * @param input.response what the browser answered to `askForPasskey` for `sign in`
 * @throws AppError `unauthenticated`
 */
export async function signInByPasskey(
  context: Context,
  { response, publicUrl, ...input }: z.input<typeof placeSchema> & { response: unknown; publicUrl: string },
): Promise<{ session: OpenedSession; email: string }> {
  const place = parse(placeSchema, input)
  const proof = await proofByPasskey(context, { response, publicUrl, purpose: 'sign in' })
  return { session: await open(context, proof, place), email: proof.admin.email }
}

async function open(context: Context, proof: Proof, place: z.output<typeof placeSchema>): Promise<OpenedSession> {
  const { admin } = proof
  const now = context.now()
  const token = randomBytes(32).toString('base64url')
  const session: Session = {
    id: hashToken(token),
    adminId: admin.id,
    createdAt: now,
    provedAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + longestMs),
    ...place,
  }
  const actor = actorOf(admin, session)
  const isOpen = await context.db.transact(async (tx) => {
    const { adminSessions } = tx.tables
    if (!(await stands(tx, proof))) return false
    const entry = { action: 'admin.signed_in', subject: { kind: 'admin', id: admin.id }, detail: { by: proof.by } }
    await writeAudit(tx, { ...context, actor }, entry)
    await tx.sql.delete(adminSessions).where(lt(adminSessions.expiresAt, now))
    await tx.sql.insert(adminSessions).values(session)
    await tx.sql.update(tx.tables.admins).set({ lastSeenAt: now }).where(eq(tx.tables.admins.id, admin.id))
    return true
  })
  if (!isOpen) throw proof.refused()
  await proof.forgive()
  return { ...session, token }
}

/**
 * Whether the proof is still one. Holds the admin's row until the end of the transaction, so that a new password or a
 * suspension comes wholly before, and then the proof is none, or wholly after, and then it ends the session.
 */
async function stands(tx: Tx, { admin: { id, passwordHash }, take }: Proof): Promise<boolean> {
  const { admins } = tx.tables
  const held = await tx.sql
    .update(admins)
    .set({ passwordHash })
    .where(and(eq(admins.id, id), eq(admins.passwordHash, passwordHash), isNull(admins.suspendedAt)))
    .returning({ id: admins.id })
  return held.length === 1 && take(tx)
}

const proveSchema = z.object({
  sessionId: z.string().max(100),
  password: z.string().min(1, 'Please fill this in.').max(200),
  code,
})

/**
 * Proves anew, in a session that goes on, that it is its admin who sits there: sensitive acts are open for 5 minutes.
 * @throws AppError as `signIn`
 */
export async function proveSession(context: Context, input: z.input<typeof proveSchema>): Promise<void> {
  const { sessionId, password, code } = parse(proveSchema, input)
  const { sql, tables } = context.db
  const { adminSessions, admins } = tables
  const [row] = await sql
    .select({ email: admins.email, source: adminSessions.source })
    .from(adminSessions)
    .innerJoin(admins, eq(admins.id, adminSessions.adminId))
    .where(and(eq(adminSessions.id, sessionId), eq(adminSessions.adminId, ownId(context))))
  if (!row) throw signedOut()
  // The session is its own guesser: wrong tries here make nobody wait at the door.
  const proof = await proofByPassword(context, { ...row, device: sessionId }, { password, code })
  await renew(context, sessionId, proof)
}

/** As `proveSession`, with a passkey. @param input.response to `askForPasskey` for `prove` and the session's id */
export async function proveSessionByPasskey(
  context: Context,
  { sessionId, ...asked }: { sessionId: string; response: unknown; publicUrl: string },
): Promise<void> {
  const own = ownId(context)
  const proof = await proofByPasskey(context, { ...asked, purpose: `prove ${sessionId}` })
  if (proof.admin.id !== own) throw proof.refused()
  await renew(context, sessionId, proof)
}

async function renew(context: Context, sessionId: string, proof: Proof): Promise<void> {
  const outcome = await context.db.transact(async (tx) => {
    const { adminSessions } = tx.tables
    if (!(await stands(tx, proof))) return 'refused'
    const renewed = await tx.sql
      .update(adminSessions)
      .set({ provedAt: context.now() })
      .where(and(eq(adminSessions.id, sessionId), eq(adminSessions.adminId, ownId(context))))
      .returning({ id: adminSessions.id })
    if (renewed.length === 0) return 'signed out'
    const subject = { kind: 'admin', id: proof.admin.id }
    await writeAudit(tx, context, { action: 'admin.proved', subject, detail: { by: proof.by } })
    return 'done'
  })
  if (outcome === 'refused') throw proof.refused()
  if (outcome === 'signed out') throw signedOut()
  await proof.forgive()
}

/** Who the session is of, while it lasts; null for one that has ended, expired or never was. */
export async function resumeSession(context: Context, token: string): Promise<SignedIn | null> {
  const { adminSessions, admins } = context.db.tables
  const now = context.now()
  const [row] = await context.db.sql
    .select({ session: adminSessions, admin: admins })
    .from(adminSessions)
    .innerJoin(admins, eq(admins.id, adminSessions.adminId))
    .where(and(eq(adminSessions.id, hashToken(token)), ...isLive(adminSessions, now), isNull(admins.suspendedAt)))
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
    .where(and(eq(adminSessions.adminId, ownId(context)), ...isLive(adminSessions, context.now())))
    .orderBy(desc(adminSessions.createdAt))
}

/** Ends one of the caller's own sessions. Ending it twice changes nothing. */
export async function endSession(context: Context, { sessionId }: { sessionId: string }): Promise<void> {
  const own = ownId(context)
  await end(context, (sessions) => and(eq(sessions.adminId, own), eq(sessions.id, sessionId)))
}

/** Ends the caller's sessions, the given one excepted. @returns how many there were */
export async function endOtherSessions(context: Context, { sessionId }: { sessionId: string }): Promise<number> {
  const own = ownId(context)
  return end(context, (sessions) => and(eq(sessions.adminId, own), ne(sessions.id, sessionId)))
}

/** What a browser keeps after signing in, to be known as one that has: see guesses.ts. */
export function deviceProof(context: Context, email: string): string {
  return proofOfDevice(context, randomBytes(16).toString('base64url'), email.trim().toLowerCase())
}

function proofOfDevice({ keys }: Context, id: string, email: string): string {
  return `${id}.${keys.mac('device', `${id} ${email}`).toString('base64url')}`
}

/** Exactly as it was given: a proof that can be written in two ways would be counted as two browsers. */
function isProofOf(context: Context, proof: string, email: string): boolean {
  const [id = ''] = proof.split('.')
  const given = Buffer.from(proof)
  const own = Buffer.from(proofOfDevice(context, id, email))
  return given.length === own.length && timingSafeEqual(given, own)
}

async function end(
  context: Context,
  which: (sessions: Tables['adminSessions']) => ReturnType<typeof and>,
): Promise<number> {
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'admin.session_ended', subject: { kind: 'admin', id: ownId(context) } })
    const { adminSessions } = tx.tables
    const gone = await tx.sql.delete(adminSessions).where(which(adminSessions)).returning({ id: adminSessions.id })
    return gone.length
  })
}

function actorOf({ id, tenantId, role }: Admin, { provedAt }: Session): SignedIn['actor'] {
  return { kind: 'admin', id, tenantId, role, provedAt }
}

const isLive = (sessions: Tables['adminSessions'], now: Date) => [
  gt(sessions.expiresAt, now),
  gt(sessions.lastSeenAt, new Date(now.getTime() - idleMs)),
]

const signedOut = () => new AppError('unauthenticated', 'You were signed out. Please sign in again.')
