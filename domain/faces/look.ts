/** The pictures a user was enrolled from, what was made of them, and a look at one of them. */
import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { AppError } from '../errors'
import { assertMayLook, lookPurposes, openSealed } from '../looks'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { isFirstOfSample } from '../samples'
import { userById } from '../users'
import { samplePlace } from './record'

export interface Picture {
  id: string
  createdAt: Date
  contentType: string
  widthPx: number | null
  heightPx: number | null
  byteCount: number
  /** As the engine measured it at enrolment: engines/types.ts, FaceQuality. */
  quality: Record<string, unknown> | null
  /** Of the template that was made of it; null once that has gone. */
  model: string | null
}

/** What is kept of the user, oldest first, without the pictures themselves. @throws AppError `not_found` */
export async function listPictures(context: Context, { userId }: { userId: string }): Promise<Picture[]> {
  const tenantId = tenantFor(context, 'users:read')
  await userById(context.db, tenantId, userId)
  const { samples, templates } = context.db.tables
  return context.db.sql
    .select({
      id: samples.id,
      createdAt: samples.createdAt,
      contentType: samples.contentType,
      widthPx: samples.widthPx,
      heightPx: samples.heightPx,
      byteCount: samples.byteCount,
      quality: samples.quality,
      model: templates.model,
    })
    .from(samples)
    .leftJoin(templates, isFirstOfSample(context.db))
    .where(and(eq(samples.userId, userId), eq(samples.kind, 'face')))
    .orderBy(asc(samples.createdAt), asc(samples.id))
}

export interface FaceTemplate {
  id: string
  createdAt: Date
  kind: 'face' | 'voice'
  model: string
  /** The picture it was made of; null once that was discarded. */
  sampleId: string | null
  quality: Record<string, unknown> | null
  /** Made by the engine that runs now, so that it takes part in comparisons. */
  isCurrent: boolean
}

/** The numbers themselves never leave the engines. @throws AppError `not_found` */
export async function listTemplates(context: Context, { userId }: { userId: string }): Promise<FaceTemplate[]> {
  const tenantId = tenantFor(context, 'users:read')
  await userById(context.db, tenantId, userId)
  const { samples, templates } = context.db.tables
  const rows = await context.db.sql
    .select({
      id: templates.id,
      createdAt: templates.createdAt,
      kind: templates.kind,
      model: templates.model,
      sampleId: templates.sampleId,
      quality: samples.quality,
    })
    .from(templates)
    .leftJoin(samples, eq(samples.id, templates.sampleId))
    .where(eq(templates.userId, userId))
    .orderBy(asc(templates.createdAt), asc(templates.id))
  return rows.map((row) => ({ ...row, isCurrent: row.model === context.engines[row.kind].model.id }))
}

const schema = z.object({
  userId: z.string(),
  sampleId: z.string().max(64),
  purpose: z.enum(lookPurposes, 'Say what you look at the picture for.'),
})

/**
 * One look. The line stands also where the picture then turns out to have gone.
 * @throws AppError `not_found` (user, picture); `forbidden` for an auditor whose tenant keeps pictures from auditors
 */
export async function lookAtPicture(
  context: Context,
  input: z.input<typeof schema>,
): Promise<{ bytes: Buffer; contentType: string }> {
  const { userId, sampleId, purpose } = parse(schema, input)
  const tenantId = await assertMayLook(context, 'Auditors may not look at pictures in this bureau.')
  await userById(context.db, tenantId, userId)
  const { samples } = context.db.tables
  const isPicture = and(eq(samples.userId, userId), eq(samples.tenantId, tenantId), eq(samples.kind, 'face'))
  const [row] = await context.db.sql
    .select()
    .from(samples)
    .where(and(eq(samples.id, sampleId), isPicture))
  if (!row) throw gone()
  const sealed = {
    userId,
    blobName: row.blobName,
    place: samplePlace(tenantId, sampleId),
    action: 'picture.looked_at',
    detail: { sample: sampleId, purpose },
  }
  return { bytes: await openSealed(context, sealed, gone), contentType: row.contentType }
}

const gone = (cause?: unknown) =>
  new AppError('not_found', 'This picture does not exist any more.', { subject: 'picture', cause })
