/** Is this the person who enrolled? One face against one user's own templates. */
import { z } from 'zod'
import { confidence, type Reason } from '@/engines/face/decide'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { countFigure } from '../figures/count'
import { claimOf } from '../liveness/claim'
import { requireLiveness } from '../liveness/proof'
import { parse } from '../parse'
import { userById } from '../users'
import { noteSeen } from '../users/seen'
import { assertRecognisable, bestScore, ownThreshold, requireTemplates } from './own'
import { faceInputSchema, readSingleFace, type Refused } from './read'
import { faceSettings } from './setting'

const schema = faceInputSchema.extend({ userId: z.string() })

export interface Comparison {
  outcome: 'compared'
  verified: boolean
  /** 0..1, monotone in the score. */
  confidence: number
  /** Cosine of the most alike template, -1..1, and from which on it is held to be the same person. */
  score: number
  threshold: number
  /** The share of strangers whom that threshold lets pass. */
  fmr: number
  /** What could be better about the picture. */
  warnings: Reason[]
}

export type Verification = Refused | Comparison

/** @throws AppError `not_found` (user, face_engine), `not_enrolled`, `liveness_*`, `picture_refused`, `busy` */
export async function verifyFace(context: Context, input: z.input<typeof schema>): Promise<Verification> {
  const { userId, ...call } = parse(schema, input)
  const { tenantId, settings } = await faceSettings(context, 'faces:compare')
  assertRecognisable(await userById(context.db, tenantId, userId))
  const own = await requireTemplates(context, tenantId, userId)
  const proof = await requireLiveness(context, settings, call.liveness)

  const single = await readSingleFace(context, call, settings)
  if (single.outcome === 'refused') return single
  await proof.spend([single.face.embedding])
  const score = await bestScore(context, own, single.face.embedding)
  const { thresholds } = context.engines.face
  // What is stated is the rate of the whole comparison, however many templates it was made with.
  const fmr = settings.verifyFmr
  const threshold = ownThreshold(context, settings, own)
  const verified = score >= threshold

  const action = verified ? 'face.verified' : 'face.rejected'
  await context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action, subject: { kind: 'user', id: userId }, detail: claimOf(call.liveness) })
    if (verified) await noteSeen(tx, userId, context.now())
  })
  countFigure(context, action)
  const { warnings } = single
  return { outcome: 'compared', verified, confidence: confidence(thresholds, score), score, threshold, fmr, warnings }
}
