/** Whether there is room for a restored tenant, and how what a restore left half done is removed. */
import { eq, getTableColumns, inArray, like } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import type { Context } from '../../context'
import { AppError } from '../../errors'
import { entries, leftOut } from '../entries'
import type { Verified } from './verify'

/** Slugs of tenants that are being loaded. No address and no command can name one. */
const stagingMark = '~'
export const stagingSlug = (tenantId: string) => `${stagingMark}${tenantId}`

const tenantColumn = (table: SQLiteTable) => getTableColumns(table).tenantId as SQLiteColumn | undefined
/** The chain of a tenant that was replaced stays: it is proven on its own. */
const isAudit = (name: string) => name.startsWith('audit')
const auditFile = 'audit.jsonl'

/**
 * @param beside other tenants may be there
 * @throws AppError `conflict`
 */
export async function assertRoom(
  handle: Handle,
  { tenant }: Pick<Verified, 'tenant'>,
  { beside }: { beside: boolean },
): Promise<void> {
  const { tenants } = handle.tables
  const others = await handle.sql.select().from(tenants)
  const here = others.find(({ id, slug }) => id === tenant.id && slug !== stagingSlug(id))
  if (here) throw new AppError('conflict', `This bureau has the tenant of this dump already, as '${here.slug}'.`)
  const relevant = others.filter(({ id, slug }) => id !== tenant.id && (!beside || slug === tenant.slug))
  for (const { id, slug } of relevant) {
    const noun = await firstNoun(handle, id)
    if (!noun) continue
    const how = beside
      ? 'Its address is taken.'
      : 'A dump is restored into an empty bureau: name a new LIMEN_DATA_DIR or DATABASE_URL, or restore it beside other tenants with --beside.'
    throw new AppError('conflict', `The tenant '${slug}' of this bureau is not empty: it has ${noun}. ${how}`)
  }
}

async function firstNoun(handle: Handle, tenantId: string): Promise<string | null> {
  for (const { file, table: of, isFurniture } of entries) {
    const table = of(handle.tables)
    if (isFurniture) continue
    const rows = await handle.sql
      .select()
      .from(table)
      .where(eq(tenantColumn(table)!, tenantId))
      .limit(1)
    if (rows.length > 0) return file.replace('.jsonl', '')
  }
  return null
}

/** Removes the empty tenant whose slug the restored one takes. */
export async function removeNamesake(tx: Tx, slug: string): Promise<void> {
  const { tenants } = tx.tables
  const [other] = await tx.sql.select().from(tenants).where(eq(tenants.slug, slug))
  if (!other) return
  const names = (Object.keys(leftOut) as (keyof Tables)[]).filter((name) => !isAudit(name))
  const furniture = entries.filter(({ isFurniture, file }) => isFurniture && file !== auditFile).reverse()
  for (const table of [
    ...names.map((name): SQLiteTable => tx.tables[name]),
    ...furniture.map((one) => one.table(tx.tables)),
  ]) {
    const column = tenantColumn(table)
    if (column) await tx.sql.delete(table).where(eq(column, other.id))
  }
  await tx.sql.delete(tenants).where(eq(tenants.id, other.id))
}

/** Removes what restores that failed or died have left. Their keys stay: they seal nothing (sweep.ts). */
export async function removeStaged(context: Context): Promise<void> {
  const { tenants, samples, documents } = context.db.tables
  const staged = await context.db.sql
    .select()
    .from(tenants)
    .where(like(tenants.slug, `${stagingMark}%`))
  for (const { id } of staged) {
    for (const table of [samples, documents]) {
      for (;;) {
        const rows = await context.db.sql.select().from(table).where(eq(table.tenantId, id)).limit(500)
        if (rows.length === 0) break
        for (const { blobName } of rows) await context.blobs.remove(blobName)
        const ids = rows.map((row) => row.id)
        await context.db.transact(async (tx) => void (await tx.sql.delete(table).where(inArray(table.id, ids))))
      }
    }
    await context.db.transact(async (tx) => {
      const names = Object.keys(leftOut).filter((name) => name !== 'tenants') as (keyof Tables)[]
      const tables = [
        ...names.map((name): SQLiteTable => tx.tables[name]),
        ...entries.map(({ table }) => table(tx.tables)).reverse(),
      ]
      for (const table of tables) {
        const column = tenantColumn(table)
        if (column) await tx.sql.delete(table).where(eq(column, id))
      }
      await tx.sql.delete(tenants).where(eq(tenants.id, id))
    })
  }
}
