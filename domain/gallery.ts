/**
 * Galleries: the templates of one tenant and one model, held in memory by the search engine. The database is the truth:
 * before each search a gallery catches up with the tenant's change feed, so that two instances, and the command line beside
 * them, never search a stale one. Which score is close enough is decided in faces/.
 */
import { and, eq, inArray } from 'drizzle-orm'
import type { OpenedTemplate } from '@/db/types'
import type { Engines, GalleryMatch, SearchEngine } from '@/engines/types'
import { changeHead, readChanges } from './changes'
import type { Context } from './context'
import { isFault } from './faults'
import { isWorthSnapshot, loadSnapshot, saveSnapshot, type Manifest } from './gallery-snapshots'
import { asVector, openTemplates } from './templates'

/** Lines of the feed read at once. */
const feedPageSize = 1000

interface Followed {
  /** Everything up to this line of the tenant's feed is in the gallery. */
  revision: number
  /** The snapshot of this gallery, where there is one. */
  snapshot: Manifest | null
  /** The step in progress; steps of one gallery follow each other. */
  step: Promise<void>
}

/**
 * How far each gallery has followed lives and dies with the engine that holds the vectors. On `globalThis`, because Next
 * bundles this module several times into a process that has one engine.
 */
interface Shared {
  galleriesByEngine: WeakMap<SearchEngine, Map<string, Followed>>
  /** Whose galleries have all been filled once. */
  filled: WeakSet<Engines>
}
const shared = globalThis as typeof globalThis & { limenGalleries?: Shared }
const { galleriesByEngine, filled } = (shared.limenGalleries ??= {
  galleriesByEngine: new WeakMap(),
  filled: new WeakSet(),
})

/** A tenant's templates under the engine's present model. */
function galleryName(context: Context, tenantId: string): string {
  return nameFor(tenantId, context.engines.face.model.id)
}

const nameFor = (tenantId: string, model: string) => `${tenantId}/${model}`

/**
 * Searches the tenant's templates as they are in the database now.
 * @param decide is told how many templates there are and says from which score on a match counts
 * @returns best first; ids of templates. A row may have gone meanwhile: ask the database who it belongs to
 */
export async function searchGallery(
  context: Context,
  tenantId: string,
  probe: Float32Array,
  decide: (size: number) => number,
  limit: number,
): Promise<GalleryMatch[]> {
  return withEngine(context, async (search) => {
    await catchUp(context, search, tenantId)
    const name = galleryName(context, tenantId)
    const atLeast = decide(await search.size(name))
    return search.search(name, probe, { limit, atLeast })
  })
}

/**
 * Brings the tenant's gallery to the head of the feed, filling it first where that has not been done.
 * @returns the revision that it has reached
 */
export async function followGallery(context: Context, tenantId: string): Promise<number> {
  return withEngine(context, (search) => catchUp(context, search, tenantId))
}

/** Fills the galleries of all tenants, so that no search has to wait for its own. */
export async function fillGalleries(context: Context): Promise<void> {
  const { tenants } = context.db.tables
  for (const { id } of await context.db.sql.select({ id: tenants.id }).from(tenants)) await followGallery(context, id)
  filled.add(context.engines)
}

/**
 * Sets large galleries aside for the next start, except those whose snapshot is as new as they are. What was set aside of one that is
 * no longer large ends here: nothing would ever take its place, and it holds templates that were deleted since.
 */
export async function saveGalleries(context: Context): Promise<void> {
  if (!galleriesAreFilled(context)) return
  const { tenants } = context.db.tables
  for (const { id } of await context.db.sql.select({ id: tenants.id }).from(tenants)) await saveGallery(context, id)
}

async function saveGallery(context: Context, tenantId: string): Promise<void> {
  const { keys, snapshots } = context
  const { search } = context.engines
  const gallery = galleryName(context, tenantId)
  const followed = followedOf(search, gallery)
  if (followed.snapshot?.revision === followed.revision) return
  // A step like any other, so that the gallery does not change while it is read.
  const inTurn = async (run: () => Promise<void>) => {
    followed.step = followed.step.then(run, run)
    await followed.step
  }
  if (!isWorthSnapshot(await search.size(gallery))) {
    return inTurn(async () => {
      await snapshots.remove(gallery)
      if (followed.snapshot) await keys.destroyUser(followed.snapshot.keyOwner)
      followed.snapshot = null
    })
  }
  const keyOwner = await keys.createSnapshotKey(tenantId)
  await catchUp(context, search, tenantId)
  await inTurn(async () => {
    const place = { tenantId, gallery, keyOwner, revision: followed.revision }
    const saved = await saveSnapshot(context, search, place)
    const outlived = saved ? followed.snapshot?.keyOwner : keyOwner
    if (saved) followed.snapshot = saved
    if (outlived) await keys.destroyUser(outlived)
  })
}

