/** Users by the id that the events API names them by. */
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Context } from '../context'
import { isOneOf } from '@/db/order'
import { tenantFor } from '../permissions'
import { toUser, userNotFound, type User } from '../users'

/** @throws AppError `not_found` */
export async function requireUserByUuid(context: Context, uuid: string): Promise<User> {
  const tenantId = tenantFor(context, 'users:read')
  const { users } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(users)
    .where(and(eq(users.uuid, uuid), eq(users.tenantId, tenantId)))
  if (!row) throw userNotFound()
  return toUser(row)
}

/** Who these are to the customer, by their row's id. For whoever may read what names them. */
export async function namesOfUsers(
  context: Context,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, Pick<User, 'uuid' | 'externalId'>>> {
  const { users } = context.db.tables
  const rows = await context.db.sql
    .select({ id: users.id, uuid: users.uuid, externalId: users.externalId })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), isOneOf(context.db, users.id, ids)))
  return new Map(rows.map(({ id, ...names }) => [id, names]))
}

/** The standing links of users to events and the tenant. */
export async function linksOfUsers(context: Context, tenantId: string, ids: readonly string[]) {
  const { grants } = context.db.tables
  return context.db.sql
    .select({ id: grants.id, kind: grants.kind, userId: grants.userId, eventId: grants.eventId })
    .from(grants)
    .where(and(eq(grants.tenantId, tenantId), isOneOf(context.db, grants.userId, ids), isNull(grants.removedAt)))
    .orderBy(asc(grants.createdAt), asc(grants.id))
}

/** Who has the customer's own id; null for nobody. For whoever may read what is asked of them. */
export async function userIdByName(context: Context, tenantId: string, externalId: string): Promise<string | null> {
  const { users } = context.db.tables
  const [row] = await context.db.sql
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.externalId, externalId)))
  return row?.id ?? null
}
