/** Who is this? One face, or all faces of a picture, against everybody whom the tenant has enrolled. */
import type { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { countFigure } from '../figures/count'
import { claimOf, type Liveness } from '../liveness/claim'
import { requireLiveness } from '../liveness/proof'
import { parse } from '../parse'
import { noteSeen } from '../users/seen'
import { faceInputSchema, readEveryFace, readSingleFace, type Refused } from './read'
import { searchUsers, type Match } from './search'
import { faceSettings } from './setting'

export type Finding = Refused | { outcome: 'found'; match: Match } | { outcome: 'unknown' }
/** `matches` best first, each user once; faces that belong to nobody are left out. */
export type Findings = Refused | { outcome: 'searched'; matches: Match[] }

/** The best match of the one face. @throws AppError `not_found` (face_engine), `liveness_*`, `picture_refused`, `busy` */
export async function findByFace(context: Context, input: z.input<typeof faceInputSchema>): Promise<Finding> {
  const call = parse(faceInputSchema, input)
  const { tenantId, settings } = await faceSettings(context, 'faces:compare')
  const proof = await requireLiveness(context, settings, call.liveness)

  const single = await readSingleFace(context, call, settings)
  if (single.outcome === 'refused') return single
  await proof.spend([single.face.embedding])
  const [match] = await searchUsers(context, { tenantId, settings }, single.face.embedding, 1)
  await tell(context, tenantId, match ? [match] : [], 1, call.liveness)
  return match ? { outcome: 'found', match } : { outcome: 'unknown' }
}

/** Everybody in the picture. @throws AppError as `findByFace` */
export async function findAllByFace(context: Context, input: z.input<typeof faceInputSchema>): Promise<Findings> {
  const call = parse(faceInputSchema, input)
  const { tenantId, settings } = await faceSettings(context, 'faces:compare')
  const proof = await requireLiveness(context, settings, call.liveness)

  const read = await readEveryFace(context, call, settings)
  if (read.outcome === 'refused') return read
  await proof.spend(read.faces.map(({ embedding }) => embedding))
  const best = new Map<string, Match>()
  for (const { embedding } of read.faces) {
    const [match] = await searchUsers(context, { tenantId, settings }, embedding, 1)
    if (match && match.confidence > (best.get(match.userId)?.confidence ?? -1)) best.set(match.userId, match)
  }
  const matches = [...best.values()].sort((a, b) => b.confidence - a.confidence)
  await tell(context, tenantId, matches, read.faces.length, call.liveness)
  return { outcome: 'searched', matches }
}

/** Each user who was found has a line of their own, so that they can be told who looked for them. */
async function tell(context: Context, tenantId: string, matches: Match[], faces: number, liveness: Liveness) {
  const detail = { faces, ...claimOf(liveness) }
  await context.db.transact(async (tx) => {
    for (const { userId } of matches) {
      await writeAudit(tx, context, { action: 'face.found', subject: { kind: 'user', id: userId }, detail })
      await noteSeen(tx, userId, context.now())
    }
    if (matches.length === 0) {
      await writeAudit(tx, context, { action: 'face.searched', subject: { kind: 'tenant', id: tenantId }, detail })
    }
  })
  countFigure(context, matches.length > 0 ? 'face.found' : 'face.unknown')
}
