/**
 * Gallery snapshots: a large gallery as this process last held it, sealed, so that the next start need not open every
 * template by itself. Only a shortcut: whatever is wrong with one, the gallery is filled from the rows instead.
 *
 * A snapshot holds templates of many people under one key of its own. Erasing anybody of the tenant destroys that key
 * (erasures.ts), so no copy of the file outlives them. The key is made before the gallery is read: an erasure from then
 * on destroys it, and what was erased before is not in the gallery any more.
 */
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { SealPlace } from '@/db/types'
import type { GalleryEntry, SearchEngine } from '@/engines/types'
import type { Context } from './context'
import { isFault } from './faults'

/** Smaller galleries are filled from their rows in no time. */
const worthIt = 2_000
/** Changes since the snapshot, beyond which the rows are as fast. */
const furthestBehind = 20_000
const partSize = 10_000

/** Where in the tenant's feed a gallery stands; the line's subject tells a feed that was set back and grew again. */
const manifestSchema = z.object({
  keyOwner: z.string(),
  revision: z.number(),
  subjectId: z.string(),
  parts: z.number(),
})

export type Manifest = z.output<typeof manifestSchema>

/** @param size how many templates the gallery holds */
export const isWorthSnapshot = (size: number) => size >= worthIt

/** @param gallery its name; parts of another gallery do not open under it */
const placeOf = (tenantId: string, gallery: string, part: string): SealPlace => ({
  table: 'gallery_snapshots',
  row: `${gallery}/${part}`,
  tenantId,
})

/**
 * Writes the gallery, which the caller keeps from changing meanwhile, and destroys the key of the snapshot before it.
 * @param keyOwner of `keys.createSnapshotKey`, made before the gallery reached `revision`
 * @returns null when the gallery is not worth it, or when somebody was erased meanwhile
 */
export async function saveSnapshot(
  context: Context,
  search: SearchEngine,
  { tenantId, gallery, revision, keyOwner }: { tenantId: string; gallery: string; revision: number; keyOwner: string },
): Promise<Manifest | null> {
  const { keys, snapshots } = context
  const subjectId = await subjectOf(context, tenantId, revision)
  const size = await search.size(gallery)
  if (subjectId === undefined || size === 0) return null
  const manifest = { keyOwner, revision, subjectId, parts: Math.ceil(size / partSize) }
  async function* parts() {
    yield keys.sealForTenant(placeOf(tenantId, gallery, 'manifest'), Buffer.from(JSON.stringify(manifest)))
    for (let part = 0; part < manifest.parts; part++) {
      const packed = pack(await search.read(gallery, { from: part * partSize, count: partSize }))
      yield keys.sealForUser(keyOwner, placeOf(tenantId, gallery, `${part}`), packed)
    }
  }
  try {
    await snapshots.write(gallery, parts())
  } catch (error) {
    if (isFault(error, 'KeyDestroyed')) return null
    throw error
  }
  return manifest
}

/**
 * Gives `put` the templates of the gallery's snapshot, part by part.
 * @returns null when there is none that fits the database; `put` may have had parts of it then
 */
export async function loadSnapshot(
  context: Context,
  { tenantId, gallery, head }: { tenantId: string; gallery: string; head: number },
  put: (entries: GalleryEntry[]) => Promise<void>,
): Promise<Manifest | null> {
  const { keys, snapshots } = context
  let manifest: Manifest | null = null
  let part = 0
  try {
    for await (const sealed of snapshots.read(gallery)) {
      if (!manifest) {
        const opened = await keys.openForTenant(placeOf(tenantId, gallery, 'manifest'), sealed)
        manifest = manifestSchema.parse(JSON.parse(opened.toString()))
        const { revision, subjectId } = manifest
        // The database may be older than the snapshot, or have been set back and have gone another way since.
        if (revision > head || head - revision > furthestBehind) return null
        if ((await subjectOf(context, tenantId, revision)) !== subjectId) return null
      } else {
        await put(unpack(await keys.openForUser(manifest.keyOwner, placeOf(tenantId, gallery, `${part}`), sealed)))
        part += 1
      }
    }
  } catch (error) {
    // Somebody was erased, or the file was torn.
    if (!isFault(error, 'KeyDestroyed') && !isFault(error, 'SealBroken')) throw error
    return null
  }
  return manifest && part === manifest.parts ? manifest : null
}

async function subjectOf({ db }: Context, tenantId: string, revision: number): Promise<string | undefined> {
  const { changes } = db.tables
  const [line] = await db.sql
    .select({ subjectId: changes.subjectId })
    .from(changes)
    .where(and(eq(changes.tenantId, tenantId), eq(changes.revision, revision)))
  return line?.subjectId
}

/** Layout: count and dimension (uint32), the vectors (float32), the ids with commas between; little-endian. */
function pack(entries: GalleryEntry[]): Uint8Array {
  const dimension = entries[0]!.vector.length
  const ids = Buffer.from(entries.map(({ id }) => id).join(','))
  const bytes = new Uint8Array(8 + 4 * entries.length * dimension + ids.length)
  new Uint32Array(bytes.buffer, 0, 2).set([entries.length, dimension])
  const vectors = new Float32Array(bytes.buffer, 8, entries.length * dimension)
  entries.forEach(({ vector }, index) => vectors.set(vector, index * dimension))
  bytes.set(ids, 8 + vectors.byteLength)
  return bytes
}

function unpack(opened: Buffer): GalleryEntry[] {
  // A Buffer may begin at an address that no float may.
  const { buffer } = new Uint8Array(opened)
  const [count = 0, dimension = 0] = new Uint32Array(buffer, 0, 2)
  const vectors = new Float32Array(buffer, 8, count * dimension)
  const ids = opened.toString('utf8', 8 + vectors.byteLength).split(',')
  return ids.map((id, index) => ({ id, vector: vectors.subarray(index * dimension, (index + 1) * dimension) }))
}
