/**
 * An archive on its way in: in numbered parts, so that a broken line costs one part and no request is ever large. Each part is
 * sealed before it touches the disk. A part may be sent again; the last one that came counts.
 */
import { and, count, eq, inArray, sum } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newBlobName, newId } from '../ids'
import { enqueue } from '../jobs'
import { bytesSchema, parse, storableText } from '../parse'
import { tenantFor } from '../permissions'
import { tenantById } from '../tenants'
import { importById } from './one'
import { partBytes, partPlace } from './parts'

export type Import = Tables['imports']['$inferSelect']

/** How long an archive waits for the rest of it, and afterwards for somebody to import it. */
const uploadMs = 24 * 3_600_000
export const waitMs = 3 * 24 * 3_600_000

/** Archives of one tenant that lie here at once. */
const mostOpen = 5

const startSchema = z.object({
  name: storableText.pipe(z.string().trim().min(1).max(200)),
  byteCount: z.number().int().min(22, 'is too small for a zip archive'),
})

/** @throws AppError `too_large`; `conflict` when too many archives wait already */
export async function startImport(context: Context, input: z.input<typeof startSchema>): Promise<Import> {
  const { name, byteCount } = parse(startSchema, input)
  const tenantId = tenantFor(context, 'users:import')
  const { settings } = await tenantById(context.db, tenantId)
  if (byteCount > settings.importLimitMib * 1024 * 1024) {
    throw new AppError(
      'too_large',
      `The archive is larger than ${settings.importLimitMib} MiB. Split it, or let the operator raise the limit.`,
    )
  }
  const now = context.now()
  const id = newId(now.getTime())
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'import.started', subject: { kind: 'import', id }, detail: { byteCount } })
    const { imports } = tx.tables
    const [open] = await tx.sql
      .select({ count: count() })
      .from(imports)
      .where(
        and(eq(imports.tenantId, tenantId), inArray(imports.state, ['uploading', 'checking', 'checked', 'importing'])),
      )
    if (open!.count >= mostOpen) {
      throw new AppError('conflict', `${mostOpen} imports are open already. Finish or cancel one of them first.`, {
        subject: 'import',
      })
    }
    const [row] = await tx.sql
      .insert(imports)
      .values({
        id,
        tenantId,
        name,
        byteCount,
        partCount: Math.ceil(byteCount / partBytes),
        state: 'uploading',
        actorKind: context.actor.kind,
        actorId: 'id' in context.actor ? context.actor.id : '',
        createdAt: now,
        expiresAt: new Date(now.getTime() + uploadMs),
      })
      .returning()
    return row!
  })
}

const partSchema = z.object({
  importId: z.string().max(64),
  part: z.number().int().min(0),
  bytes: bytesSchema,
})

/** For transports, before they read a part. @throws AppError `not_found`, `conflict`, `invalid_input` */
export async function requirePart(
  context: Context,
  { importId, part }: { importId: string; part: number },
): Promise<{ byteCount: number }> {
  const tenantId = tenantFor(context, 'users:import')
  const { state, byteCount, partCount } = await importById(context.db, tenantId, importId)
  if (state !== 'uploading') throw new AppError('conflict', 'This upload has ended.', { subject: 'import' })
  if (!Number.isSafeInteger(part) || part < 0 || part >= partCount) {
    throw new AppError('invalid_input', `The parts of this archive are 0 to ${partCount - 1}.`)
  }
  return { byteCount: part === partCount - 1 ? byteCount - part * partBytes : partBytes }
}

/** Durable when it resolves. @throws AppError as `requirePart`; `invalid_input` for a part of another size */
export async function putPart(context: Context, input: z.input<typeof partSchema>): Promise<void> {
  const { importId, part, bytes } = parse(partSchema, input)
  const { byteCount } = await requirePart(context, { importId, part })
  if (bytes.length !== byteCount) {
    throw new AppError('invalid_input', `Part ${part} has ${byteCount} bytes, and ${bytes.length} came.`)
  }
  const tenantId = tenantFor(context, 'users:import')
  const blobName = newBlobName()
  const place = partPlace(tenantId, importId, part)
  await context.blobs.put(blobName, await context.keys.sealForTenant(place, bytes))
  const { imports, importParts } = context.db.tables
  const before = await context.db.transact(async (tx) => {
    // Locks the import, so that none ends while a part of it comes in.
    const [open] = await tx.sql
      .update(imports)
      .set({ expiresAt: new Date(context.now().getTime() + uploadMs) })
      .where(and(eq(imports.id, importId), eq(imports.state, 'uploading')))
      .returning({ id: imports.id })
    if (!open) return { name: blobName, ended: true }
    const same = and(eq(importParts.importId, importId), eq(importParts.part, part))
    const [replaced] = await tx.sql.delete(importParts).where(same).returning({ name: importParts.blobName })
    await tx.sql.insert(importParts).values({ importId, part, blobName, byteCount })
    return { name: replaced?.name, ended: false }
  })
  if (before.name) await context.blobs.remove(before.name)
  if (before.ended) throw new AppError('conflict', 'This upload has ended.', { subject: 'import' })
}

/**
 * All parts are here: the archive is looked through, and nothing is imported yet.
 * @param byJob false: the caller looks through it itself
 * @throws AppError `conflict` while parts are missing
 */
export async function finishUpload(
  context: Context,
  { importId, byJob = true }: { importId: string; byJob?: boolean },
): Promise<Import> {
  const tenantId = tenantFor(context, 'users:import')
  await importById(context.db, tenantId, importId)
  const { imports, importParts } = context.db.tables
  const now = context.now()
  return context.db.transact(async (tx) => {
    const [row] = await tx.sql
      .update(imports)
      .set({ state: 'checking', expiresAt: new Date(now.getTime() + waitMs) })
      .where(and(eq(imports.id, importId), eq(imports.state, 'uploading')))
      .returning()
    if (!row) throw new AppError('conflict', 'This upload has ended.', { subject: 'import' })
    const [here] = await tx.sql
      .select({ bytes: sum(importParts.byteCount), parts: count() })
      .from(importParts)
      .where(eq(importParts.importId, importId))
    if (here!.parts !== row.partCount || Number(here!.bytes) !== row.byteCount) {
      throw new AppError('conflict', `${row.partCount - here!.parts} parts of the archive are missing.`, {
        subject: 'import',
      })
    }
    if (!byJob) return row
    const jobId = await enqueue(tx, { tenantId, kind: 'import.check', payload: { importId }, now })
    const [queued] = await tx.sql.update(imports).set({ jobId }).where(eq(imports.id, importId)).returning()
    return queued!
  })
}
