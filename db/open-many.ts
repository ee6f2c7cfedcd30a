/** Opens many values of users at once: reads their keys together, and leaves the computing to threads. */
import type { Keystore } from './keystore'
import { sealBroken } from './seal'
import { KeyDestroyed, SealBroken, type SealedItem } from './types'
import { openBatch, type Batch } from './unseal-batch'
import type { UnsealThreads } from './unseal-threads'

export type Opened = Buffer | KeyDestroyed | SealBroken

/** Items that cross to a thread together, and how many such batches are under way at once. */
const batchSize = 500
const batchesAtOnce = 8
/** Fewer than this are opened here, sooner than a thread would have them. */
const worthAThread = 64

/** @param tenantKeyOf throws KeyDestroyed for a tenant without key */
export async function openMany(
  keystore: Keystore,
  threads: UnsealThreads,
  tenantKeyOf: (tenantId: string) => Promise<Buffer>,
  items: SealedItem[],
): Promise<Opened[]> {
  const opened = new Array<Opened>(items.length)
  const batches = inBatches(items)
  for (let from = 0; from < batches.length; from += batchesAtOnce) {
    const wave = batches.slice(from, from + batchesAtOnce)
    await Promise.all(
      wave.map(async (indices) => {
        const values = await openOfOneTable(
          keystore,
          threads,
          tenantKeyOf,
          indices.map((index) => items[index]!),
        )
        indices.forEach((index, at) => (opened[index] = values[at]!))
      }),
    )
  }
  return opened
}

/** Indices of items, so that those of one batch lie in one tenant's one table. */
function inBatches(items: SealedItem[]): number[][] {
  const open = new Map<string, number[]>()
  const batches: number[][] = []
  for (const [index, { place }] of items.entries()) {
    const kind = JSON.stringify([place.tenantId, place.table])
    let batch = open.get(kind)
    if (!batch || batch.length === batchSize) {
      batch = []
      batches.push(batch)
      open.set(kind, batch)
    }
    batch.push(index)
  }
  return batches
}

async function openOfOneTable(
  keystore: Keystore,
  threads: UnsealThreads,
  tenantKeyOf: (tenantId: string) => Promise<Buffer>,
  items: SealedItem[],
): Promise<Opened[]> {
  const { tenantId, table } = items[0]!.place
  let tenantKey: Buffer
  try {
    tenantKey = await tenantKeyOf(tenantId)
  } catch (error) {
    if (!(error instanceof KeyDestroyed)) throw error
    return items.map(() => error)
  }

  const rows = await keystore.userKeys([...new Set(items.map(({ userId }) => userId))])
  const wrapped = new Map(rows.filter((row) => row.tenantId === tenantId).map((row) => [row.id, row.wrapped]))
  const openable = items.filter(({ userId }) => wrapped.has(userId))
  // A copy: a Buffer may be a window into a larger piece of memory, all of which would go to the thread.
  const batch: Batch = { tenantId, table, tenantKey: new Uint8Array(tenantKey), ...pack(openable, wrapped) }
  const { bytes, lengths } = openable.length < worthAThread ? openBatch(batch) : await threads.open(batch)

  let from = 0
  let at = 0
  return items.map(({ userId, place }) => {
    if (!wrapped.has(userId)) return new KeyDestroyed(`User ${userId} has no key: it was destroyed or never made.`)
    const length = lengths[at++]!
    if (length < 0) return sealBroken(place)
    const value = Buffer.from(bytes.buffer, bytes.byteOffset + from, length)
    from += length
    return value
  })
}

function pack(
  items: SealedItem[],
  wrapped: Map<string, Buffer>,
): Pick<Batch, 'userIds' | 'rows' | 'bytes' | 'lengths'> {
  const parts = items.flatMap(({ userId, sealed }) => [wrapped.get(userId)!, sealed])
  const lengths = Uint32Array.from(parts, (part) => part.length)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return { userIds: items.map(({ userId }) => userId), rows: items.map(({ place }) => place.row), bytes, lengths }
}
