/** From kept samples to templates of another model: which are to be made, how one is made, and how it is written beside the old one. */
import { and, asc, eq, exists, gt, isNotNull, notExists, sql, type SQL } from 'drizzle-orm'
import { alias as sqliteAlias } from 'drizzle-orm/sqlite-core'
import { templatePlace } from '@/db/places'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { judge } from '@/engines/face/decide'
import type { Engines, PictureFormat } from '@/engines/types'
import { judgeVoice } from '@/engines/voice/gate'
import { holdAudit } from '../audit'
import { writeChange } from '../changes'
import type { Context } from '../context'
import { samplePlace } from '../faces/record'
import { isFault } from '../faults'
import { tellHolders } from '../grants/write'
import { newId } from '../ids'
import { vectorBytes } from '../templates'
import type { SwitchRow } from './switches'

export type TemplateRow = Tables['templates']['$inferSelect']
type Sample = Pick<Tables['samples']['$inferSelect'], 'blobName' | 'contentType'>
export type Why = Tables['modelLeftovers']['$inferSelect']['why']

export interface ToRemake {
  template: TemplateRow
  sample: Sample
}

export type Remade = { from: TemplateRow } & ({ sealed: Buffer; id: string; why: null } | { why: Why })

type Models = Pick<SwitchRow, 'kind' | 'fromModel' | 'toModel'>

/** Old templates whose sample is kept and of which no new one was made, nor found that none can be. In rising order of ids. */
export async function toRemake(
  handle: Handle,
  of: Models,
  { tenantId, after = '', limit }: { tenantId?: string; after?: string; limit: number },
): Promise<ToRemake[]> {
  const { templates, samples } = handle.tables
  return handle.sql
    .select({ template: templates, sample: { blobName: samples.blobName, contentType: samples.contentType } })
    .from(templates)
    .innerJoin(samples, eq(samples.id, templates.sampleId))
    .where(
      and(isToRemake(handle, of), tenantId ? eq(templates.tenantId, tenantId) : undefined, gt(templates.id, after)),
    )
    .orderBy(asc(templates.id))
    .limit(limit)
}

/** How many of them there are. */
export async function countToRemake(handle: Handle, of: Models): Promise<number> {
  return handle.sql.$count(handle.tables.templates, isToRemake(handle, of))
}

function isToRemake(handle: Handle, { kind, fromModel, toModel }: Models): SQL {
  const { templates, modelLeftovers } = handle.tables
  const made = newer(handle)
  const ofSample = handle.sql
    .select({ one: sql`1` })
    .from(made)
    .where(and(eq(made.sampleId, templates.sampleId), eq(made.model, toModel)))
  const given = handle.sql
    .select({ one: sql`1` })
    .from(modelLeftovers)
    .where(and(eq(modelLeftovers.templateId, templates.id), eq(modelLeftovers.toModel, toModel)))
  return and(
    eq(templates.kind, kind),
    eq(templates.model, fromModel),
    isNotNull(templates.sampleId),
    notExists(ofSample),
    notExists(given),
  )!
}

/** Whether the user has a template of that model, of the same kind and language as a row of `templates`. */
export function hasTemplateOf(handle: Handle, model: string): SQL {
  const { templates } = handle.tables
  const other = newer(handle)
  return exists(
    handle.sql
      .select({ one: sql`1` })
      .from(other)
      .where(
        and(
          eq(other.userId, templates.userId),
          eq(other.kind, templates.kind),
          eq(other.model, model),
          sql`coalesce(${other.language}, '') = coalesce(${templates.language}, '')`,
        ),
      ),
  )
}

const newer = ({ tables: { templates } }: Handle) => sqliteAlias(templates, 'newer')

/**
 * Reads the sample with the new model.
 * @returns null for a user who is being erased
 * @throws what does not concern this sample: the engine cannot start, the job is stopped
 */
export async function remake(
  context: Context,
  engines: Engines,
  { template, sample }: ToRemake,
  signal: AbortSignal,
): Promise<Remade | null> {
  const { tenantId, userId, sampleId } = template
  const none = (why: Why): Remade => ({ from: template, why })
  try {
    const sealed = await context.blobs.get(sample.blobName)
    const bytes = await context.keys.openForUser(userId, samplePlace(tenantId, sampleId!), sealed)
    const vector = await readVector(engines, template.kind, sample, bytes, signal)
    if (!vector) return none('not_found')
    const id = newId(context.now().getTime())
    return {
      from: template,
      id,
      sealed: await context.keys.sealForUser(userId, templatePlace(tenantId, id), vectorBytes(vector)),
      why: null,
    }
  } catch (error) {
    if (isFault(error, 'KeyDestroyed')) return null
    if (isFault(error, 'BlobMissing') || isFault(error, 'SealBroken')) return none('sample_gone')
    if (!isFault(error, 'PictureRefused') && !isFault(error, 'RecordingRefused') && !isFault(error, 'ReadingFailed')) {
      throw error
    }
    context.log.warn({ err: error, template: template.id }, 'a kept sample cannot be read with the new model')
    return none('unreadable')
  }
}

async function readVector(
  engines: Engines,
  kind: TemplateRow['kind'],
  { contentType }: Sample,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<Float32Array | null> {
  if (kind === 'voice') {
    const reading = await engines.voice.read(bytes, { signal })
    return judgeVoice(reading, 'prompt').accepted ? reading.embedding : null
  }
  const formats = [contentType.replace('image/', '') as PictureFormat]
  const reading = await engines.face.read(bytes, { formats, signal })
  // Its size was good enough when it was enrolled, by the limit of that day.
  return judge(reading, { minEyeDistancePx: 0 }).accepted ? reading.faces[0]!.embedding : null
}

/** Writes what was made of one tenant's templates, unless they went meanwhile. @param still throws when it is not wanted any more */
export async function writeRemade(
  context: Context,
  { toModel }: Models,
  tenantId: string,
  remade: readonly Remade[],
  still: (tx: Tx) => Promise<void>,
): Promise<void> {
  if (remade.length === 0) return
  await context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    await still(tx)
    for (const one of remade) await writeOne(tx, context, toModel, one)
  })
}

async function writeOne(tx: Tx, context: Context, toModel: string, remade: Remade): Promise<void> {
  const { templates, modelLeftovers } = tx.tables
  const { from } = remade
  const [still] = await tx.sql.select().from(templates).where(eq(templates.id, from.id))
  if (!still) return
  const { tenantId, userId, kind } = from
  if (remade.why !== null) {
    const row = { templateId: from.id, toModel, tenantId, why: remade.why }
    await tx.sql.insert(modelLeftovers).values(row).onConflictDoNothing()
    return
  }
  const twins = await tx.sql
    .select({ id: templates.id })
    .from(templates)
    .where(and(eq(templates.sampleId, from.sampleId!), eq(templates.model, toModel)))
  if (twins.length > 0) return
  await tx.sql.insert(templates).values({ ...still, id: remade.id, model: toModel, sealed: remade.sealed })
  if (kind === 'face') await tellOfTemplate(tx, context, { tenantId, userId, id: remade.id }, 'upsert')
}

/** Galleries and terminals learn of a face. */
export async function tellOfTemplate(
  tx: Tx,
  context: Context,
  { tenantId, userId, id }: Pick<TemplateRow, 'tenantId' | 'userId' | 'id'>,
  op: 'upsert' | 'remove',
): Promise<void> {
  const at = context.now()
  await writeChange(tx, { tenantId, topic: 'template', op, subjectId: id, at })
  await tellHolders(tx, { tenantId, userId, at })
}
