/**
 * Who else in the same archive a picture shows. What each row's picture was found to show lies sealed beside the row, and in a
 * gallery of the search engine while the check runs, which is filled again wherever it goes on.
 */
import { and, asc, eq, gt, isNotNull } from 'drizzle-orm'
import type { SealPlace } from '@/db/types'
import { defaultFmr, searchThreshold, thresholdAt } from '@/engines/face/decide'
import type { Context } from '../context'
import type { Settings } from '../settings'
import { asVector, vectorBytes } from '../templates'
import type { Import } from './upload'

const pageRows = 500
/** As many as one person may have pictures, and some who look like them. */
const nearest = 40

export interface Resemblance {
  /** The row of the same person that this picture does not look like; null when it does, or there is none. */
  unlikeRow: number | null
  /** Rows of other people that it looks like. */
  likeRows: number[]
}

const galleryOf = (importId: string) => `import/${importId}`
const placeOf = ({ id, tenantId }: Import, row: number): SealPlace => ({
  table: 'import_rows',
  row: `${id}/${row}`,
  tenantId,
})

export function sealFaceOfRow(context: Context, work: Import, row: number, face: Float32Array): Promise<Buffer> {
  return context.keys.sealForTenant(placeOf(work, row), vectorBytes(face))
}

/** Puts what is known of the archive's people into the gallery, unless it holds them already. */
export async function gatherPeople(context: Context, work: Import): Promise<void> {
  const { search } = context.engines
  const { importRows } = context.db.tables
  const known = and(eq(importRows.importId, work.id), isNotNull(importRows.faceSealed))
  const name = galleryOf(work.id)
  if ((await search.size(name)) === (await context.db.sql.$count(importRows, known))) return
  await search.drop(name)
  for (let after = 0; ;) {
    const rows = await context.db.sql
      .select({ row: importRows.row, sealed: importRows.faceSealed })
      .from(importRows)
      .where(and(known, gt(importRows.row, after)))
      .orderBy(asc(importRows.row))
      .limit(pageRows)
    const entries = []
    for (const { row, sealed } of rows) {
      const vector = asVector(await context.keys.openForTenant(placeOf(work, row), sealed!))
      if (vector instanceof Error) throw vector
      entries.push({ id: String(row), vector })
    }
    if (entries.length > 0) await search.put(name, entries)
    if (rows.length < pageRows) return
    after = rows.at(-1)!.row
  }
}

export function forgetPeople(context: Context, importId: string): Promise<void> {
  return context.engines.search.drop(galleryOf(importId))
}

/** Looks and adds in one step; steps of one import follow each other, so that of two alike rows the later one sees the earlier. */
export function meetPeople(
  context: Context,
  work: Import,
  settings: Settings,
  row: { row: number; externalId: string },
  face: Float32Array,
): Promise<Resemblance> {
  const before = steps.get(work.id) ?? Promise.resolve()
  const step = before.then(() => meet(context, work, settings, row, face))
  const settled = step.then(
    () => undefined,
    () => undefined,
  )
  steps.set(work.id, settled)
  void settled.then(() => steps.get(work.id) === settled && steps.delete(work.id))
  return step
}

const steps = new Map<string, Promise<void>>()

async function meet(
  context: Context,
  work: Import,
  settings: Settings,
  { row, externalId }: { row: number; externalId: string },
  face: Float32Array,
): Promise<Resemblance> {
  const { search, face: engine } = context.engines
  const { importRows } = context.db.tables
  const name = galleryOf(work.id)
  const samePerson = thresholdAt(engine.thresholds, settings.verifyFmr)
  const alike = Math.max(
    thresholdAt(engine.thresholds, defaultFmr),
    searchThreshold(engine.thresholds, settings.searchFpir, Math.max(1, await search.size(name))),
  )
  const found = await search.search(name, face, { limit: nearest, atLeast: Math.min(samePerson, alike) })
  const scoreOf = new Map(found.map(({ id, score }) => [Number(id), score]))
  const own = await context.db.sql
    .select({ row: importRows.row })
    .from(importRows)
    .where(
      and(eq(importRows.importId, work.id), eq(importRows.externalId, externalId), isNotNull(importRows.faceSealed)),
    )
    .orderBy(asc(importRows.row))
  // Looked at a second time after a crash: it does not resemble itself.
  const siblings = own.map((other) => other.row).filter((other) => other !== row)
  const isLike = siblings.length === 0 || siblings.some((other) => (scoreOf.get(other) ?? -1) >= samePerson)
  if (isLike) await search.put(name, [{ id: String(row), vector: face }])
  const isOwn = new Set([...siblings, row])
  return {
    unlikeRow: isLike ? null : siblings[0]!,
    likeRows: [...scoreOf].filter(([other, score]) => score >= alike && !isOwn.has(other)).map(([other]) => other),
  }
}
