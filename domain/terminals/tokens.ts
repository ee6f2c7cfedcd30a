/**
 * How a terminal is known at each call: a token of 300 seconds that its tenant signed, bound to the device's key, and a proof by
 * that key made for this one call (RFC 9449). A proof's age is told by a nonce of ours in it and not by the device's clock,
 * which may be wrong. The row is read at every use, so that a retired terminal stops at once.
 */
import { and, eq, lt } from 'drizzle-orm'
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Handle } from '@/db/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { hashToken } from '../ids'
import { storableText } from '../parse'
import { publicKeyOf } from '../public-keys'
import { tenantById } from '../tenants'
import { issuerAlgorithm, issuerUrl, presentIssuerKey, signClaims } from '../wallet/issuer'
import type { PublicJwk } from './agreement'
import { publicJwkSchema } from './agreement-key'
import type { TerminalRow } from './terminals'

/** What a call brings to show who makes it. */
export interface Presented {
  method: string
  path: string
  /** The header `DPoP`. */
  proof: string | null
  /** The header `Authorization`. */
  authorization: string | null
}

export const tokenSeconds = 300
const tokenType = 'limen-edge+jwt'
const audience = 'limen edge'
const nonceGoodMs = 5 * 60_000
const longestProof = 4_096

type Reason =
  | 'proof_missing'
  | 'proof_invalid'
  | 'proof_replayed'
  | 'use_dpop_nonce'
  | 'token_missing'
  | 'token_expired'
  | 'token_invalid'
  | 'terminal_unknown'
  | 'terminal_retired'

const refused = (reason: Reason, message: string, cause?: unknown) =>
  new AppError('unauthenticated', message, { reason, cause })

/** Given with every answer, and good for five minutes. */
export function newNonce(context: Pick<Context, 'keys' | 'now'>): string {
  const made = context.now().getTime().toString(36)
  return `${made}.${macOf(context, made).toString('base64url')}`
}

const macOf = ({ keys }: Pick<Context, 'keys'>, made: string) => keys.mac('edge nonce', made)

/** @returns when it ends; null for one that is not ours or is over */
function endOfNonce(context: Context, nonce: string): Date | null {
  const [made = '', mac = ''] = nonce.split('.')
  const given = Buffer.from(mac, 'base64url')
  const own = macOf(context, made)
  if (given.length !== own.length || !timingSafeEqual(given, own)) return null
  const end = Number.parseInt(made, 36) + nonceGoodMs
  return end > context.now().getTime() ? new Date(end) : null
}

export interface Device {
  jwk: PublicJwk
  thumbprint: string
}

const proofSchema = z.object({
  jti: z.string().min(8).max(200),
  htm: z.string(),
  htu: z.string().max(2_000),
  iat: z.number(),
  nonce: z.string().max(200).optional(),
  ath: z.string().optional(),
})

/**
 * What key made this call. Each proof is good once.
 * @param token that the proof has to be about
 * @throws AppError `unauthenticated`; with reason `use_dpop_nonce` the answer carries the nonce to use
 */
export async function provenDevice(context: Context, call: Presented, token?: string): Promise<Device> {
  const { proof } = call
  if (!proof) throw refused('proof_missing', 'This call needs a proof by the device’s key, in the header DPoP.')
  const { device, claims } = await openProof(context, proof)
  if (claims.htm !== call.method || pathOf(claims.htu) !== call.path) {
    throw refused('proof_invalid', 'The proof was made for another call.')
  }
  if (token !== undefined && claims.ath !== createHash('sha256').update(token).digest('base64url')) {
    throw refused('proof_invalid', 'The proof was made for another token.')
  }
  const end = claims.nonce === undefined ? null : endOfNonce(context, claims.nonce)
  if (!end) throw refused('use_dpop_nonce', 'The proof needs the nonce of this answer.')
  const isFirst = await context.db.transact(async (tx) => {
    const { usedChallenges } = tx.tables
    await tx.sql.delete(usedChallenges).where(lt(usedChallenges.expiresAt, context.now()))
    const used = await tx.sql
      .insert(usedChallenges)
      .values({ hash: hashToken(`edge proof ${device.thumbprint} ${claims.jti}`), expiresAt: end })
      .onConflictDoNothing()
      .returning({ hash: usedChallenges.hash })
    return used.length > 0
  })
  if (!isFirst) throw refused('proof_replayed', 'This proof was used before.')
  return device
}

/** The host is not compared: terminals reach a bureau by names that it does not know, and the nonce is of this bureau anyway. */
function pathOf(htu: string): string | null {
  return URL.canParse(htu) ? new URL(htu).pathname : null
}

async function openProof(context: Context, proof: string) {
  try {
    if (proof.length > longestProof) throw new Error('too long')
    const { jwk: given } = decodeProtectedHeader(proof)
    if (given && 'd' in given) throw new Error('a private key')
    const jwk = publicJwkSchema.parse(given)
    const { payload } = await jwtVerify(proof, publicKeyOf(jwk), {
      algorithms: ['ES256'],
      typ: 'dpop+jwt',
      currentDate: context.now(),
    })
    return { device: { jwk, thumbprint: await calculateJwkThumbprint(jwk) }, claims: proofSchema.parse(payload) }
  } catch (error) {
    throw refused('proof_invalid', 'The proof in the header DPoP is none.', error)
  }
}

export interface TerminalToken {
  access_token: string
  token_type: 'DPoP'
  expires_in: number
}

