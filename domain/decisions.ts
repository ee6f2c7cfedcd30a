/**
 * Decision tokens: what a terminal decided, signed by its device key, for a door controller that can ask no server. The token
 * carries the certificate of that key, which the tenant signed; whoever holds the tenant's public keys checks both. Pure: door
 * controllers and the reference terminal run the same code as the bureau.
 */
import { calculateJwkThumbprint, decodeProtectedHeader, errors, importJWK, jwtVerify, SignJWT, type JWK } from 'jose'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'

export const algorithm = 'ES256'
/** Said in the header of each, so that nothing else that the same keys sign is ever taken for one of them. */
export const certificateType = 'limen-certificate+jwt'
export const decisionType = 'limen-decision+jwt'

/** What the longest staleness limit asks for; a certificate that claims more is none of ours. */
export const longestCertificateSeconds = 8_760 * 3_600
export const decisionSeconds = 30
/** How far clocks at a door may be apart. */
const toleranceSeconds = 5
const longestToken = 8_192

const text = (longest: number) => z.string().min(1).max(longest)

/** A device key's public half. `d` would be the private one: a certificate that holds it is void. */
export const deviceJwkSchema = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: text(64),
  y: text(64),
})

const seconds = z.number().int().nonnegative()

const certificateSchema = z.object({
  iss: text(500),
  /** The terminal. */
  sub: text(100),
  zone_id: text(400),
  iat: seconds,
  exp: seconds,
  cnf: z.object({ jwk: deviceJwkSchema }),
})

export type Certificate = z.output<typeof certificateSchema>

export const decisionSchema = z.object({
  /** Null where nobody was recognised. */
  acs_id: text(64).nullable(),
  acs_id_schema: text(20).nullable(),
  access_point_id: text(100),
  zone_id: text(400),
  decision: z.enum(['granted', 'denied']),
  /** Why not; null where it was granted. */
  reason: text(100).nullable(),
  event_id: text(100).nullable(),
  member: z.boolean(),
  occurred_at: z.iso.datetime(),
  /** Rises with each of the terminal's decisions, so that a controller can drop what it has seen. */
  sequence: z.number().int().nonnegative(),
})

export type TerminalDecision = z.output<typeof decisionSchema>

export interface VerifiedDecision {
  decision: TerminalDecision
  certificate: Certificate
  issuedAt: Date
  expiresAt: Date
}

export type RefusalReason =
  | 'malformed'
  | 'wrong_algorithm'
  | 'wrong_type'
  | 'unknown_issuer_key'
  | 'certificate_signature_invalid'
  | 'certificate_expired'
  | 'certificate_not_yet_valid'
  | 'certificate_invalid'
  | 'wrong_issuer'
  | 'wrong_device_key'
  | 'signature_invalid'
  | 'expired'
  | 'not_yet_valid'
  | 'claims_invalid'
  | 'wrong_terminal'
  | 'wrong_zone'

/** The token is not to be acted on. */
export class DecisionRefused extends Error {
  override readonly name = 'DecisionRefused'
  constructor(
    readonly reason: RefusalReason,
    cause?: unknown,
  ) {
    super(`The decision token is refused: ${reason.replaceAll('_', ' ')}.`, { cause })
  }
}

/**
 * Which terminal's key this is, said by the tenant.
 * @param key the tenant's, with the id under which it is published @param seconds how long it is good
 */
export function signCertificate(
  key: { id: string; privateKey: KeyObject },
  of: { issuer: string; terminalId: string; zoneId: string; deviceJwk: Record<string, string> },
  now: Date,
  seconds: number,
): Promise<string> {
  const iat = Math.floor(now.getTime() / 1_000)
  const { kty, crv, x, y } = of.deviceJwk
  return new SignJWT({ zone_id: of.zoneId, cnf: { jwk: deviceJwkSchema.parse({ kty, crv, x, y }) } })
    .setProtectedHeader({ alg: algorithm, typ: certificateType, kid: key.id })
    .setIssuer(of.issuer)
    .setSubject(of.terminalId)
    .setIssuedAt(iat)
    .setExpirationTime(iat + seconds)
    .sign(key.privateKey)
}

/** At the terminal. @param certificate the last that the bureau gave it */
export async function signDecision(
  device: { publicJwk: JWK; privateKey: KeyObject | CryptoKey },
  certificate: string,
  decision: TerminalDecision,
  now: Date,
): Promise<string> {
  const iat = Math.floor(now.getTime() / 1_000)
  return new SignJWT({ ...decisionSchema.parse(decision) })
    .setProtectedHeader({
      alg: algorithm,
      typ: decisionType,
      kid: await calculateJwkThumbprint(device.publicJwk),
      cert: certificate,
    })
    .setIssuer(decision.access_point_id)
    .setIssuedAt(iat)
    .setExpirationTime(iat + decisionSeconds)
    .sign(device.privateKey)
}

