/**
 * Writes a dump: reads one unchanging state of the database in pages and streams it as a zip, whatever its size, at flat
 * memory. Pictures and templates are opened on the way; who has been erased since the state was taken has no key any more, so
 * that nothing of theirs can be opened. Who was opened just before being erased is why a dump may be written anew: see `writeDump`.
 */
import { Encrypter } from 'age-encryption'
import { and, asc, count, desc, eq, getTableColumns, gt, or, type Column, type SQL } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { createHash } from 'node:crypto'
import { Readable, type PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ZipFile } from 'yazl'
import type { Handle } from '@/db/types'
import { makeCheckpoints } from '../checkpoints'
import type { Context } from '../context'
import { tenantById } from '../tenants'
import { entries, settingsFile, type Entry } from './entries'
import { format, manifestFile, service, type Manifest } from './format'
import { toLine, type Row } from './records'

/** Small enough that a page with its templates is nothing, and that a query does not hold up other requests. */
const pageSize = 250
const chunkChars = 64 * 1024
/**
 * scrypt's N = 2^16: a fifth of a second and 64 MB, once a dump. age's own default of 2^18 would hold 256 MB and stop the
 * server for more than a second; passphrases are long instead.
 */
const scryptWorkFactor = 16
/** How often a dump is written because somebody in it was erased meanwhile. */
export const mostTries = 3

export interface DumpOrder {
  tenantId: string
  /** Pictures and templates are in it. */
  withBiometrics: boolean
  /** The whole zip becomes an age file. */
  passphrase: string | null
  createdBy: { kind: string; id: string }
  signal?: AbortSignal
  /** Called for each page. @param share 0..1 */
  progress?: (share: number, note: string) => Promise<void>
}

export interface Written {
  takenAt: Date
  /** Of the file, as it was given to the sink. */
  sizeBytes: number
  sha256: string
  counts: Record<string, number>
}

/** Takes the file, once a try; a later try replaces the earlier one, which must not be readable any more. */
export type Sink = (file: AsyncIterable<Uint8Array>, takenAt: Date) => Promise<void>

/**
 * Writes until nobody was erased while it was written, at most three times. An erasure during the last try is left to its
 * receipt, which names the dump (holds.ts).
 */
export async function writeDump(context: Context, order: DumpOrder, sink: Sink): Promise<Written> {
  // The chain as it is now is vouched for by a key that nobody finds in the dump.
  await makeCheckpoints(context)
  for (let attempt = 1; ; attempt++) {
    const takenAt = context.now()
    const { written, seq } = await context.db.snapshot(async (handle) => {
      const seq = await auditSeq(handle, order.tenantId)
      const zip = new ZipWriter(context, handle, order, takenAt)
      const meter = new Meter()
      const file = await zip.open()
      try {
        await sink(meter.count(whole(file, encrypted(file, order.passphrase))), takenAt)
      } finally {
        // A sink that gave up leaves the rest unread.
        file.destroy()
      }
      return { seq, written: { takenAt, ...meter.result(), counts: zip.counts } }
    })
    const isDone = attempt === mostTries || !(await erasedAfter(context.db, order.tenantId, seq))
    if (isDone) return written
    context.log.info({ attempt }, 'somebody was erased while a dump was written: it is written anew')
  }
}

/** Counts and hashes what passes. */
class Meter {
  #sizeBytes = 0
  readonly #hash = createHash('sha256')

  async *count(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const part of parts) {
      this.#sizeBytes += part.length
      this.#hash.update(part)
      yield part
    }
  }

  result() {
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest('hex') }
  }
}

/** A stream that failed before anybody read it looks like one that is at its end: this tells them apart. */
async function* whole(zip: Readable, parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* parts
  if (zip.errored) throw zip.errored
  if (!zip.readableEnded) throw new Error('The zip ended before its end.')
}

async function* encrypted(zip: Readable, passphrase: string | null): AsyncGenerator<Uint8Array> {
  if (passphrase === null) return yield* zip as AsyncIterable<Uint8Array>
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(scryptWorkFactor)
  encrypter.setPassphrase(passphrase)
  const age = await encrypter.encrypt(Readable.toWeb(zip) as ReadableStream<Uint8Array>)
  yield* age as unknown as AsyncIterable<Uint8Array>
}

class ZipWriter {
  readonly counts: Record<string, number> = {}
  readonly #files: Manifest['files'] = []
  #done = 0
  #total = 0

  constructor(
    private readonly context: Context,
    private readonly handle: Handle,
    private readonly order: DumpOrder,
    private readonly takenAt: Date,
  ) {}

