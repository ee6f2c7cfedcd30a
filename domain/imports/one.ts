/** Reads imports: the list, one with its numbers, and its rows page by page. */
import { and, asc, count, countDistinct, desc, eq, gt, inArray, isNotNull, isNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { parse, storableTime } from '../parse'
import { tenantFor } from '../permissions'

type Import = Tables['imports']['$inferSelect']
export type ImportRow = Omit<Tables['importRows']['$inferSelect'], 'faceSealed'>

const listSchema = z.object({
  first: z.number().int().min(1).max(200).default(50),
  after: z.object({ createdAt: storableTime, id: z.string() }).optional(),
})

/** The newest first. */
export async function listImports(context: Context, input: z.input<typeof listSchema> = {}): Promise<Import[]> {
  return (await pageOfImports(context, input)).imports
}

export async function pageOfImports(
  context: Context,
  input: z.input<typeof listSchema> = {},
): Promise<{ imports: Import[]; hasMore: boolean }> {
  const { first, after } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'users:import')
  const { imports } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(imports)
    .where(
      and(
        eq(imports.tenantId, tenantId),
        after &&
          or(
            lt(imports.createdAt, after.createdAt),
            and(eq(imports.createdAt, after.createdAt), lt(imports.id, after.id)),
          ),
      ),
    )
    .orderBy(desc(imports.createdAt), desc(imports.id))
    .limit(first + 1)
  return { imports: rows.slice(0, first), hasMore: rows.length > first }
}

export interface ImportFigures {
  /** Rows of the table. */
  rows: number
  checked: number
  ok: number
  warning: number
  /** By the check: these will not be imported. */
  refused: number
  /** People whom the rows that pass are of. */
  users: number
  /** Rows that were gone through, by what came of them. */
  outcomes: Record<NonNullable<ImportRow['outcome']>, number>
}

/** @throws AppError `not_found` */
export async function getImport(
  context: Context,
  { importId }: { importId: string },
): Promise<{ import: Import; figures: ImportFigures }> {
  const tenantId = tenantFor(context, 'users:import')
  const row = await importById(context.db, tenantId, importId)
  return { import: row, figures: await importFigures(context.db, importId) }
}

export async function importFigures({ sql, tables: { importRows } }: Handle, importId: string): Promise<ImportFigures> {
  const groups = await sql
    .select({ check: importRows.check, outcome: importRows.outcome, count: count() })
    .from(importRows)
    .where(eq(importRows.importId, importId))
    .groupBy(importRows.check, importRows.outcome)
  const [people] = await sql
    .select({ count: countDistinct(importRows.externalId) })
    .from(importRows)
    .where(and(eq(importRows.importId, importId), inArray(importRows.check, ['ok', 'warning'])))
  const sum = (which: (group: (typeof groups)[number]) => boolean) =>
    groups.filter(which).reduce((total, group) => total + group.count, 0)
  const outcome = (name: ImportRow['outcome']) => sum((group) => group.outcome === name)
  return {
    rows: sum(() => true),
    checked: sum(({ check }) => check !== null),
    ok: sum(({ check }) => check === 'ok'),
    warning: sum(({ check }) => check === 'warning'),
    refused: sum(({ check }) => check === 'refused'),
    users: people!.count,
    outcomes: {
      enrolled: outcome('enrolled'),
      added: outcome('added'),
      exists: outcome('exists'),
      refused: outcome('refused'),
      failed: outcome('failed'),
    },
  }
}

const rowsSchema = z.object({
  importId: z.string(),
  /** `noted`: only rows about which there is something to say. */
  show: z.enum(['all', 'noted']).default('all'),
  first: z.number().int().min(1).max(500).default(50),
  /** The last row of the page before. */
  after: z.number().int().min(0).default(0),
})

/** In the order of the table. @throws AppError `not_found` */
export async function listImportRows(
  context: Context,
  input: z.input<typeof rowsSchema>,
): Promise<{ rows: ImportRow[]; hasMore: boolean }> {
  const { importId, show, first, after } = parse(rowsSchema, input)
  const tenantId = tenantFor(context, 'users:import')
  await importById(context.db, tenantId, importId)
  const { importRows } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, importId),
        gt(importRows.row, after),
        show === 'noted' ? isNotNull(importRows.reason) : undefined,
      ),
    )
    .orderBy(asc(importRows.row))
    .limit(first + 1)
  return { hasMore: rows.length > first, rows: rows.slice(0, first).map(toRow) }
}

/** For domain functions that have asked for permission. @throws AppError `not_found` */
export async function importById(handle: Handle, tenantId: string, importId: string): Promise<Import> {
  const { imports } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(imports)
    .where(and(eq(imports.id, importId), eq(imports.tenantId, tenantId)))
  if (!row) throw new AppError('not_found', 'There is no such import.', { subject: 'import' })
  return row
}

/** Rows that the work of a state has not gone through. */
export function rowsToDo({ tables: { importRows } }: Handle, { id, state }: Pick<Import, 'id' | 'state'>) {
  return state === 'checking'
    ? and(eq(importRows.importId, id), isNull(importRows.check))
    : and(
        eq(importRows.importId, id),
        isNull(importRows.outcome),
        or(eq(importRows.check, 'ok'), eq(importRows.check, 'warning')),
      )
}

function toRow({ faceSealed: _face, ...row }: Tables['importRows']['$inferSelect']): ImportRow {
  return row
}
