/** The list of users for programs: every filter and order of list.ts, in pages that go on behind the last user seen. */
import { and, eq, isNotNull, isNull, or, sql, type AnyColumn, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { byBytes } from '@/db/order'
import type { Handle } from '@/db/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { externalIdSchema, toUser, type User } from '../users'
import { conditions, order, userFilterSchema, userSorts, type UserSort } from './list'

/** What stands of a user in an order: text, numbers, and milliseconds for times. */
export type UserKey = (string | number | null)[]

const schema = userFilterSchema.extend({
  /** Exactly this one; at most one user has it. */
  externalId: externalIdSchema.optional(),
  sort: z.enum(userSorts).default('created'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  first: z.number().int().min(1).max(200).default(50),
  /** `userKey` of the last user already seen, in the same order. */
  after: z.array(z.union([z.string().max(1024), z.number(), z.null()])).optional(),
})

export type UserListing = z.input<typeof schema>

export async function listUsersAfter(
  context: Context,
  input: UserListing = {},
): Promise<{ users: User[]; hasMore: boolean }> {
  const { sort, direction, first, after, externalId, ...filter } = parse(schema, input)
  const tenantId = tenantFor(context, 'users:read')
  const { db } = context
  const { users } = db.tables
  const rows = await db.sql
    .select()
    .from(users)
    .where(
      and(
        eq(users.tenantId, tenantId),
        externalId === undefined ? undefined : eq(users.externalId, externalId),
        ...conditions(db, filter),
        after && behind(keysOf(db, sort), after, direction),
      ),
    )
    .orderBy(...order(db, { sort, direction }))
    .limit(first + 1)
  return { users: rows.slice(0, first).map(toUser), hasMore: rows.length > first }
}

/** For a cursor. */
export function userKey(user: User, sort: UserSort): UserKey {
  switch (sort) {
    case 'created':
      return [user.createdAt.getTime(), user.id]
    case 'id':
      return [user.id]
    case 'externalId':
      return [user.externalId, user.id]
    case 'lastSeen':
      return [user.lastSeenAt?.getTime() ?? null, user.id]
    case 'status':
      return [user.status, user.createdAt.getTime(), user.id]
  }
}

interface Key {
  expression: SQL
  column: AnyColumn
  isTime: boolean
}

function keysOf(db: Handle, sort: UserSort): Key[] {
  const { users } = db.tables
  const text = (column: AnyColumn, expression = sql`${column}`) => ({ column, expression, isTime: false })
  const time = (column: AnyColumn) => ({ column, expression: sql`${column}`, isTime: true })
  switch (sort) {
    case 'created':
      return [time(users.createdAt), text(users.id)]
    case 'id':
      return [text(users.id)]
    case 'externalId':
      return [text(users.externalId, byBytes(db, users.externalId)), text(users.id)]
    case 'lastSeen':
      return [time(users.lastSeenAt), text(users.id)]
    case 'status':
      return [text(users.status), time(users.createdAt), text(users.id)]
  }
}

/** What comes after the key: nulls first when rising, last when falling, as the list has it. */
function behind(keys: Key[], given: UserKey, direction: 'asc' | 'desc'): SQL | undefined {
  const values = keys.map((key, index) => valueOf(key, given[index]))
  if (given.length !== keys.length) throw wrongCursor()
  const same = ({ expression, column }: Key, value: string | Date | null) =>
    value === null ? isNull(column) : sql`${expression} = ${sql.param(value, column)}`
  const beyond = ({ expression, column }: Key, value: string | Date | null) => {
    if (direction === 'asc')
      return value === null ? isNotNull(column) : sql`${expression} > ${sql.param(value, column)}`
    return value === null ? sql`1 = 0` : or(sql`${expression} < ${sql.param(value, column)}`, isNull(column))
  }
  return or(
    ...keys.map((key, index) =>
      and(...keys.slice(0, index).map((before, at) => same(before, values[at]!)), beyond(key, values[index]!)),
    ),
  )
}

function valueOf({ isTime }: Key, value: string | number | null | undefined): string | Date | null {
  if (value === null) return null
  if (isTime && typeof value === 'number' && Math.abs(value) <= 8.64e15) return new Date(value)
  if (!isTime && typeof value === 'string') return value
  throw wrongCursor()
}

const wrongCursor = () => new AppError('invalid_input', 'after: this cursor is of another list.')
