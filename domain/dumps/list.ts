/** The list of dumps, as the portal shows it. */
import { and, asc, count, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { toDump, type Dump } from './dump'

const schema = z.object({
  page: z.number().int().min(1).max(1_000_000).default(1),
  size: z.number().int().min(1).max(200).default(15),
  /** In place of `page`: how many dumps lie in front. */
  offset: z.number().int().min(0).max(1_000_000_000).optional(),
  sort: z.enum(['createdAt', 'sizeBytes', 'state', 'expiresAt']).default('createdAt'),
  descending: z.boolean().default(true),
})

export interface ListedDump extends Dump {
  /** Who asked for it; null when that admin is gone. */
  requestedByName: string | null
}

export async function listDumps(
  context: Context,
  input: z.input<typeof schema> = {},
): Promise<{ dumps: ListedDump[]; total: number }> {
  const { page, size, offset, sort, descending } = parse(schema, input)
  const tenantId = tenantFor(context, 'dumps:read')
  const { dumps, admins } = context.db.tables
  const own = eq(dumps.tenantId, tenantId)
  const direction = descending ? desc : asc
  const [rows, [counted]] = await Promise.all([
    context.db.sql
      .select({ dump: dumps, firstName: admins.firstName, lastName: admins.lastName })
      .from(dumps)
      .leftJoin(admins, and(eq(admins.id, dumps.requestedBy), eq(admins.tenantId, dumps.tenantId)))
      .where(own)
      .orderBy(direction(dumps[sort]), direction(dumps.id))
      .limit(size)
      .offset(offset ?? (page - 1) * size),
    context.db.sql.select({ total: count() }).from(dumps).where(own),
  ])
  return {
    dumps: rows.map(({ dump, firstName, lastName }) => ({
      ...toDump(dump),
      requestedByName: firstName === null ? null : `${firstName} ${lastName}`,
    })),
    total: counted!.total,
  }
}

/** How much would be in a dump now, for whoever is about to run one. */
export async function dumpOutlook(context: Context): Promise<{ users: number; pictures: number; templates: number }> {
  const tenantId = tenantFor(context, 'dumps:read')
  const { users, samples, templates } = context.db.tables
  const [people, pictures, vectors] = await Promise.all(
    [users, samples, templates].map(async (table) => {
      const [row] = await context.db.sql.select({ rows: count() }).from(table).where(eq(table.tenantId, tenantId))
      return row!.rows
    }),
  )
  return { users: people!, pictures: pictures!, templates: vectors! }
}
