/** The admins of a tenant, as people look through them: searched, sorted and paged by the database. */
import { and, asc, count, desc, eq, isNotNull, isNull, or, sql, type AnyColumn, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Context } from '../context'
import { withFactors } from '../factors/factors'
import { parse, storableText } from '../parse'
import { slugSchema } from '../tenants'
import { roleSchema, tenantOf, type Role } from './admin'

export interface AdminRow {
  id: string
  firstName: string
  lastName: string
  email: string
  role: Role
  createdAt: Date
  lastSeenAt: Date | null
  suspendedAt: Date | null
  /** A password alone does not sign them in. */
  hasSecondFactor: boolean
}

export interface AdminPage {
  rows: AdminRow[]
  /** Of all pages. */
  total: number
}

const sorts = ['name', 'email', 'role', 'createdAt', 'lastSeenAt'] as const

const listSchema = z.object({
  /** Part of a name or of an address, in any case. */
  search: storableText.trim().max(200).default(''),
  role: roleSchema.optional(),
  state: z.enum(['active', 'suspended']).optional(),
  sort: z.enum(sorts).default('createdAt'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  /** From 1. */
  page: z.number().int().min(1).max(1_000_000).default(1),
  pageSize: z.number().int().min(1).max(200).default(25),
  /** In place of `page`: how many rows lie in front. */
  offset: z.number().int().min(0).max(1_000_000_000).optional(),
  tenantSlug: slugSchema.optional(),
})

export async function listAdmins(context: Context, input: z.input<typeof listSchema> = {}): Promise<AdminPage> {
  const { search, role, state, sort, direction, page, pageSize, offset, tenantSlug } = parse(listSchema, input)
  const tenantId = await tenantOf(context, 'admins:read', tenantSlug)
  const { admins } = context.db.tables
  const where = and(
    eq(admins.tenantId, tenantId),
    role && eq(admins.role, role),
    state && (state === 'active' ? isNull(admins.suspendedAt) : isNotNull(admins.suspendedAt)),
    ...search
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => holds([admins.firstName, admins.lastName, admins.email], word)),
  )
  const order = direction === 'asc' ? asc : desc
  const [rows, [counted]] = await Promise.all([
    context.db.sql
      .select({
        id: admins.id,
        firstName: admins.firstName,
        lastName: admins.lastName,
        email: admins.email,
        role: admins.role,
        createdAt: admins.createdAt,
        lastSeenAt: admins.lastSeenAt,
        suspendedAt: admins.suspendedAt,
      })
      .from(admins)
      .where(where)
      .orderBy(...columns(admins, sort).map((column) => order(column)), asc(admins.id))
      .limit(pageSize)
      .offset(offset ?? (page - 1) * pageSize),
    context.db.sql.select({ total: count() }).from(admins).where(where),
  ])
  const secured = await withFactors(
    context.db,
    rows.map(({ id }) => id),
  )
  return { rows: rows.map((row) => ({ ...row, hasSecondFactor: secured.has(row.id) })), total: counted!.total }
}

/** Both databases put what was never seen at an end of their own choice; here it is always the oldest. */
function columns(admins: Tables['admins'], sort: (typeof sorts)[number]): (SQL | AnyColumn)[] {
  switch (sort) {
    case 'name':
      return [sql`lower(${admins.lastName})`, sql`lower(${admins.firstName})`]
    case 'email':
      return [admins.email]
    case 'role':
      return [sql`case ${admins.role} when 'owner' then 0 when 'admin' then 1 else 2 end`]
    case 'createdAt':
      return [admins.createdAt]
    case 'lastSeenAt':
      return [sql`case when ${admins.lastSeenAt} is null then 0 else 1 end`, admins.lastSeenAt]
  }
}

function holds(columns: AnyColumn[], word: string): SQL | undefined {
  const pattern = `%${word.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  return or(...columns.map((column) => sql`lower(${column}) like ${pattern} escape '\\'`))
}
