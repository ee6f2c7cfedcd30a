/**
 * A lender asks: is this credential ours and still good, and is the person in this picture the one it was issued to? A "no" is an
 * answer, with its reason. The picture is compared with what the bureau holds, never with the one that the credential carries.
 */
import { compactVerify, createLocalJWKSet, errors } from 'jose'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { confidence } from '@/engines/face/decide'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { bestScore, ownTemplates, ownThreshold } from '../faces/own'
import { faceSettings } from '../faces/setting'
import { isFault } from '../faults'
import { parse } from '../parse'
import type { Settings } from '../settings'
import { tenantById } from '../tenants'
import { noteSeen } from '../users/seen'
import { credentialById, stateOf } from './credentials'
import { digestOf } from './document'
import { everyKeyOf, issuerAlgorithm, issuerUrl } from './issuer'
import { pictureOf, readWalletPicture, takePictures } from './pictures'

const documentSchema = z.object({
  id: z.string().max(200),
  issuanceDate: z.string().max(40).optional(),
  expirationDate: z.string().max(40).optional(),
  credentialSubject: z.object({ id: z.string().max(8192), biometrics: z.string().optional() }),
  proof: z.object({ jwt: z.string().max(65_536) }),
})

export const verificationFields = {
  /** As its holder has it, or its `proof.jwt` alone. */
  credential: z.union([z.string().max(65_536), documentSchema], 'the whole credential, or its JWT'),
  /** Of the person who stands there: base64, without a data URI in front. */
  image: z.string(),
}

const schema = z.object({ ...verificationFields, publicUrl: z.string() })

export const checkReasons = [
  'signature_invalid',
  'credential_altered',
  'unknown_credential',
  'revoked',
  'expired',
  'user_revoked',
  'not_enrolled',
  'face_mismatch',
  // Why the picture could not be compared.
  'picture_refused',
  'face_not_found',
  'more_than_one_face',
  'low_quality',
] as const
export type CheckReason = (typeof checkReasons)[number]

export interface Check {
  /** We signed it, and nothing in it was changed. */
  signatureValid: boolean
  revoked: boolean
  expired: boolean
  /** A newer one exists for the same person and key; nothing is wrong with this one. */
  superseded: boolean
  /** False whenever it is not known to be the person. */
  match: boolean
  /** Cosine, and the least that counts as the same person; null when nothing was compared. */
  score: number | null
  threshold: number | null
  /** 0..1, 0.75 at a false match rate of 1 in 1000. */
  confidence: number | null
  /** The share of strangers whom this threshold would let pass. */
  falseMatchRate: number
  /** No check for a living person is made yet. */
  liveness: 'not_checked'
  /** The first thing that speaks against it; null when nothing does. */
  reason: CheckReason | null
  /** The reason in words. */
  message: string | null
}

const words: Partial<Record<CheckReason, string>> = {
  signature_invalid: 'This bureau did not sign the credential.',
  credential_altered: 'The credential was changed after it was signed.',
  unknown_credential: 'The bureau knows no such credential.',
  revoked: 'The credential was revoked.',
  expired: 'The credential has expired.',
  user_revoked: 'The bureau has taken back the right of this person to be recognised.',
  not_enrolled: 'The bureau no longer holds a face for this credential.',
  face_mismatch: 'The person in the picture is not the one to whom the credential was issued.',
}

type Held = { userId: string | null; tenantId: string; credentialId: string }
type Finding = Partial<Check> & { reason: CheckReason | null; message?: string }

/** @throws AppError `invalid_input`, `not_found` (face_engine), `busy`; `forbidden` without the scope `read` */
export async function verifyCredential(context: Context, input: z.input<typeof schema>): Promise<Check> {
  const { credential, image, publicUrl } = parse(schema, input)
  const { tenantId, settings } = await faceSettings(context, 'faces:compare')
  const base = { ...nothing, falseMatchRate: settings.verifyFmr }
  const told = (finding: Finding): Check => {
    const message = finding.message ?? (finding.reason ? words[finding.reason] : null) ?? null
    return { ...base, ...finding, message }
  }

  const read = await readClaims(context, tenantId, publicUrl, credential)
  if ('refused' in read) return told(read.refused)
  const row = await findHeld(context, tenantId, read.claims)
  if (!row) return told({ signatureValid: true, reason: 'unknown_credential' })

  const now = context.now()
  const state = { revoked: row.revokedAt !== null, expired: row.expiresAt <= now }
  const superseded = stateOf(row, now) === 'superseded'
  const held = { userId: row.userId, tenantId, credentialId: row.id }
  // Where the answer is no already, nobody's face is looked at.
  const finding: Finding = state.revoked
    ? { reason: 'revoked' }
    : state.expired
      ? { reason: 'expired' }
      : await compare(context, held, settings, image)
  await tell(context, held, finding.reason)
  return told({ signatureValid: true, ...state, superseded, ...finding })
}

