/** Looks into a stopped bureau's stores for anything that is only half there. */
import { eq } from 'drizzle-orm'
import type { Context } from '@/domain/context'
import { removeOrphansJob } from '@/domain/sweep'

/**
 * Every template and sample opens with its user's key, every sample's blob is there, every template has its audit line, and that of a
 * face its change line, and no blob lies about that no row names. A kill between a blob and its row leaves one behind, sealed
 * and unnamed: that is what the daily sweep is for, so the sweep's job is run on those and must leave none.
 * Returns what is wrong, in words with ids.
 */
export async function findHalfEnrolments(context: Context): Promise<string[]> {
  const { sql, tables } = context.db
  const wrong: string[] = []
  const templates = await sql.select().from(tables.templates)
  const samples = await sql.select().from(tables.samples)
  const users = new Set((await sql.select({ id: tables.users.id }).from(tables.users)).map(({ id }) => id))
  const changed = new Set((await sql.select().from(tables.changes)).map(({ subjectId }) => subjectId))
  const sampleIds = new Set(samples.map(({ id }) => id))

  for (const template of templates) {
    const { id, kind, userId, tenantId, sampleId } = template
    if (!users.has(userId)) wrong.push(`template ${id} belongs to nobody`)
    if (sampleId && !sampleIds.has(sampleId)) wrong.push(`template ${id} names a sample that is not there`)
    if (kind === 'face' && !changed.has(id)) wrong.push(`template ${id} has no change line`)
    const place = { table: 'templates', row: id, tenantId }
    await context.keys.openForUser(userId, place, template.sealed).catch((error: Error) => {
      wrong.push(`template ${id} does not open: ${error.name}`)
    })
    const lines = await sql.select().from(tables.auditLines).where(eq(tables.auditLines.subjectId, userId))
    if (!lines.some(({ action }) => action.startsWith(`${kind}.`))) wrong.push(`template ${id} has no audit line`)
  }

  const templateSamples = new Set(templates.map(({ sampleId }) => sampleId))
  const blobNames = new Set<string>()
  for (const { id, userId, tenantId, blobName } of samples) {
    blobNames.add(blobName)
    if (!templateSamples.has(id)) wrong.push(`sample ${id} has no template`)
    const place = { table: 'samples', row: id, tenantId }
    await context.blobs
      .get(blobName)
      .then((sealed) => context.keys.openForUser(userId, place, sealed))
      .catch((error: Error) => wrong.push(`sample ${id} does not open: ${error.name}`))
  }
  for (const { blobName } of await sql.select().from(tables.voiceTakes)) if (blobName) blobNames.add(blobName)
  for (const { blobName } of await sql.select().from(tables.models)) blobNames.add(blobName)
  const orphans = async () => {
    const names: string[] = []
    for await (const name of context.blobs.list()) if (!blobNames.has(name)) names.push(name)
    return names
  }
  const job = { id: 'check', attempt: 1, signal: new AbortController().signal, progress: () => {} }
  await removeOrphansJob.run(context, { names: await orphans() }, job)
  wrong.push(...(await orphans()).map((name) => `blob ${name} belongs to no sample and was not swept`))
  return wrong
}
