/**
 * The list of users as people look through it: numbered pages, sorted and filtered, with an exact total. As fast with a
 * hundred thousand users as with a hundred: totals are kept (standing.ts), a page's ids come out of an index alone, read from
 * whichever end is nearer, and only then are its rows fetched.
 */
import { and, asc, count, desc, eq, gte, inArray, lt, lte, or, sql, type AnyColumn, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { byBytes, endOfPrefix } from '@/db/order'
import { userStatuses } from '@/db/tables/users'
import type { Handle } from '@/db/types'
import type { Context } from '../context'
import { parse, storableText } from '../parse'
import { tenantFor } from '../permissions'
import type { User } from '../users'
import { toUser } from '../users'
import { dayMs, totalUsers } from './standing'

export const userSorts = ['created', 'id', 'externalId', 'lastSeen', 'status'] as const
export type UserSort = (typeof userSorts)[number]

export const pageSizes = [15, 30, 60, 100] as const

const daySchema = z.iso.date('Write the day as YYYY-MM-DD.')

export const userFilterSchema = z.object({
  status: z.array(z.enum(userStatuses)).default([]),
  /** What they can be recognised by; `none` for who cannot be. */
  modality: z.enum(['face', 'voice', 'none']).optional(),
  /** First and last day on which they were created, UTC. */
  from: daySchema.optional(),
  to: daySchema.optional(),
  /** Only who waits for review as possibly somebody else's double. */
  flagged: z.boolean().default(false),
  /** The beginning of an id or of an external id, byte for byte; or a whole UUID. */
  search: storableText.pipe(z.string().trim().max(256)).default(''),
})

export type UserFilter = z.output<typeof userFilterSchema>

const schema = userFilterSchema.extend({
  sort: z.enum(userSorts).default('created'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  page: z.number().int().min(1).default(1),
  size: z.union(pageSizes.map((size) => z.literal(size))).default(15),
})

export interface UserPage {
  users: User[]
  /** Of all pages, for this filter; exact. */
  total: number
  /** The page that was asked for, or the last one where there are fewer. */
  page: number
  pages: number
}

/** @throws AppError `invalid_input` */
export async function listUserPage(context: Context, input: z.input<typeof schema> = {}): Promise<UserPage> {
  const { sort, direction, page: asked, size, ...filter } = parse(schema, input)
  const tenantId = tenantFor(context, 'users:read')
  const { db } = context
  const total = await totalOf(db, tenantId, filter)
  const pages = Math.max(1, Math.ceil(total / size))
  const page = Math.min(asked, pages)
  const from = (page - 1) * size
  const wanted = Math.min(size, total - from)
  if (wanted <= 0) return { users: [], total, page, pages }

  // Beyond the middle it is nearer from the other end.
  const isFar = from > total / 2
  const ids = await idsOf(db, tenantId, filter, {
    sort,
    direction: isFar === (direction === 'asc') ? 'desc' : 'asc',
    offset: isFar ? total - from - wanted : from,
    limit: wanted,
  })
  if (isFar) ids.reverse()
  return { users: await rowsOf(db, ids), total, page, pages }
}

/** How many users a filter leaves: for chips and for what a bulk act is about to do. */
export async function countUsers(context: Context, input: z.input<typeof userFilterSchema> = {}): Promise<number> {
  const filter = parse(userFilterSchema, input)
  return totalOf(context.db, tenantFor(context, 'users:read'), filter)
}

/** Everybody whom a filter leaves, in order of creation and in pages, each read when it is asked for. */
export async function* eachUserPage(
  { db }: Pick<Context, 'db'>,
  tenantId: string,
  filter: UserFilter,
  size = 500,
): AsyncGenerator<User[]> {
  const { users } = db.tables
  for (let after: User | undefined; ;) {
    const behind =
      after && sql`(${users.createdAt}, ${users.id}) > (${param(users.createdAt, after.createdAt)}, ${after.id})`
    const rows = await db.sql
      .select()
      .from(users)
      .where(and(eq(users.tenantId, tenantId), ...conditions(db, filter), behind))
      .orderBy(asc(users.createdAt), asc(users.id))
      .limit(size)
    if (rows.length > 0) yield rows.map(toUser)
    if (rows.length < size) return
    after = toUser(rows.at(-1)!)
  }
}

const param = (column: AnyColumn, value: unknown) => sql.param(value, column)

async function totalOf(db: Handle, tenantId: string, filter: UserFilter): Promise<number> {
  const { users, userCounts } = db.tables
  if (filter.search === '') {
    const { from, to } = filter
    return totalUsers(
      db,
      tenantId,
      ...kindConditions(userCounts, filter),
      from ? gte(userCounts.day, Date.parse(from) / dayMs) : undefined,
      to ? lte(userCounts.day, Date.parse(to) / dayMs) : undefined,
    )
  }
  const [row] = await db.sql
    .select({ total: count() })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), ...conditions(db, filter)))
  return row!.total
}

