/** What would be said of a picture if it were enrolled now: guidance for whoever stands at the camera. Stores nothing. */
import { z } from 'zod'
import { judge, type Reason } from '@/engines/face/decide'
import type { Box } from '@/engines/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { parse } from '../parse'
import { usersByIds, type User } from '../users'
import { faceInputSchema, readFaces, gateOf, readSingleFace } from './read'
import { searchUsers } from './search'
import { faceSettings } from './setting'

const frameSchema = faceInputSchema.extend({
  /** How many times larger than this frame the picture will be that is enrolled in the end. */
  scale: z.number().min(1).max(16).default(1),
})

export interface Guidance {
  accepted: boolean
  refusals: Reason[]
  warnings: Reason[]
  /** Where the face is, as shares of the picture's width and height; null where there is none. */
  face: Box | null
}

/** Without templates and without a line in the audit trail: nobody is recognised. @throws AppError `picture_refused`, `busy` */
export async function guideFrame(context: Context, input: z.input<typeof frameSchema>): Promise<Guidance> {
  const { scale, ...call } = parse(frameSchema, input)
  const { settings } = await faceSettings(context, 'faces:enrol')
  const reading = await readFaces(context, call, { embed: false, maxFaces: 4 })
  const gate = gateOf(call, settings)
  const judgement = judge(reading, { ...gate, minEyeDistancePx: gate.minEyeDistancePx / scale })
  const box = reading.faces[0]?.box
  return {
    accepted: judgement.accepted,
    refusals: judgement.refusals,
    warnings: judgement.warnings,
    face: box
      ? {
          x: box.x / reading.widthPx,
          y: box.y / reading.heightPx,
          width: box.width / reading.widthPx,
          height: box.height / reading.heightPx,
        }
      : null,
  }
}

export type Forecast =
  | { outcome: 'refused'; reason: Reason }
  /** `looksLike` is empty where the tenant does not look for duplicates. */
  | {
      outcome: 'fit'
      warnings: Reason[]
      looksLike: { user: User; confidence: number }[]
      duplicates: 'refuse' | 'flag' | 'off'
    }

/** Whom a face that is about to be enrolled resembles. Whoever is named has a line about it. @throws as `guideFrame` */
export async function forecastEnrolment(context: Context, input: z.input<typeof faceInputSchema>): Promise<Forecast> {
  const call = parse(faceInputSchema, input)
  const { tenantId, settings } = await faceSettings(context, 'faces:enrol')
  const single = await readSingleFace(context, call, settings)
  if (single.outcome === 'refused') return single
  const { duplicates } = settings
  const scope = { tenantId, settings, alsoRevoked: true }
  const matches = duplicates === 'off' ? [] : await searchUsers(context, scope, single.face.embedding, 5)
  if (matches.length > 0) {
    await context.db.transact(async (tx) => {
      for (const { userId } of matches) {
        await writeAudit(tx, context, { action: 'face.resembled', subject: { kind: 'user', id: userId } })
      }
    })
  }
  const users = await usersByIds(
    context,
    matches.map(({ userId }) => userId),
  )
  const looksLike = matches.flatMap(({ confidence }, index) => {
    const user = users[index]
    return user ? [{ user, confidence }] : []
  })
  return { outcome: 'fit', warnings: single.warnings, looksLike, duplicates }
}
