/**
 * The second pass: writes the rows of a dump that was verified, sealed under new keys, in a tenant that nobody can name and
 * that has neither admins nor clients; admit.ts then lets them in, all at once.
 */
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Context } from '../../context'
import { entries, type Entry } from '../entries'
import { nounOf } from '../write'
import type { Row } from '../records'
import { stagingSlug } from './empty'
import type { Source } from './source'
import { readRecords, type Step, type Verified } from './verify'

/** What is written in one transaction: so many rows, or so many bytes of lines. */
const batchRows = 500
const batchBytes = 8 * 1024 * 1024

export interface Loaded {
  /** Noun -> rows written. */
  counts: Record<string, number>
  /** Pictures and templates of which the dump holds the facts only. */
  withoutBytes: number
  /** Rows that decide who may come in, for the end. */
  admitted: Map<string, Row[]>
}

/** @throws AppError `invalid_input` when the file was changed since it was verified */
export async function loadSource(
  context: Context,
  source: Source,
  { manifest, tenant }: Verified,
  step: (step: Step) => void,
): Promise<Loaded> {
  await context.keys.createTenant(tenant.id)
  await context.db.transact(async (tx) => {
    const { tenants } = tx.tables
    const staged = { ...tenant, slug: stagingSlug(tenant.id), settings: {} }
    await tx.sql.insert(tenants).values(staged)
  })
  const loaded: Loaded = { counts: {}, withoutBytes: 0, admitted: new Map() }
  const total = manifest.files.reduce((sum, { records }) => sum + records, 0)
  let done = 0
  for (const entry of entries) {
    const noun = nounOf(entry.file)
    loaded.counts[noun] = 0
    for await (const batch of batches(context, source, manifest, entry)) {
      const isWhole = !entry.sealed || entry.sealed.isFact
      const rows = isWhole ? batch : batch.filter(({ sealed }) => sealed !== null)
      loaded.withoutBytes += batch.length - rows.length
      if (entry.admits) {
        const others = loaded.admitted.get(entry.file) ?? []
        loaded.admitted.set(entry.file, [...others, ...rows.map(({ row }) => row)])
      } else await write(context, entry, rows)
      loaded.counts[noun] += rows.length
      done += batch.length
      step({ share: done / total, note: noun })
    }
  }
  return loaded
}

type Loadable = { row: Row; sealed: Buffer | null; bytes: number }

async function write(context: Context, entry: Entry, records: Loadable[]): Promise<void> {
  if (records.length === 0) return
  // Durable before anything is sealed with them.
  if (entry.file === 'users.jsonl') {
    await context.keys.createUsers(
      String(records[0]!.row.tenantId),
      records.map(({ row }) => String(row.id)),
    )
  }
  const rows = await Promise.all(
    records.map(async ({ row, sealed }) => ({
      ...row,
      ...entry.reset,
      ...(sealed && entry.sealed ? await entry.sealed.seal(context, row, sealed) : {}),
    })),
  )
  await context.db.transact(async (tx) => {
    const table = entry.table(tx.tables)
    await tx.sql.insert(table).values(rows as SQLiteTable['$inferInsert'][])
  })
}

async function* batches(
  { db }: Context,
  source: Source,
  manifest: Verified['manifest'],
  entry: Entry,
): AsyncGenerator<Loadable[]> {
  let batch: Loadable[] = []
  let bytes = 0
  for await (const record of readRecords(db.tables, source, manifest, entry)) {
    batch.push(record)
    bytes += record.bytes
    if (batch.length >= batchRows || bytes >= batchBytes) {
      yield batch
      ;[batch, bytes] = [[], 0]
    }
  }
  if (batch.length > 0) yield batch
}
