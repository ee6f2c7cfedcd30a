/** Models that the operator added: their rows and files, and which of them are in use. Switching from one to another is use.ts. */
import { asc, count, eq } from 'drizzle-orm'
import type { Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { checkBytes, checkCohort } from '@/engines/added/check'
import { addedId, addedManifestSchema, type AddedManifest } from '@/engines/added/manifest'
import { shippedModels, type AddedModel, type ChosenModels } from '@/engines/added/types'
import { loadManifest } from '@/engines/models'
import { bureau, writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isFault } from '../faults'
import { newBlobName } from '../ids'
import { parse } from '../parse'
import { assertMay } from '../permissions'
import { modelById, type Kind, type ModelRow } from './rows'

const pieceBytes = 1024 * 1024

export interface ListedModel {
  id: string
  kind: Kind
  manifest: AddedManifest
  sha256: string
  sizeBytes: number
  addedAt: Date
  isActive: boolean
}

/** Of a manifest that is not known to be in order: the file that it wants beside itself. @throws AppError `invalid_input` */
export function readManifest(json: unknown): AddedManifest {
  return parse(addedManifestSchema, json)
}

export interface NewModel {
  manifest: AddedManifest
  /** The ONNX file. */
  file: Uint8Array
  /** What the manifest's cohort names. */
  cohort: Uint8Array | null
}

/** Looks at the file, runs it once and keeps it for every instance. @throws AppError `invalid_input`, `already_exists` */
export async function addModel(context: Context, { manifest, file, cohort }: NewModel): Promise<ListedModel> {
  assertMay(context, 'tenants:manage')
  const id = addedId(manifest)
  await assertNew(context, id, manifest)
  const sha256 = await check(context, { manifest, file, cohort })
  const blobName = newBlobName()
  await context.blobs.putStream(blobName, pieces(file))
  const { kind } = manifest
  const addedAt = context.now()
  const row = {
    id,
    kind,
    manifest,
    sha256,
    sizeBytes: file.length,
    blobName,
    cohort: cohort && Buffer.from(cohort),
    addedAt,
  }
  try {
    await context.db.transact(async (tx) => {
      await tx.sql.insert(tx.tables.models).values(row)
      const detail = { kind, sha256, licence: manifest.licence }
      await writeAudit(tx, context, { action: 'model.added', subject: { kind: 'model', id }, detail, tenantId: bureau })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    await context.blobs.remove(blobName)
    throw exists(id)
  }
  return { id, kind, manifest, sha256, sizeBytes: file.length, addedAt, isActive: false }
}

async function assertNew(context: Context, id: string, { name }: AddedManifest): Promise<void> {
  if (name in loadManifest().templates) {
    throw new AppError('already_exists', `Limen ships a model called ${name}; give yours another name.`, {
      subject: 'model',
    })
  }
  if (await modelById(context.db, id)) throw exists(id)
}

const exists = (id: string) =>
  new AppError('already_exists', `There is a model ${id} already; give this one another version.`, { subject: 'model' })

async function check(context: Context, { manifest, file, cohort }: NewModel): Promise<string> {
  try {
    const sha256 = checkBytes(manifest, file)
    checkCohort(manifest, cohort)
    await context.engines.tryModel({ manifest, sha256, cohort, bytes: () => pieces(file) })
    return sha256
  } catch (error) {
    if (!isFault(error, 'ModelRefused')) throw error
    throw new AppError('invalid_input', error.message, { cause: error, subject: 'model' })
  }
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes)
}

/** By name. */
export async function listModels(context: Context): Promise<ListedModel[]> {
  assertMay(context, 'tenants:manage')
  const { models, activeModels } = context.db.tables
  const rows = await context.db.sql
    .select({ model: models, active: activeModels.modelId })
    .from(models)
    .leftJoin(activeModels, eq(activeModels.modelId, models.id))
    .orderBy(asc(models.id))
  return rows.map(({ model: { id, kind, manifest, sha256, sizeBytes, addedAt }, active }) => {
    return {
      id,
      kind,
      manifest: addedManifestSchema.parse(manifest),
      sha256,
      sizeBytes,
      addedAt,
      isActive: active !== null,
    }
  })
}

/** @throws AppError `not_found`; `conflict` while it is in use, is about to be, or made templates that are kept */
export async function removeModel(context: Context, { id }: { id: string }): Promise<void> {
  assertMay(context, 'tenants:manage')
  const blobName = await context.db.transact(async (tx) => {
    // First the line: a switch begins and ends behind one of the same chain.
    await writeAudit(tx, context, { action: 'model.removed', subject: { kind: 'model', id }, tenantId: bureau })
    const row = await modelById(tx, id)
    if (!row) throw noModel(id)
    await assertUnused(tx, id)
    await tx.sql.delete(tx.tables.models).where(eq(tx.tables.models.id, id))
    return row.blobName
  })
  await context.blobs.remove(blobName)
}

async function assertUnused(tx: Tx, id: string): Promise<void> {
  const { activeModels, modelSwitches, templates } = tx.tables
  const refuse = (why: string) => {
    throw new AppError('conflict', why, { subject: 'model' })
  }
  if ((await tx.sql.select().from(activeModels).where(eq(activeModels.modelId, id))).length > 0) {
    refuse(`${id} is in use; switch to another model first.`)
  }
  const underWay = await tx.sql.select().from(modelSwitches).where(eq(modelSwitches.modelId, id))
  if (underWay.some(({ slot }) => slot !== null)) refuse(`A switch to ${id} is under way; cancel it first.`)
  const [kept] = await tx.sql.select({ total: count() }).from(templates).where(eq(templates.model, id))
  if (kept!.total > 0) {
    refuse(
      `${kept!.total} templates of ${id} are kept, of people who have not enrolled with another model: limen models report lists them.`,
    )
  }
}

export const noModel = (id: string) =>
  new AppError('not_found', `There is no model ${id}; limen models list shows what there is.`, { subject: 'model' })

/** As the engines take it. */
export function toAdded({ blobs }: Pick<Context, 'blobs'>, row: ModelRow): AddedModel {
  const { manifest, sha256, cohort, blobName } = row
  return { manifest: addedManifestSchema.parse(manifest), sha256, cohort, bytes: () => blobs.getStream(blobName) }
}

/** What is in use in this bureau. */
export async function chosenModels(context: Pick<Context, 'db' | 'blobs'>): Promise<ChosenModels> {
  const { models, activeModels } = context.db.tables
  const rows = await context.db.sql
    .select({ model: models })
    .from(activeModels)
    .innerJoin(models, eq(models.id, activeModels.modelId))
  const chosen = { ...shippedModels }
  for (const { model } of rows) chosen[model.kind] = toAdded(context, model)
  return chosen
}
