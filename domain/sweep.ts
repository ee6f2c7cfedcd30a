/**
 * Finds blobs that no row names: their row never came, or its deletion was followed by a crash. A blob is durable before its
 * row, so one that is not named yet may still be; and over a database that was just restored from an older copy nothing newer
 * is named. So it goes only when no row names it a week later either.
 *
 * A key whose user's row never came stays, on purpose. It seals nothing, while a sweep that took the absence of rows for the
 * absence of people would, over a database that is older than its keystore or still empty, destroy keys beyond recovery.
 */
import { inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from './context'
import { enqueue, jobHandler } from './jobs'

const weekMs = 7 * 86_400_000
const batchSize = 500

/** Lists what no row names and has it looked at again a week later. */
export const findOrphansJob = jobHandler(
  z.object({}),
  async (context) => {
    let suspected = 0
    for await (const names of batches(context.blobs.list())) {
      const orphans = await unnamed(context, names)
      if (orphans.length === 0) continue
      suspected += orphans.length
      const now = context.now()
      const runAt = new Date(now.getTime() + weekMs)
      await context.db.transact((tx) =>
        enqueue(tx, { tenantId: null, kind: 'blobs.remove_orphans', payload: { names: orphans }, now, runAt }),
      )
    }
    return { suspected }
  },
  { everyMs: weekMs },
)

/** Removes those that still no row names. */
export const removeOrphansJob = jobHandler(z.object({ names: z.array(z.string()) }), async (context, { names }) => {
  const orphans = await unnamed(context, names)
  for (const name of orphans) await context.blobs.remove(name)
  return { removed: orphans.length }
})

async function unnamed(context: Context, names: string[]): Promise<string[]> {
  const named = new Set<string | null>()
  const { samples, dumps, importParts, onboardings, documentReadings, documents, voiceTakes, models } =
    context.db.tables
  for (const table of [samples, dumps, importParts, onboardings, documentReadings, documents, voiceTakes, models]) {
    const rows = await context.db.sql.select({ name: table.blobName }).from(table).where(inArray(table.blobName, names))
    for (const { name } of rows) named.add(name)
  }
  return names.filter((name) => !named.has(name))
}

async function* batches(names: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = []
  for await (const name of names) {
    batch.push(name)
    if (batch.length === batchSize) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
