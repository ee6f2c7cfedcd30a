/** Do two pictures show one person? Both are the caller's; nobody whom the tenant knows is looked at, and nothing is stored. */
import { z } from 'zod'
import { confidence, thresholdAt, type Reason } from '@/engines/face/decide'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { countFigure } from '../figures/count'
import { newId } from '../ids'
import { claimOf } from '../liveness/claim'
import { requireLiveness, type Proof } from '../liveness/proof'
import { parse } from '../parse'
import type { Settings } from '../settings'
import { readBoth } from './both'
import { cosine } from './own'
import { faceInputSchema, readSingleFace, type FaceInput } from './read'
import { faceSettings } from './setting'
import type { Comparison } from './verify'

const schema = faceInputSchema.omit({ picture: true }).extend({
  first: faceInputSchema.shape.picture,
  second: faceInputSchema.shape.picture,
})

type Which = 'first' | 'second'

export interface NotCompared {
  outcome: 'not_compared'
  /** The picture that does not show one face that can be compared. */
  which: Which
  reason: Reason
}

export type PicturesCompared = Comparison | NotCompared

/** @throws AppError `not_found` (face_engine), `liveness_*`, `picture_refused` (`details.which`), `busy` */
export async function compareFaces(context: Context, input: z.input<typeof schema>): Promise<PicturesCompared> {
  const { first, second, ...call } = parse(schema, input)
  const { settings } = await faceSettings(context, 'faces:compare_pictures')
  const proof = await requireLiveness(context, settings, call.liveness)
  const compared = await compareTwo(context, { first, second }, call, settings, proof)
  if (compared.outcome === 'not_compared') return compared
  const { verified } = compared
  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: verified ? 'pictures.matched' : 'pictures.differed',
      subject: { kind: 'comparison', id: newId(context.now().getTime()) },
      detail: claimOf(call.liveness),
    }),
  )
  countFigure(context, 'faces.compared', verified ? 'same' : 'other')
  return compared
}

/** For domain functions that have asked for permission, and write their own line. @throws AppError `liveness_invalid`, `picture_refused`, `busy` */
export async function compareTwo(
  context: Context,
  pictures: Record<Which, Uint8Array>,
  call: Omit<FaceInput, 'picture'>,
  settings: Settings,
  proof: Proof,
): Promise<PicturesCompared> {
  const read = async (which: Which, accepted = false) => {
    try {
      return await readSingleFace(context, { ...call, picture: pictures[which] }, settings, { accepted })
    } catch (error) {
      throw ofPicture(which, error)
    }
  }
  const [first, second] = await readBoth(
    context,
    () => read('first'),
    (accepted) => read('second', accepted),
  )
  if (first.outcome === 'refused') return { outcome: 'not_compared', which: 'first', reason: first.reason }
  if (second.outcome === 'refused') return { outcome: 'not_compared', which: 'second', reason: second.reason }
  await proof.spend([first.face.embedding, second.face.embedding])
  const { thresholds } = context.engines.face
  const score = cosine(first.face.embedding, second.face.embedding)
  const threshold = thresholdAt(thresholds, settings.verifyFmr)
  return {
    outcome: 'compared',
    verified: score >= threshold,
    confidence: confidence(thresholds, score),
    score,
    threshold,
    fmr: settings.verifyFmr,
    warnings: [...first.warnings, ...second.warnings],
  }
}

function ofPicture(which: Which, error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'picture_refused') return error
  const { subject, details } = error.options
  const message = `The ${which} picture is refused. ${error.message}`
  return new AppError('picture_refused', message, { cause: error, subject, details: { ...details, which } })
}