/** Ends the galleries of a model that is not in use any more: nobody follows them, and they would keep what is erased. */
export async function forgetGalleries(context: Context, model: string): Promise<void> {
  const { search } = context.engines
  const { tenants } = context.db.tables
  for (const { id } of await context.db.sql.select({ id: tenants.id }).from(tenants)) {
    const name = nameFor(id, model)
    const snapshot = galleriesByEngine.get(search)?.get(name)?.snapshot
    galleriesByEngine.get(search)?.delete(name)
    await search.drop(name)
    await context.snapshots.remove(name)
    if (snapshot) await context.keys.destroyUser(snapshot.keyOwner)
  }
}

/** Whether `fillGalleries` has come to its end in this process. */
export function galleriesAreFilled({ engines }: Pick<Context, 'engines'>): boolean {
  return filled.has(engines)
}

/**
 * Follows every tenant that is woken, so that what was erased leaves this process's memory without waiting for a search.
 * @param context whose engines are asked for anew at each
 * @returns ends it
 */
export function followWakes(context: Context): () => void {
  return context.db.listen('changes', (tenantId) => {
    // A step that fails is made again by the next search, which then reports it to whoever asked.
    followGallery({ ...context }, tenantId).catch((error: unknown) => {
      // The server is stopping.
      if (isFault(error, 'SearchStopped')) return
      context.log.error({ err: error, tenantId }, 'gallery')
    })
  })
}

/** A search worker that died took its galleries along: the one in its place is filled from the database. */
async function withEngine<T>(context: Context, run: (search: SearchEngine) => Promise<T>): Promise<T> {
  const { search } = context.engines
  try {
    return await run(search)
  } catch (error) {
    if (!isFault(error, 'SearchStopped')) throw error
    galleriesByEngine.delete(search)
    return run(context.engines.search)
  }
}

async function catchUp(context: Context, search: SearchEngine, tenantId: string): Promise<number> {
  const name = galleryName(context, tenantId)
  const followed = followedOf(search, name)
  const head = await changeHead(context.db, tenantId)
  while (followed.revision < head) {
    const next = () => (followed.revision < head ? step(context, search, tenantId, name, followed) : undefined)
    // One step at a time, or an older state of a row could be put after a newer one. A step that failed is made again.
    followed.step = followed.step.then(next, next)
    await followed.step
  }
  return followed.revision
}

function followedOf(search: SearchEngine, name: string): Followed {
  const galleries = galleriesByEngine.get(search) ?? new Map<string, Followed>()
  galleriesByEngine.set(search, galleries)
  const followed = galleries.get(name) ?? { revision: -1, snapshot: null, step: Promise.resolve() }
  galleries.set(name, followed)
  return followed
}

async function step(context: Context, search: SearchEngine, tenantId: string, name: string, followed: Followed) {
  if (followed.revision < 0) {
    // What changes while the pages are read stands after this line and is looked at again.
    const head = await changeHead(context.db, tenantId)
    await search.drop(name)
    followed.snapshot = await loadSnapshot(context, { tenantId, gallery: name, head }, (page) => search.put(name, page))
    if (!followed.snapshot) await fill(context, search, tenantId, name)
    followed.revision = followed.snapshot?.revision ?? head
    return
  }
  const lines = await readChanges(context.db, tenantId, followed.revision, feedPageSize)
  const touched = [...new Set(lines.filter(({ topic }) => topic === 'template').map(({ subjectId }) => subjectId))]
  if (touched.length > 0) {
    const { templates } = context.db.tables
    const rows = await context.db.sql
      .select()
      .from(templates)
      .where(and(inArray(templates.id, touched), ofGallery(context, tenantId)))
    // The feed says what to look at, the table how it is now: a line that is read twice does no harm.
    const there = new Set(await put(context, search, name, await openTemplates(context, rows)))
    const gone = touched.filter((id) => !there.has(id))
    if (gone.length > 0) await search.remove(name, gone)
  }
  followed.revision = lines.at(-1)!.revision
}

async function fill(context: Context, search: SearchEngine, tenantId: string, name: string): Promise<void> {
  await search.drop(name)
  const pages = context.keys.openTemplates(context.db, { tenantId, model: context.engines.face.model.id })
  for await (const page of pages) await put(context, search, name, page)
}

function ofGallery(context: Context, tenantId: string) {
  const { templates } = context.db.tables
  return and(eq(templates.tenantId, tenantId), eq(templates.model, context.engines.face.model.id))
}

/** @returns the ids that are in the gallery now; a template whose key was destroyed is not */
async function put(context: Context, search: SearchEngine, name: string, page: OpenedTemplate[]): Promise<string[]> {
  const entries = page.flatMap(({ id, opened }) => {
    const vector = asVector(opened)
    if (vector instanceof Float32Array) return [{ id, vector }]
    // An erasure in progress. Anything else that does not open was altered: it recognises nobody, and is told of.
    if (isFault(vector, 'SealBroken')) context.log.error({ err: vector, template: id }, 'template does not open')
    else if (!isFault(vector, 'KeyDestroyed')) throw vector
    return []
  })
  if (entries.length > 0) await search.put(name, entries)
  return entries.map(({ id }) => id)
}
