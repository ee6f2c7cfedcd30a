/** How a face comes into the database and leaves it: sealed sample, sealed template, the feed's lines. Judges nothing. */
import { and, eq } from 'drizzle-orm'
import { templatePlace } from '@/db/places'
import type { Tables } from '@/db/tables'
import type { SealPlace, Tx } from '@/db/types'
import { withoutMetadata } from '@/engines/metadata'
import type { PictureFormat } from '@/engines/types'
import { writeChange } from '../changes'
import type { Context } from '../context'
import { isFault } from '../faults'
import { tellHolders } from '../grants/write'
import { newBlobName, newId } from '../ids'
import { assertInUse } from '../models/in-use'
import { recallAllOf } from '../qr-credential/recall'
import { vectorBytes } from '../templates'
import { userNotFound } from '../users'
import { restateUser } from '../users/standing'
import { callersFault } from './formats'
import type { SingleFace } from './read'

type SampleRow = Tables['samples']['$inferInsert']
type TemplateRow = Tables['templates']['$inferInsert']

export interface Owner {
  tenantId: string
  userId: string
}

export interface SealedFace {
  /** Null where the tenant discards samples. */
  sample: SampleRow | null
  template: TemplateRow
}

export function samplePlace(tenantId: string, sampleId: string): SealPlace {
  return { table: 'samples', row: sampleId, tenantId }
}

/**
 * Seals a face with its user's key. The picture is durable when this resolves; its row comes with `insertFace`.
 * @throws AppError `not_found` when the user was erased meanwhile, `picture_refused`
 */
export async function sealFace(
  context: Context,
  owner: Owner,
  { face, picture, reading }: SingleFace,
  keepSample: boolean,
): Promise<SealedFace> {
  const createdAt = context.now()
  const common = { ...owner, kind: 'face' as const, createdAt }
  const [sampleId, templateId] = [newId(createdAt.getTime()), newId(createdAt.getTime())]
  const sealed = await seal(context, owner, templatePlace(owner.tenantId, templateId), vectorBytes(face.embedding))
  const template = { ...common, id: templateId, model: context.engines.face.model.id, sealed }
  if (!keepSample) return { sample: null, template: { ...template, sampleId: null } }

  const blobName = newBlobName()
  // Where and with what it was taken is nobody's business here.
  const kept = bare(picture, reading.format)
  await context.blobs.put(blobName, await seal(context, owner, samplePlace(owner.tenantId, sampleId), kept))
  const sample = {
    ...common,
    id: sampleId,
    blobName,
    contentType: `image/${reading.format}`,
    widthPx: reading.widthPx,
    heightPx: reading.heightPx,
    byteCount: kept.length,
    quality: { ...face.quality },
  }
  return { sample, template: { ...template, sampleId } }
}

function bare(picture: Uint8Array, format: PictureFormat): Uint8Array {
  try {
    return withoutMetadata(picture, format)
  } catch (error) {
    throw callersFault(error)
  }
}

async function seal({ keys }: Context, { userId }: Owner, place: SealPlace, plain: Uint8Array): Promise<Buffer> {
  return keys.sealForUser(userId, place, plain).catch((error: unknown) => {
    throw isFault(error, 'KeyDestroyed') ? userNotFound(error) : error
  })
}

/** The rows and the line that lets galleries know. The audit line is the caller's, and comes first. @throws AppError `busy` */
export async function insertFace(tx: Tx, { sample, template }: SealedFace): Promise<void> {
  await assertInUse(tx, 'face', template.model, template.createdAt)
  if (sample) await tx.sql.insert(tx.tables.samples).values(sample)
  await tx.sql.insert(tx.tables.templates).values(template)
  await writeChange(tx, {
    tenantId: template.tenantId,
    topic: 'template',
    op: 'upsert',
    subjectId: template.id,
    at: template.createdAt,
  })
  await restateUser(tx, template.userId)
  await tellHolders(tx, { tenantId: template.tenantId, userId: template.userId, at: template.createdAt })
}

export interface Deleted {
  /** To be removed once the transaction has committed. */
  blobNames: string[]
  templates: number
  samples: number
}

/** Deletes the user's face templates, of whatever model, and the pictures they were made of. */
export async function deleteFaces(tx: Tx, context: Pick<Context, 'now'>, owner: Owner): Promise<Deleted> {
  return deleteBiometrics(tx, context, owner, 'face')
}

/** Deletes templates and samples of one kind, or of every kind, with the feed's lines. */
export async function deleteBiometrics(
  tx: Tx,
  context: Pick<Context, 'now'>,
  { tenantId, userId }: Owner,
  kind?: 'face' | 'voice',
): Promise<Deleted> {
  const { samples, templates } = tx.tables
  const removed = await tx.sql
    .delete(templates)
    .where(and(eq(templates.userId, userId), kind && eq(templates.kind, kind)))
    .returning({ id: templates.id })
  for (const { id } of removed) {
    await writeChange(tx, { tenantId, topic: 'template', op: 'remove', subjectId: id, at: context.now() })
  }
  if (removed.length > 0 && kind !== 'voice') {
    await recallAllOf(tx, { tenantId, userIds: [userId], at: context.now(), reason: 'face_removed' })
  }
  if (removed.length > 0) await tellHolders(tx, { tenantId, userId, at: context.now(), op: 'remove' })
  const captured = await tx.sql
    .delete(samples)
    .where(and(eq(samples.userId, userId), kind && eq(samples.kind, kind)))
    .returning({ blobName: samples.blobName })
  await restateUser(tx, userId)
  return {
    blobNames: captured.map(({ blobName }) => blobName),
    templates: removed.length,
    samples: captured.length,
  }
}

/** After the commit. A crash before it leaves bytes that nothing names; the sweep finds them. */
export async function removeBlobs(context: Context, names: string[]): Promise<void> {
  for (const name of names) await context.blobs.remove(name)
}
