/**
 * A wallet asks for a credential. Who has neither key nor face here becomes a user with both; who shows the face that belongs to
 * the key gets another credential; everybody else is refused. User, pictures, templates, key and credential come in one
 * transaction, with their audit lines.
 */
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { withoutMetadata } from '@/engines/metadata'
import { writeAudit } from '../audit'
import { changeHead } from '../changes'
import type { Context } from '../context'
import { AppError } from '../errors'
import { recordLookAlikes } from '../faces/look-alikes'
import { insertFace, removeBlobs, sealFace, type SealedFace } from '../faces/record'
import { faceSettings } from '../faces/setting'
import { isFault } from '../faults'
import { countFigure } from '../figures/count'
import { idempotencyKeySchema, idempotentCall, recall, remember, type IdempotentCall } from '../idempotency'
import { hashToken, newUserId, newUuid } from '../ids'
import { requireLiveness } from '../liveness/proof'
import { parse } from '../parse'
import { keepsPictures } from '../retention/rules'
import type { Settings } from '../settings'
import { tenantById } from '../tenants'
import { countPlace, userById } from '../users'
import { insertUser } from '../users/standing'
import { takeChallenge } from './challenges'
import { makeCredential, openDocument, writeCredential, type NewCredential } from './credentials'
import { withPicture, type CredentialDocument } from './document'
import { holderOfDecimal, holderOfJwk, isSignedBy, type HolderKey } from './holder-keys'
import { assertWalletOpen } from './open'
import { readPictures, takePictures, type ReadPictures } from './pictures'
import { refused, whoAsks, type Newcomer, type RequestRefusal } from './who-asks'

/** What travels with every request for a credential, whoever holds the key. */
export const requestFields = {
  /** Base64, without a data URI in front. */
  biometrics: z
    .array(z.string())
    .max(1000)
    .nullish()
    .transform((given) => given ?? []),
}

/** Of a wallet that shows that it holds its key. */
export const provedFields = {
  publicKeyJwk: z.record(z.string().max(100), z.unknown()),
  challenge: z.string().min(1).max(200),
  /** JWS, compact, over the challenge. */
  proof: z.string().min(1).max(8192),
}

const schema = z.object({
  ...requestFields,
  holder: z.discriminatedUnion('kind', [
    /** As old wallets send it. Nothing shows that they hold the private key. */
    z.object({ kind: z.literal('decimal'), publicKey: z.string() }),
    z.object({ kind: z.literal('proved'), ...provedFields }),
  ]),
  /** Where this bureau is reached, without a slash at the end. */
  publicUrl: z.string(),
  idempotencyKey: idempotencyKeySchema.optional(),
})

export type CredentialAnswer = { outcome: 'issued'; credential: CredentialDocument; userId: string } | RequestRefusal

/** How often the search for who this is begins anew when others are written meanwhile. */
const mostRounds = 30

interface Asked {
  tenantId: string
  slug: string
  publicUrl: string
  settings: Settings
  holder: HolderKey
  isProved: boolean
  read: ReadPictures
  call: IdempotentCall | null
}

/**
 * @throws AppError `not_found` (wallet, face_engine), `liveness_required`, `user_quota_reached`, `busy`; `conflict` for an
 *   idempotency key that was used for another request
 */
export async function requestCredential(context: Context, input: z.input<typeof schema>): Promise<CredentialAnswer> {
  const { biometrics, holder: given, publicUrl, idempotencyKey: key } = parse(schema, input)
  const { tenantId, settings } = await faceSettings(context, 'credentials:request')
  await assertWalletOpen(context, tenantId)
  const { slug } = await tenantById(context.db, tenantId)

  const pictures = takePictures(biometrics)
  if (!Array.isArray(pictures)) return pictures
  const holder =
    given.kind === 'decimal' ? await holderOfDecimal(given.publicKey) : await holderOfJwk(given.publicKeyJwk)
  if (!holder) return refused('public_key_invalid', invalidKey[given.kind])

  const named = [holder.thumbprint, ...pictures.map((picture) => hashToken(picture.toString('base64')))]
  const call = key ? idempotentCall(context, { tenantId, key, operation: 'requestCredential', input: named }) : null
  const before = call && (await recall(context, call))
  if (before) return again(context, tenantId, before, pictures)

  if (given.kind === 'proved') {
    if (!(await isSignedBy(holder, given.proof, given.challenge))) {
      return refused('proof_invalid', 'The proof is not a signature of this key over the challenge.')
    }
    if (!(await takeChallenge(context, tenantId, given.challenge))) {
      return refused(
        'challenge_invalid',
        'The challenge is unknown, was used, or is older than five minutes. Ask for another.',
      )
    }
  }
  await requireLiveness(context, settings, { kind: 'proof' })
  const read = await readPictures(context, pictures, settings)
  if (read.outcome === 'refused') return read
  return issue(context, { tenantId, slug, publicUrl, settings, holder, isProved: given.kind === 'proved', read, call })
}

const invalidKey = {
  decimal: 'The public key is not the digits of an RSA modulus of 2048 to 8192 bits followed by 65537.',
  proved: 'The public key is none of: RSA of 2048 to 8192 bits with exponent 65537, EC P-256 or P-384, Ed25519.',
}

/** The same answer as the first time; the picture is in the repeated request. */
async function again(
  context: Context,
  tenantId: string,
  { credentialId, best, format }: Record<string, string>,
  pictures: Buffer[],
): Promise<CredentialAnswer> {
  const { document, userId } = await openDocument(context, tenantId, credentialId!)
  const picture = withoutMetadata(pictures[Number(best)]!, format as 'jpeg' | 'png')
  return { outcome: 'issued', credential: withPicture(document, picture), userId }
}