  async open(): Promise<Readable> {
    for (const entry of entries) this.#total += await countRows(this.handle, entry, this.order.tenantId)
    const zip = new ZipFile()
    const out = zip.outputStream as PassThrough
    const fail = (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error)))
    zip.on('error', fail)
    // Whoever reads hears of it; nobody may be reading yet.
    out.on('error', () => undefined)
    let reading: Readable | undefined
    out.once('close', () => reading?.destroy())
    // Opened when its turn has come: the manifest then knows every file before it.
    const add = (name: string, parts: () => AsyncIterable<Buffer>) =>
      zip.addReadStreamLazy(name, { mtime: this.takenAt }, (opened) => {
        const stream = Readable.from(parts(), { objectMode: false })
        stream.on('error', fail)
        reading = stream
        opened(null, stream)
      })
    for (const entry of entries) add(entry.file, () => this.#file(entry.file, this.#lines(entry)))
    add(settingsFile, () => this.#file(settingsFile, this.#settings()))
    add(manifestFile, () => this.#manifest())
    zip.end()
    return out
  }

  async *#file(name: string, lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
    const hash = createHash('sha256')
    let [bytes, records, text] = [0, 0, '']
    const cut = () => {
      const part = Buffer.from(text)
      hash.update(part)
      bytes += part.length
      text = ''
      return part
    }
    for await (const line of lines) {
      records += 1
      text += `${line}\n`
      if (text.length >= chunkChars) yield cut()
    }
    if (text) yield cut()
    this.#files.push({ name, sha256: hash.digest('hex'), bytes, records })
    this.counts[nounOf(name)] = records
  }

  async *#lines(entry: Entry): AsyncGenerator<string> {
    const shape = { table: entry.table(this.handle.tables), omit: entry.omit ?? [], rename: entry.rename ?? {} }
    for await (const rows of pages(this.handle, entry, this.order.tenantId)) {
      this.order.signal?.throwIfAborted()
      if (entry.sealed && (entry.sealed.isFact || this.order.withBiometrics)) {
        let index = 0
        for await (const opened of entry.sealed.open(this.context, rows)) {
          const row = rows[index++]!
          if (opened === 'gone') continue
          if (opened === 'unreadable') this.context.log.error({ file: entry.file, row: row.id }, 'does not open')
          yield toLine(shape, row, {
            [entry.sealed.member]: Buffer.isBuffer(opened) ? opened.toString('base64') : null,
          })
        }
      } else for (const row of rows) yield toLine(shape, row)
      this.#done += rows.length
      await this.order.progress?.(this.#done / this.#total, nounOf(entry.file))
      // Queries of the embedded database never wait: requests get their turn here.
      await nextTurn()
    }
  }

  async *#settings(): AsyncGenerator<string> {
    const { tenants } = this.handle.tables
    const [row] = await this.handle.sql.select().from(tenants).where(eq(tenants.id, this.order.tenantId))
    yield toLine({ table: tenants, omit: [], rename: {} }, row!)
  }

  async *#manifest(): AsyncGenerator<Buffer> {
    const { tenantId, createdBy, withBiometrics } = this.order
    const { id, slug, name } = await tenantById(this.handle, tenantId)
    const { templates } = this.handle.tables
    const models = await this.handle.sql
      .selectDistinct({ model: templates.model })
      .from(templates)
      .where(eq(templates.tenantId, tenantId))
    const manifest: Manifest = {
      service,
      format,
      createdAt: this.takenAt.toISOString(),
      createdBy,
      tenant: { id, slug, name },
      biometrics: withBiometrics,
      models: models.map(({ model }) => model).sort(),
      counts: this.counts,
      files: this.#files,
      audit: await lastCheckpoint(this.handle, tenantId),
    }
    yield Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  }
}

export const nounOf = (file: string) => file.replace(/\.jsonl$/, '')

/** All rows of the tenant in the entry's order. */
async function* pages(handle: Handle, entry: Entry, tenantId: string): AsyncGenerator<Row[]> {
  const table = entry.table(handle.tables)
  const columns = getTableColumns(table)
  const order = (entry.order ?? ['id']).map((name) => [name, columns[name]!] as const)
  let last: Row | undefined
  for (;;) {
    const rows: Row[] = await handle.sql
      .select()
      .from(table)
      .where(and(eq(columns.tenantId!, tenantId), last && after(order, last)))
      .orderBy(...order.map(([, column]) => asc(column)))
      .limit(pageSize)
    if (rows.length > 0) yield rows
    if (rows.length < pageSize) return
    last = rows.at(-1)
  }
}

/** Rows that come after the given one: by the first column, or by the next where that is equal. */
function after([first, ...rest]: (readonly [string, Column])[], row: Row): SQL | undefined {
  const [name, column] = first!
  const later = gt(column, row[name])
  return rest.length === 0 ? later : or(later, and(eq(column, row[name]), after(rest, row)))
}

async function countRows(handle: Handle, entry: Entry, tenantId: string): Promise<number> {
  const table: SQLiteTable = entry.table(handle.tables)
  const [row] = await handle.sql
    .select({ rows: count() })
    .from(table)
    .where(eq(getTableColumns(table).tenantId!, tenantId))
  return row!.rows
}

async function auditSeq({ sql, tables: { auditHeads } }: Handle, tenantId: string): Promise<number> {
  const [head] = await sql.select({ seq: auditHeads.seq }).from(auditHeads).where(eq(auditHeads.tenantId, tenantId))
  return head?.seq ?? 0
}

async function erasedAfter({ sql, tables: { auditLines } }: Handle, tenantId: string, seq: number): Promise<boolean> {
  const [line] = await sql
    .select({ seq: auditLines.seq })
    .from(auditLines)
    .where(and(eq(auditLines.tenantId, tenantId), gt(auditLines.seq, seq), eq(auditLines.action, 'user.erased')))
    .limit(1)
  return line !== undefined
}

async function lastCheckpoint({ sql, tables }: Handle, tenantId: string): Promise<Manifest['audit']> {
  const { auditCheckpoints } = tables
  const rows = await sql
    .select()
    .from(auditCheckpoints)
    .where(eq(auditCheckpoints.tenantId, tenantId))
    .orderBy(desc(auditCheckpoints.seq))
    .limit(1)
  const last = rows[0]
  if (!last) return null
  const { seq, hash, at, keyId, signature } = last
  return { seq, hash, at: at.toISOString(), keyId, signature: signature.toString('base64url') }
}
