/** One more picture of somebody who is enrolled, if it shows the same person: more pictures recognise better. */
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { thresholdAt, type Reason } from '@/engines/face/decide'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { claimOf } from '../liveness/claim'
import { requireLiveness } from '../liveness/proof'
import { parse } from '../parse'
import { keepsPictures } from '../retention/rules'
import { userById } from '../users'
import { bestScore, notEnrolled, ownTemplates, requireTemplates } from './own'
import { faceInputSchema, readSingleFace, type Refused } from './read'
import { insertFace, sealFace } from './record'
import { faceSettings } from './setting'

/** Beyond these another picture adds little and makes every comparison slower. */
export const mostTemplates = 10

const schema = faceInputSchema.extend({ userId: z.string() })

export type Addition =
  | Refused
  | { outcome: 'another_person' }
  /** The user has `mostTemplates` already. */
  | { outcome: 'full' }
  | { outcome: 'added'; templateId: string; sampleId: string | null; warnings: Reason[] }

/**
 * @param within writes what belongs to it in the same transaction
 * @throws AppError `not_found` (user, face_engine), `not_enrolled`, `liveness_*`, `picture_refused`, `busy`
 */
export async function addFace(
  context: Context,
  input: z.input<typeof schema>,
  within?: (tx: Tx) => Promise<void>,
): Promise<Addition> {
  const { userId, ...call } = parse(schema, input)
  const { tenantId, settings } = await faceSettings(context, 'faces:enrol')
  await userById(context.db, tenantId, userId)
  const own = await requireTemplates(context, tenantId, userId)
  const proof = await requireLiveness(context, settings, call.liveness)
  if (own.length >= mostTemplates) return { outcome: 'full' }

  const single = await readSingleFace(context, call, settings)
  if (single.outcome === 'refused') return single
  await proof.spend([single.face.embedding])
  const score = await bestScore(context, own, single.face.embedding)
  if (score < thresholdAt(context.engines.face.thresholds, settings.verifyFmr)) return { outcome: 'another_person' }

  const sealed = await sealFace(context, { tenantId, userId }, single, keepsPictures(settings, context.now()))
  await context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'face.added',
      subject: { kind: 'user', id: userId },
      detail: { template: sealed.template.id, model: sealed.template.model, ...claimOf(call.liveness) },
    })
    await userById(tx, tenantId, userId)
    const present = (await ownTemplates(context, tx, tenantId, userId)).map(({ id }) => id)
    // What the picture was compared with was taken back, or replaced by somebody's, while it was read.
    if (!own.some(({ id }) => present.includes(id))) throw notEnrolled()
    await insertFace(tx, sealed)
    await within?.(tx)
  })
  return {
    outcome: 'added',
    templateId: sealed.template.id,
    sampleId: sealed.sample?.id ?? null,
    warnings: single.warnings,
  }
}