async function issue(context: Context, asked: Asked): Promise<CredentialAnswer> {
  for (let round = 0; round < mostRounds; round++) {
    const who = await whoAsks(context, { ...asked, probe: asked.read.faces[asked.read.best]!.face.embedding })
    if (who.outcome === 'refused') return who
    const issued =
      who.outcome === 'known' ? await issueAgain(context, asked, who.userId) : await enrol(context, asked, who)
    if (issued) return issued
  }
  throw new AppError('busy', 'Too many people are enrolled at this moment; try again shortly.', {
    retryAfterSeconds: 2,
  })
}

/** @returns null when the user was erased meanwhile, or somebody else took the place in the status list */
async function issueAgain(context: Context, asked: Asked, userId: string): Promise<CredentialAnswer | null> {
  try {
    const made = await make(context, asked, userId)
    await context.db.transact(async (tx) => {
      await tellIssued(tx, context, made, userId, asked)
      await userById(tx, asked.tenantId, userId)
      await writeCredential(tx, made)
      await rememberIssued(tx, context, asked, made)
    })
    return answer(asked, made, userId)
  } catch (error) {
    const isGone = error instanceof AppError && error.options.subject === 'user'
    if (isGone || isFault(error, 'KeyDestroyed') || isUniqueViolation(error)) return null
    throw error
  }
}

/** @returns null when somebody came between who should have been looked at, or with the same key */
async function enrol(context: Context, asked: Asked, newcomer: Newcomer): Promise<CredentialAnswer | null> {
  const { tenantId, settings, read, holder } = asked
  const userId = newUserId()
  const overtaken = Symbol('overtaken')
  const blobNames: string[] = []
  // Durable before anything is sealed with it.
  await context.keys.createUser(tenantId, userId)
  const undo = async () => {
    await context.keys.destroyUser(userId)
    await removeBlobs(context, blobNames)
  }
  try {
    const sealed: SealedFace[] = []
    for (const face of read.faces) {
      const one = await sealFace(context, { tenantId, userId }, face, keepsPictures(settings, context.now()))
      if (one.sample) blobNames.push(one.sample.blobName)
      sealed.push(one)
    }
    const made = await make(context, asked, userId)
    await context.db.transact(async (tx) => {
      // First the line: it lets one writer of the tenant through at a time, so that what is read below still holds at the end.
      await writeAudit(tx, context, { action: 'user.created', subject: { kind: 'user', id: userId } })
      await countPlace(tx, tenantId)
      if (settings.duplicates !== 'off' && (await changeHead(tx, tenantId)) !== newcomer.revision) throw overtaken
      const at = context.now()
      const { walletHolders } = tx.tables
      await insertUser(tx, { id: userId, uuid: newUuid(), tenantId, externalId: null, createdAt: at, updatedAt: at })
      const { thumbprint, jwk: publicJwk } = holder
      await tx.sql
        .insert(walletHolders)
        .values({ tenantId, thumbprint, userId, publicJwk, proved: asked.isProved, createdAt: at })
      for (const face of sealed) await insertFace(tx, face)
      await writeAudit(tx, context, {
        action: 'face.enrolled',
        subject: { kind: 'user', id: userId },
        detail: { templates: sealed.map(({ template }) => template.id), model: sealed[0]!.template.model },
      })
      await recordLookAlikes(tx, context, { tenantId, userId }, newcomer.looksLike)
      await tellIssued(tx, context, made, userId, asked)
      await writeCredential(tx, made)
      await rememberIssued(tx, context, asked, made)
    })
    countFigure(context, 'user.created')
    countFigure(context, 'face.enrolled')
    return answer(asked, made, userId)
  } catch (error) {
    // Only where the rows are known not to stand: a connection lost during a commit leaves that open.
    const isRace = error === overtaken || isUniqueViolation(error)
    if (isRace || error instanceof AppError) await undo()
    if (isRace) return null
    throw error
  }
}

function make(
  context: Context,
  { tenantId, slug, publicUrl, settings, holder, isProved, read }: Asked,
  userId: string,
) {
  const { face, warnings } = read.faces[read.best]!
  return makeCredential(context, {
    tenantId,
    slug,
    publicUrl,
    userId,
    holder,
    settings,
    picture: bestPicture(read),
    face,
    warnings: warnings.map(({ code }) => code),
    pictures: read.faces.length,
    keyProved: isProved,
  })
}

/** As it is kept and handed out: where and with what it was taken is nobody's business. */
function bestPicture({ faces, best }: ReadPictures): Uint8Array {
  const { picture, reading } = faces[best]!
  return withoutMetadata(picture, reading.format)
}

function tellIssued(
  tx: Tx,
  context: Context,
  { row }: NewCredential,
  userId: string,
  { isProved }: Asked,
): Promise<void> {
  return writeAudit(tx, context, {
    action: 'credential.issued',
    subject: { kind: 'user', id: userId },
    detail: { credential: row.id, keyProved: isProved },
  })
}

async function rememberIssued(tx: Tx, context: Context, { call, read }: Asked, { row }: NewCredential): Promise<void> {
  if (!call) return
  const result = { credentialId: row.id, best: String(read.best), format: read.faces[read.best]!.reading.format }
  await remember(tx, context, call, result)
}

function answer({ read }: Asked, { document }: NewCredential, userId: string): CredentialAnswer {
  return { outcome: 'issued', credential: withPicture(document, bestPicture(read)), userId }
}