/** What the controller knows besides; whatever is given has to be met. */
export interface Expected {
  issuer?: string
  zoneId?: string
  terminalId?: string
}

/**
 * @param jwks the tenant's public keys, as it publishes them; nobody is asked for them here
 * @throws DecisionRefused for whatever is not in order: then the door stays as it is
 */
export async function verifyDecision(
  token: string,
  jwks: { keys: readonly JWK[] },
  now: Date,
  expected: Expected = {},
): Promise<VerifiedDecision> {
  if (token.length > longestToken) throw new DecisionRefused('malformed')
  const header = headerOf(token, decisionType)
  if (typeof header.cert !== 'string') throw new DecisionRefused('malformed')
  const certificate = await verifyCertificate(header.cert, jwks, now)
  if (expected.issuer !== undefined && certificate.iss !== expected.issuer) throw new DecisionRefused('wrong_issuer')

  const { jwk } = certificate.cnf
  if (header.kid !== (await calculateJwkThumbprint(jwk))) throw new DecisionRefused('wrong_device_key')
  const claims = await checked(token, jwk, decisionType, now, {
    signature: 'signature_invalid',
    expired: 'expired',
    notYet: 'not_yet_valid',
    other: 'claims_invalid',
  })
  const parsed = decisionSchema.extend({ iss: z.string(), iat: seconds, exp: seconds }).safeParse(claims)
  if (!parsed.success) throw new DecisionRefused('claims_invalid', parsed.error)
  const { iss, iat, exp, ...decision } = parsed.data
  // A device must not make tokens that outlive the time for which a thief could use them.
  if (exp - iat > decisionSeconds) throw new DecisionRefused('claims_invalid')
  const isOwn = iss === certificate.sub && decision.access_point_id === certificate.sub
  if (!isOwn || (expected.terminalId ?? certificate.sub) !== certificate.sub)
    throw new DecisionRefused('wrong_terminal')
  if (decision.zone_id !== certificate.zone_id) throw new DecisionRefused('wrong_zone')
  if (expected.zoneId !== undefined && decision.zone_id !== expected.zoneId) throw new DecisionRefused('wrong_zone')
  return { decision, certificate, issuedAt: new Date(iat * 1_000), expiresAt: new Date(exp * 1_000) }
}

async function verifyCertificate(text: string, jwks: { keys: readonly JWK[] }, now: Date): Promise<Certificate> {
  const { kid } = headerOf(text, certificateType)
  const key = jwks.keys.find((one) => one.kid !== undefined && one.kid === kid)
  if (!key) throw new DecisionRefused('unknown_issuer_key')
  const claims = await checked(text, key, certificateType, now, {
    signature: 'certificate_signature_invalid',
    expired: 'certificate_expired',
    notYet: 'certificate_not_yet_valid',
    other: 'certificate_invalid',
  })
  const parsed = certificateSchema.safeParse(claims)
  if (!parsed.success) throw new DecisionRefused('certificate_invalid', parsed.error)
  if (parsed.data.exp - parsed.data.iat > longestCertificateSeconds) throw new DecisionRefused('certificate_invalid')
  return parsed.data
}

/** Read before anything is trusted, and only to say what is refused and which key to try. */
function headerOf(token: string, type: string) {
  try {
    const header = decodeProtectedHeader(token)
    if (header.alg !== algorithm) throw new DecisionRefused('wrong_algorithm')
    if (header.typ !== type) throw new DecisionRefused('wrong_type')
    return header as typeof header & { cert?: unknown }
  } catch (error) {
    if (error instanceof DecisionRefused) throw error
    throw new DecisionRefused('malformed', error)
  }
}

async function checked(
  token: string,
  jwk: JWK,
  typ: string,
  now: Date,
  reasons: Record<'signature' | 'expired' | 'notYet' | 'other', RefusalReason>,
): Promise<unknown> {
  try {
    const { kty, crv, x, y } = jwk
    const key = await importJWK({ kty, crv, x, y } as JWK, algorithm)
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      typ,
      currentDate: now,
      clockTolerance: toleranceSeconds,
      requiredClaims: ['iss', 'iat', 'exp'],
    })
    if (payload.iat! > now.getTime() / 1_000 + toleranceSeconds) throw new DecisionRefused(reasons.notYet)
    return payload
  } catch (error) {
    if (error instanceof DecisionRefused) throw error
    if (error instanceof errors.JWTExpired) throw new DecisionRefused(reasons.expired, error)
    if (error instanceof errors.JWSSignatureVerificationFailed) throw new DecisionRefused(reasons.signature, error)
    // Bytes that are no point of the curve, a claim of the wrong kind, a header that wants something unknown.
    throw new DecisionRefused(reasons.other, error)
  }
}
