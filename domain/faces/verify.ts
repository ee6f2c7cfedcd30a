/** Is this the person who enrolled? One face against one user's own templates. */
import { z } from 'zod'
import { confidence } from '@/engines/face/decide'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { assertLiveness, claimOf } from '../liveness'
import { parse } from '../parse'
import { userById } from '../users'
import { bestScore, ownThreshold, requireTemplates } from './own'
import { faceInputSchema, readSingleFace, type Refused } from './read'
import { faceSettings } from './setting'

const schema = faceInputSchema.extend({ userId: z.string() })

export type Verification = Refused | { outcome: 'compared'; verified: boolean; confidence: number }

/** @throws AppError `not_found` (user, face_engine), `not_enrolled`, `liveness_*`, `picture_refused`, `busy` */
export async function verifyFace(context: Context, input: z.input<typeof schema>): Promise<Verification> {
  const { userId, ...call } = parse(schema, input)
  const { tenantId, settings } = await faceSettings(context, 'faces:compare')
  await userById(context.db, tenantId, userId)
  const own = await requireTemplates(context, tenantId, userId)
  assertLiveness(settings, call.liveness)

  const single = await readSingleFace(context, call, settings)
  if (single.outcome === 'refused') return single
  const score = await bestScore(context, own, single.face.embedding)
  const { thresholds } = context.engines.face
  const verified = score >= ownThreshold(context, settings, own)

  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: verified ? 'face.verified' : 'face.rejected',
      subject: { kind: 'user', id: userId },
      detail: claimOf(call.liveness),
    }),
  )
  return { outcome: 'compared', verified, confidence: confidence(thresholds, score) }
}