interface Slice {
  sort: UserSort
  direction: 'asc' | 'desc'
  offset: number
  limit: number
}

async function idsOf(db: Handle, tenantId: string, filter: UserFilter, slice: Slice): Promise<string[]> {
  const { users } = db.tables
  const rows = await db.sql
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), ...conditions(db, filter)))
    .orderBy(...order(db, slice))
    .limit(slice.limit)
    .offset(slice.offset)
  return rows.map(({ id }) => id)
}

async function rowsOf({ sql: read, tables: { users } }: Handle, ids: string[]): Promise<User[]> {
  const rows = await read.select().from(users).where(inArray(users.id, ids))
  const byId = new Map(rows.map((row) => [row.id, toUser(row)]))
  // Whoever was erased between the two reads is left out.
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Each ends in what no two users share, so that a page is the same however often it is asked for. */
export function order(db: Handle, { sort, direction }: Pick<Slice, 'sort' | 'direction'>): SQL[] {
  const { users } = db.tables
  const turn = direction === 'asc' ? asc : desc
  // Never seen and nameless come first when rising, in both dialects.
  const nulls = direction === 'asc' ? sql`nulls first` : sql`nulls last`
  switch (sort) {
    case 'created':
      return [turn(users.createdAt), turn(users.id)]
    case 'id':
      return [turn(users.id)]
    case 'externalId':
      return [sql`${turn(byBytes(db, users.externalId))} ${nulls}`, turn(users.id)]
    case 'lastSeen':
      return [sql`${turn(users.lastSeenAt)} ${nulls}`, turn(users.id)]
    case 'status':
      return [turn(users.status), turn(users.createdAt), turn(users.id)]
  }
}

export function conditions(db: Handle, filter: UserFilter): (SQL | undefined)[] {
  const { users } = db.tables
  const { from, to, search } = filter
  return [
    ...kindConditions(users, filter),
    from ? gte(users.createdAt, new Date(from)) : undefined,
    to ? lt(users.createdAt, new Date(Date.parse(to) + dayMs)) : undefined,
    search === '' ? undefined : beginsWith(db, search),
  ]
}

/** What users and their counts have in common. */
function kindConditions(
  table:
    Pick<Handle['tables']['users'], 'status' | 'hasFace' | 'hasVoice' | 'flagged'> | Handle['tables']['userCounts'],
  { status, modality, flagged }: UserFilter,
): (SQL | undefined)[] {
  const column: { [Name in 'status' | 'hasFace' | 'hasVoice' | 'flagged']: AnyColumn } = table
  return [
    status.length > 0 ? inArray(column.status, status) : undefined,
    modality === 'face' ? eq(column.hasFace, true) : undefined,
    modality === 'voice' ? eq(column.hasVoice, true) : undefined,
    ...(modality === 'none' ? [eq(column.hasFace, false), eq(column.hasVoice, false)] : []),
    flagged ? eq(column.flagged, true) : undefined,
  ]
}

/** Whose id or external id begins so, or whose UUID it is. */
export function beginsWith(db: Handle, search: string): SQL | undefined {
  const { users } = db.tables
  const external = byBytes(db, users.externalId)
  const inExternal = and(sql`${external} >= ${search}`, sql`${external} < ${endOfPrefix(search)}`)
  const hex = search.toLowerCase()
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(hex)) return or(eq(users.uuid, hex), inExternal)
  if (!/^[0-9a-f]{1,24}$/.test(hex)) return inExternal
  return or(and(gte(users.id, hex), lt(users.id, `${hex}g`)), inExternal)
}
