/**
 * Looking at the pictures a user was enrolled from. Who looks says what for, and each single look is a line of the audit trail
 * before the picture is opened. The purpose is one of a list and no free text, because that line is never erased.
 */
import { and, asc, eq, sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Handle } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isFault } from '../faults'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { tenantById } from '../tenants'
import { userById } from '../users'
import { samplePlace } from './record'

export const lookPurposes = [
  'identity_check',
  'quality_review',
  'look_alike_review',
  'person_asked',
  'investigation',
] as const
export type LookPurpose = (typeof lookPurposes)[number]

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

/** Beside a sample: the first template that was made of it. While the bureau switches to another model there are two. */
export function isFirstOfSample({ tables: { samples, templates } }: Handle): SQL {
  const ofSample = sql`select min("first"."id") from ${templates} as "first" where "first"."sample_id" = ${samples.id}`
  return sql`${templates.id} = (${ofSample})`
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
  const { model } = context.engines.face
  return rows.map((row) => ({ ...row, isCurrent: row.model === model.id }))
}

/** Whether the caller may look, for pages that have to say why not. */
export async function mayLook(context: Context): Promise<boolean> {
  const tenantId = tenantFor(context, 'pictures:look')
  if (context.actor.kind !== 'admin' || context.actor.role !== 'auditor') return true
  return (await tenantById(context.db, tenantId)).settings.auditorsSeePictures
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
  const tenantId = tenantFor(context, 'pictures:look')
  if (!(await mayLook(context))) throw new AppError('forbidden', 'Auditors may not look at pictures in this bureau.')
  await userById(context.db, tenantId, userId)
  const { samples } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(samples)
    .where(and(eq(samples.id, sampleId), eq(samples.userId, userId), eq(samples.tenantId, tenantId)))
  if (!row) throw gone()

  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: 'picture.looked_at',
      subject: { kind: 'user', id: userId },
      detail: { sample: sampleId, purpose },
    }),
  )
  try {
    const sealed = await context.blobs.get(row.blobName)
    const bytes = await context.keys.openForUser(userId, samplePlace(tenantId, sampleId), sealed)
    return { bytes, contentType: row.contentType }
  } catch (error) {
    if (isFault(error, 'BlobMissing') || isFault(error, 'KeyDestroyed')) throw gone(error)
    throw error
  }
}

const gone = (cause?: unknown) =>
  new AppError('not_found', 'This picture does not exist any more.', { subject: 'picture', cause })