const nothing = {
  signatureValid: false,
  revoked: false,
  expired: false,
  superseded: false,
  match: false,
  score: null,
  threshold: null,
  confidence: null,
  liveness: 'not_checked' as const,
}

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  jti: z.string(),
  nbf: z.number(),
  exp: z.number(),
  vc: z.object({ credentialSubject: z.object({ biometricsDigest: z.string() }) }),
})

type Claims = z.output<typeof claimsSchema>

/** What we signed, if we did. An expired credential is still ours, so that its time is looked at later. */
async function readClaims(
  context: Context,
  tenantId: string,
  publicUrl: string,
  credential: z.output<typeof schema>['credential'],
): Promise<{ claims: Claims } | { refused: Finding }> {
  const jwt = typeof credential === 'string' ? credential : credential.proof.jwt
  const { slug } = await tenantById(context.db, tenantId)
  const keys = createLocalJWKSet({ keys: (await everyKeyOf(context.db, tenantId)) as { kty: string }[] })
  try {
    const { payload, protectedHeader } = await compactVerify(jwt, keys, { algorithms: [issuerAlgorithm] })
    // The same key signs status lists, and one of those is no credential.
    if (protectedHeader.typ !== 'JWT') return { refused: { reason: 'signature_invalid' } }
    const claims = claimsSchema.parse(JSON.parse(new TextDecoder().decode(payload)))
    if (claims.iss !== issuerUrl(publicUrl, slug)) return { refused: { reason: 'signature_invalid' } }
    const isAltered = typeof credential !== 'string' && !agrees(credential, claims)
    return isAltered ? { refused: { reason: 'credential_altered' } } : { claims }
  } catch (error) {
    if (error instanceof errors.JOSEError) return { refused: { reason: 'signature_invalid' } }
    throw error
  }
}

/** The document around the JWT is not signed itself, so that what it repeats has to be the same. */
function agrees(document: z.output<typeof documentSchema>, { jti, sub, nbf, exp, vc }: Claims): boolean {
  const { id, issuanceDate, expirationDate, credentialSubject } = document
  const { biometricsDigest } = vc.credentialSubject
  if (id !== jti || credentialSubject.id !== sub) return false
  if (issuanceDate !== undefined && Date.parse(issuanceDate) !== nbf * 1000) return false
  if (expirationDate !== undefined && Date.parse(expirationDate) !== exp * 1000) return false
  if (credentialSubject.biometrics === undefined) return true
  const picture = pictureOf(credentialSubject.biometrics)
  return picture !== null && digestOf(picture) === biometricsDigest
}

/** @returns null when the bureau has no such row */
async function findHeld(context: Context, tenantId: string, { jti }: Claims) {
  return credentialById(context.db, tenantId, jti).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  })
}

async function compare(
  context: Context,
  { tenantId, userId }: Held,
  settings: Settings,
  image: string,
): Promise<Finding> {
  if (!userId) return { reason: 'not_enrolled' }
  const { users } = context.db.tables
  const [user] = await context.db.sql.select({ status: users.status }).from(users).where(eq(users.id, userId))
  if (user?.status === 'revoked') return { reason: 'user_revoked' }
  const own = await ownTemplates(context, context.db, tenantId, userId)
  if (own.length === 0) return { reason: 'not_enrolled' }
  const taken = takePictures([image])
  if (!Array.isArray(taken)) return { reason: 'picture_refused', message: taken.message }
  const read = await readWalletPicture(context, taken[0]!, settings)
  if (read.outcome === 'refused') return { reason: read.code as CheckReason, message: read.message }
  const { thresholds } = context.engines.face
  try {
    const score = await bestScore(context, own, read.face.embedding)
    const threshold = ownThreshold(context, settings, own)
    const match = score >= threshold
    const shown = {
      score: rounded(score),
      threshold: rounded(threshold),
      confidence: rounded(confidence(thresholds, score)),
    }
    return { match, ...shown, reason: match ? null : 'face_mismatch' }
  } catch (error) {
    const isGone = error instanceof AppError && error.options.subject === 'user'
    if (isGone || isFault(error, 'KeyDestroyed')) return { reason: 'not_enrolled' }
    throw error
  }
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000

async function tell(context: Context, { userId, credentialId }: Held, reason: CheckReason | null): Promise<void> {
  await context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: reason === null ? 'credential.verified' : 'credential.rejected',
      subject: { kind: 'user', id: userId ?? '' },
      detail: { credential: credentialId, ...(reason && { reason }) },
    })
    if (reason === null && userId) await noteSeen(tx, userId, context.now())
  })
}
