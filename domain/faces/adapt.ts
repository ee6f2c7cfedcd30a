/** Puts a newer picture in the place of the enrolled one, if both show the same person. */
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { thresholdAt, type Reason } from '@/engines/face/decide'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { countFigure } from '../figures/count'
import { claimOf } from '../liveness/claim'
import { requireLiveness } from '../liveness/proof'
import { parse } from '../parse'
import { keepsPictures } from '../retention/rules'
import { userById } from '../users'
import { bestScore, notEnrolled, requireTemplates } from './own'
import { faceInputSchema, readSingleFace, type Refused } from './read'
import { deleteFaces, insertFace, removeBlobs, sealFace } from './record'
import { faceSettings } from './setting'

const schema = faceInputSchema.extend({ userId: z.string() })

export type Adaptation =
  | Refused
  /** Nothing was changed. */
  | { outcome: 'another_person' }
  /** `sampleId` is null where the tenant keeps no pictures. */
  | { outcome: 'adapted'; templateId: string; sampleId: string | null; warnings: Reason[] }

/**
 * @param within writes what belongs to it in the same transaction
 * @throws AppError `not_found` (user, face_engine), `not_enrolled`, `liveness_*`, `picture_refused`, `busy`
 */
export async function adaptFace(
  context: Context,
  input: z.input<typeof schema>,
  within?: (tx: Tx) => Promise<void>,
): Promise<Adaptation> {
  const { userId, ...call } = parse(schema, input)
  const { tenantId, settings } = await faceSettings(context, 'faces:enrol')
  const owner = { tenantId, userId }
  await userById(context.db, tenantId, userId)
  const own = await requireTemplates(context, tenantId, userId)
  const proof = await requireLiveness(context, settings, call.liveness)

  const single = await readSingleFace(context, call, settings)
  if (single.outcome === 'refused') return single
  await proof.spend([single.face.embedding])
  const score = await bestScore(context, own, single.face.embedding)
  if (score < thresholdAt(context.engines.face.thresholds, settings.verifyFmr)) return { outcome: 'another_person' }

  const sealed = await sealFace(context, owner, single, keepsPictures(settings, context.now()))
  const { blobNames } = await context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'face.adapted',
      subject: { kind: 'user', id: userId },
      detail: { template: sealed.template.id, model: sealed.template.model, ...claimOf(call.liveness) },
    })
    await userById(tx, tenantId, userId)
    const before = await deleteFaces(tx, context, owner)
    // The enrolment was taken back while the picture was read: there is nothing to adapt any more.
    if (before.templates === 0) throw notEnrolled()
    await insertFace(tx, sealed)
    await within?.(tx)
    return before
  })
  countFigure(context, 'face.adapted')
  await removeBlobs(context, blobNames)
  return {
    outcome: 'adapted',
    templateId: sealed.template.id,
    sampleId: sealed.sample?.id ?? null,
    warnings: single.warnings,
  }
}