/** @throws AppError `unauthenticated`; `forbidden` (`confirmation_pending`) for a device that nobody has let in yet */
export async function issueTerminalToken(context: Context, call: Presented): Promise<TerminalToken> {
  const { thumbprint } = await provenDevice(context, call)
  const terminal = await terminalOf(context.db, thumbprint)
  assertActive(terminal)
  const key = await presentIssuerKey(context, terminal.tenantId)
  const iat = Math.floor(context.now().getTime() / 1000)
  const claims = {
    iss: await issuerOf(context, terminal.tenantId),
    aud: audience,
    sub: terminal.id,
    iat,
    exp: iat + tokenSeconds,
    cnf: { jkt: thumbprint },
  }
  return { access_token: await signClaims(key, claims, tokenType), token_type: 'DPoP', expires_in: tokenSeconds }
}

export interface Caller {
  terminal: TerminalRow
  /** The terminal as actor. */
  context: Context
  /** When its token ends, and with it every stream that was opened by it. */
  expiresAt: Date
}

/** Who makes this call. @throws AppError `unauthenticated`, `forbidden` */
export async function terminalCaller(context: Context, call: Presented): Promise<Caller> {
  const [, token] = /^DPoP ([A-Za-z0-9_.-]{1,4096})$/i.exec(call.authorization ?? '') ?? []
  if (!token) throw refused('token_missing', 'This call needs a token: Authorization: DPoP …')
  const { terminal, jkt, expiresAt } = await openToken(context, token)
  const { thumbprint } = await provenDevice(context, call, token)
  if (thumbprint !== jkt) throw refused('token_invalid', 'This token belongs to another key.')
  if (terminal.deviceThumbprint !== thumbprint) throw refused('terminal_unknown', 'No terminal has this key.')
  assertActive(terminal)
  const actor = { kind: 'terminal' as const, id: terminal.id, tenantId: terminal.tenantId }
  return { terminal, context: { ...context, actor }, expiresAt }
}

const claimsSchema = z.object({
  exp: z.number(),
  cnf: z.object({ jkt: z.string() }),
})

/** The key is looked for among those of the terminal's own tenant: another tenant's signature says nothing here. */
async function openToken(context: Context, token: string) {
  const { sub, kid } = namesIn(token)
  const { terminals, issuerKeys, tenants } = context.db.tables
  const [known] = await context.db.sql
    .select({ terminal: terminals, publicJwk: issuerKeys.publicJwk, slug: tenants.slug })
    .from(terminals)
    .innerJoin(issuerKeys, and(eq(issuerKeys.tenantId, terminals.tenantId), eq(issuerKeys.id, kid)))
    .innerJoin(tenants, eq(tenants.id, terminals.tenantId))
    .where(eq(terminals.id, sub))
  if (!known) throw badToken()
  const { terminal } = known
  const issuer = issuerUrl(context.publicUrl, known.slug)
  const publicKey = publicKeyOf(known.publicJwk)
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: [issuerAlgorithm],
      typ: tokenType,
      audience,
      issuer,
      currentDate: context.now(),
    })
    const { exp, cnf } = claimsSchema.parse(payload)
    return { terminal, jkt: cnf.jkt, expiresAt: new Date(exp * 1000) }
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refused('token_expired', 'The token is over.', error)
    throw badToken(error)
  }
}

/** What the token says of itself, before anything of it is believed. */
function namesIn(token: string): { sub: string; kid: string } {
  try {
    return namesSchema.parse({ ...decodeJwt(token), kid: decodeProtectedHeader(token).kid })
  } catch (error) {
    throw badToken(error)
  }
}

const nameSchema = storableText.pipe(z.string().max(100))
const namesSchema = z.object({ sub: nameSchema, kid: nameSchema })

const badToken = (cause?: unknown) => refused('token_invalid', 'The token is none of this bureau’s.', cause)

async function issuerOf(context: Context, tenantId: string): Promise<string> {
  return issuerUrl(context.publicUrl, (await tenantById(context.db, tenantId)).slug)
}

async function rowOf(handle: Handle, id: string): Promise<TerminalRow | undefined> {
  const { terminals } = handle.tables
  const [row] = await handle.sql.select().from(terminals).where(eq(terminals.id, id))
  return row
}

/** @throws AppError `unauthenticated` */
export async function terminalOf(handle: Handle, thumbprint: string): Promise<TerminalRow> {
  const { terminals } = handle.tables
  const [row] = await handle.sql.select().from(terminals).where(eq(terminals.deviceThumbprint, thumbprint))
  if (!row) throw refused('terminal_unknown', 'No terminal has this key. It has to be paired.')
  return row
}

/** The terminal as it is now. @throws AppError as `assertActive` */
export async function stillActive(handle: Handle, id: string): Promise<TerminalRow> {
  const row = await rowOf(handle, id)
  if (!row) throw refused('terminal_unknown', 'There is no such terminal.')
  assertActive(row)
  return row
}

function assertActive({ state }: Pick<TerminalRow, 'state'>): void {
  if (state === 'retired') {
    throw refused('terminal_retired', 'This terminal is retired: destroy what it holds, then say so to /edge/v1/wiped.')
  }
  if (state === 'active') return
  const message = 'Somebody has to compare the fingerprint in the portal and let this device in.'
  throw new AppError('forbidden', message, { reason: 'confirmation_pending' })
}
