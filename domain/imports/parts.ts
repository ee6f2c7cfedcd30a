/** An uploaded archive where it lies: parts of a few megabytes, each a blob sealed for the tenant, read by position. */
import { asc, eq } from 'drizzle-orm'
import { Readable } from 'node:stream'
import { RandomAccessReader } from 'yauzl'
import type { SealPlace } from '@/db/types'
import type { Context } from '../context'

/** Small enough for the front server and for a slow line, large enough that ten thousand pictures are a few hundred. */
export const partBytes = 4 * 1024 * 1024

/** Opened parts held in memory at once: pictures are read in about the order in which they lie. */
const heldParts = 3

export function partPlace(tenantId: string, importId: string, part: number): SealPlace {
  return { table: 'import_parts', row: `${importId}/${part}`, tenantId }
}

/** What an archive reader reads from; never holds more than a few parts, whatever the archive's size. */
export class PartReader extends RandomAccessReader {
  readonly #context: Pick<Context, 'blobs' | 'keys'>
  readonly #tenantId: string
  readonly #importId: string
  readonly #names: string[]
  readonly #held = new Map<number, Promise<Buffer>>()

  constructor(
    context: Pick<Context, 'blobs' | 'keys'>,
    { tenantId, importId, blobNames }: { tenantId: string; importId: string; blobNames: string[] },
  ) {
    super()
    this.#context = context
    this.#tenantId = tenantId
    this.#importId = importId
    this.#names = blobNames
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#range(start, end), { objectMode: false })
  }

  async *#range(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end;) {
      const part = Math.floor(at / partBytes)
      const bytes = await this.#open(part)
      const from = at - part * partBytes
      const piece = bytes.subarray(from, Math.min(bytes.length, end - part * partBytes))
      if (piece.length === 0) throw new Error(`Part ${part} of import ${this.#importId} is too short.`)
      yield piece
      at += piece.length
    }
  }

  #open(part: number): Promise<Buffer> {
    const held = this.#held.get(part)
    // Taken out and put back, so that the first in the map is the one that was asked for longest ago.
    this.#held.delete(part)
    const opened = held ?? this.#read(part)
    this.#held.set(part, opened)
    if (this.#held.size > heldParts) this.#held.delete(this.#held.keys().next().value!)
    opened.catch(() => this.#held.delete(part))
    return opened
  }

  async #read(part: number): Promise<Buffer> {
    const name = this.#names[part]
    if (name === undefined) throw new Error(`Import ${this.#importId} has no part ${part}.`)
    const sealed = await this.#context.blobs.get(name)
    return this.#context.keys.openForTenant(partPlace(this.#tenantId, this.#importId, part), sealed)
  }
}

export async function partNames(context: Context, importId: string): Promise<string[]> {
  const { importParts } = context.db.tables
  const rows = await context.db.sql
    .select({ name: importParts.blobName })
    .from(importParts)
    .where(eq(importParts.importId, importId))
    .orderBy(asc(importParts.part))
  return rows.map(({ name }) => name)
}

/** Files first, rows after: a crash in between leaves rows that are gone through again. */
export async function removeArchive(context: Context, importId: string): Promise<void> {
  for (const name of await partNames(context, importId)) await context.blobs.remove(name)
  const { importParts, importRows } = context.db.tables
  await context.db.transact(async (tx) => {
    await tx.sql.delete(importParts).where(eq(importParts.importId, importId))
    await tx.sql.update(importRows).set({ faceSealed: null }).where(eq(importRows.importId, importId))
  })
}
