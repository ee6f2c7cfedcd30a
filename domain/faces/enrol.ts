/**
 * Enrols one face for one user. The picture is durable before its row, and row, audit line and feed line come in one
 * transaction: a crash at any moment leaves the user enrolled or not, never half. A picture whose row never came is swept.
 */
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { confidence, thresholdAt, type Reason } from '@/engines/face/decide'
import { writeAudit } from '../audit'
import { changeHead } from '../changes'
import type { Context } from '../context'
import { countFigure } from '../figures/count'
import { followGallery } from '../gallery'
import { claimOf } from '../liveness/claim'
import { requireLiveness } from '../liveness/proof'
import { dropLeftFaces } from '../models/in-use'
import { parse } from '../parse'
import { keepsPictures } from '../retention/rules'
import type { Settings } from '../settings'
import { userById } from '../users'
import { recordLookAlikes } from './look-alikes'
import { bestScore, ownTemplates } from './own'
import { faceInputSchema, readSingleFace, type Refused } from './read'
import { insertFace, removeBlobs, sealFace, type Owner, type SealedFace } from './record'
import { searchUsers, type Match } from './search'
import { faceSettings } from './setting'

const schema = faceInputSchema.extend({ userId: z.string() })

export type Enrolment =
  /** `looksLike`: users who were put up for review as possibly the same person. */
  { outcome: 'enrolled'; templateId: string; warnings: Reason[]; looksLike: Match[] } | Standing | Refused

/** What stands in the way of an enrolment. */
type Standing =
  /** This very face is enrolled: by the user itself, or by another where the tenant refuses duplicates. */
  | { outcome: 'found'; userId: string; confidence: number }
  /** The user has another face, and that is never replaced by one that does not match it. */
  | { outcome: 'refused'; reason: typeof alreadyEnrolled }

const alreadyEnrolled = {
  code: 'already_enrolled',
  message: 'The user has another face enrolled; adapt it, or remove it first.',
} as const

/**
 * @param within writes what belongs to the enrolment in the same transaction
 * @throws AppError `not_found` (user, face_engine), `liveness_*`, `picture_refused`, `busy`
 */
export async function enrolFace(
  context: Context,
  input: z.input<typeof schema>,
  within?: (tx: Tx) => Promise<void>,
): Promise<Enrolment> {
  const { userId, ...call } = parse(schema, input)
  const { tenantId, settings } = await faceSettings(context, 'faces:enrol')
  const owner = { tenantId, userId }
  await userById(context.db, tenantId, userId)
  const proof = await requireLiveness(context, settings, call.liveness)
  const single = await readSingleFace(context, call, settings)
  if (single.outcome === 'refused') return single
  await proof.spend([single.face.embedding])

  let sealed: SealedFace | undefined
  // Whoever is overtaken here was overtaken by an enrolment that succeeded, so that the rounds end.
  for (;;) {
    const look = await lookAround(context, owner, settings, single.face.embedding)
    if ('outcome' in look) return look
    sealed ??= await sealFace(context, owner, single, keepsPictures(settings, context.now()))
    if (await write(context, owner, settings, look, sealed, claimOf(call.liveness), within)) {
      countFigure(context, 'face.enrolled')
      const { warnings } = single
      return { outcome: 'enrolled', templateId: sealed.template.id, warnings, looksLike: look.looksLike }
    }
  }
}

interface Look {
  /** The feed's line up to which other users' faces were looked at. */
  revision: number
  looksLike: Match[]
}

async function lookAround(
  context: Context,
  { tenantId, userId }: Owner,
  settings: Settings,
  probe: Float32Array,
): Promise<Look | Standing> {
  const own = await ownTemplates(context, context.db, tenantId, userId)
  if (own.length > 0) {
    const { thresholds } = context.engines.face
    const score = await bestScore(context, own, probe)
    return score >= thresholdAt(thresholds, settings.verifyFmr)
      ? { outcome: 'found', userId, confidence: confidence(thresholds, score) }
      : { outcome: 'refused', reason: alreadyEnrolled }
  }
  if (settings.duplicates === 'off') return { revision: 0, looksLike: [] }
  const revision = await followGallery(context, tenantId)
  const looksLike = await searchUsers(context, { tenantId, settings, except: userId, alsoRevoked: true }, probe, 5)
  if (settings.duplicates === 'refuse' && looksLike[0]) return { outcome: 'found', ...looksLike[0] }
  return { revision, looksLike }
}

/** @returns false when somebody enrolled in between what `lookAround` should have seen; nothing is written then */
async function write(
  context: Context,
  { tenantId, userId }: Owner,
  settings: Settings,
  { revision, looksLike }: Look,
  sealed: SealedFace,
  claim: ReturnType<typeof claimOf>,
  within?: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  const overtaken = Symbol('overtaken')
  try {
    const left = await context.db.transact(async (tx) => {
      // First the line: it lets one writer of the tenant through at a time, so that what is read below still holds at the end.
      await writeAudit(tx, context, {
        action: 'face.enrolled',
        subject: { kind: 'user', id: userId },
        detail: { template: sealed.template.id, model: sealed.template.model, ...claim },
      })
      await userById(tx, tenantId, userId)
      if ((await ownTemplates(context, tx, tenantId, userId)).length > 0) throw overtaken
      if (settings.duplicates === 'refuse' && (await changeHead(tx, tenantId)) !== revision) throw overtaken
      await insertFace(tx, sealed)
      const blobNames = await dropLeftFaces(tx, userId, sealed.template.model)
      await recordLookAlikes(tx, context, { tenantId, userId }, looksLike)
      await within?.(tx)
      return blobNames
    })
    await removeBlobs(context, left)
    return true
  } catch (error) {
    if (error === overtaken) return false
    throw error
  }
}
