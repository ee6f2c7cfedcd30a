/**
 * Users: enrolled persons and the devices that name them. Their faces are in faces/, their end is in erasures.ts; what admins do
 * with them in the portal is in users/.
 */
import { and, asc, eq, gt, inArray, or, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from './audit'
import type { Context } from './context'
import { AppError } from './errors'
import { countFigure } from './figures/count'
import { idempotencyKeySchema, idempotentCall, recall, remember, type IdempotentCall } from './idempotency'
import { isUserId, newUserId, newUuid } from './ids'
import { macAddressSchema } from './mac-address'
import { parse, storableText, storableTime } from './parse'
import { tenantFor } from './permissions'
import { tenantById } from './tenants'
import { insertUser, totalUsers } from './users/standing'

/** What leaves this file: the push token never does. */
export type User = Omit<Tables['users']['$inferSelect'], 'appTokenSealed'>

/** The customer's own id of a person, without blanks around it. Compared byte for byte. */
export const externalIdSchema = storableText.pipe(z.string().trim().min(1).max(256))

const createSchema = z.object({
  externalId: externalIdSchema.optional(),
  /** Ties the new user to that device. */
  macAddress: macAddressSchema.optional(),
  /** Push token of the customer's app; kept sealed. */
  appToken: z.string().min(1).max(4096).optional(),
  /** For a caller that may repeat the call and names the person by neither device nor external id. */
  idempotencyKey: idempotencyKeySchema.optional(),
})

type Named = Omit<z.output<typeof createSchema>, 'idempotencyKey'>

export interface Creation {
  user: User
  /** `device_known` and `exists`: nothing was made, `user` is who the device or the external id already names. */
  outcome: 'created' | 'device_known' | 'exists'
}

/**
 * Safe to repeat: whoever the device or the external id names is answered again, also when the quota is used up.
 * @throws AppError `user_quota_reached`; `conflict` for an idempotency key that was used for another call
 */
export async function createUser(context: Context, input: z.input<typeof createSchema>): Promise<Creation> {
  const { idempotencyKey: key, ...named } = parse(createSchema, input)
  const tenantId = tenantFor(context, 'users:create')
  const call = key ? idempotentCall(context, { tenantId, key, operation: 'createUser', input: named }) : null

  const known = await answerBefore(context, tenantId, named, call)
  if (known) return known
  await assertPlaceForUser(context)

  const id = newUserId()
  // Durable before anything is sealed with it.
  await context.keys.createUser(tenantId, id)
  try {
    const appTokenSealed = named.appToken
      ? await context.keys.sealForUser(id, appTokenPlace(tenantId, id), Buffer.from(named.appToken))
      : null
    const user = await context.db.transact(async (tx) => {
      // First the line, because it lets one writer of the tenant through at a time: the count then holds until the insert.
      await writeAudit(tx, context, { action: 'user.created', subject: { kind: 'user', id } })
      await countPlace(tx, tenantId)
      const at = context.now()
      const row = await insertUser(tx, {
        id,
        uuid: newUuid(),
        tenantId,
        externalId: named.externalId ?? null,
        appTokenSealed,
        createdAt: at,
        updatedAt: at,
      })
      if (named.macAddress) {
        await tx.sql.insert(tx.tables.devices).values({ tenantId, macAddress: named.macAddress, userId: id })
      }
      if (call) await remember(tx, context, call, { userId: id })
      return toUser(row)
    })
    countFigure(context, 'user.created')
    return { outcome: 'created', user }
  } catch (error) {
    // Only where the row is known not to stand: a connection lost during a commit leaves that open.
    if (isUniqueViolation(error) || error instanceof AppError) await context.keys.destroyUser(id)
    // Somebody created the same person meanwhile: both callers are answered with that one.
    const other = isUniqueViolation(error) ? await answerBefore(context, tenantId, named, call) : null
    if (other) return other
    throw error
  }
}

/** @throws AppError `user_quota_reached` when the tenant may enrol nobody more */
export async function assertPlaceForUser(context: Context): Promise<void> {
  await countPlace(context.db, tenantFor(context, 'users:create'))
}

/** @throws AppError `not_found`, also for a user of another tenant */
export async function requireUser(context: Context, userId: string): Promise<User> {
  return userById(context.db, tenantFor(context, 'users:read'), userId)
}

/** @param cause given where the user was there a moment ago */
export function userNotFound(cause?: unknown): AppError {
  return new AppError('not_found', 'There is no such user.', { subject: 'user', cause })
}

/** For domain functions that have asked for permission already. @throws AppError `not_found` */
export async function userById(handle: Handle, tenantId: string, userId: string): Promise<User> {
  const { users } = handle.tables
  const [row] = isUserId(userId)
    ? await handle.sql
        .select()
        .from(users)
        .where(and(eq(users.id, userId), eq(users.tenantId, tenantId)))
    : []
  if (!row) throw userNotFound()
  return toUser(row)
}

/** In the order of the ids; null for each that is absent or another tenant's. */
export async function usersByIds(context: Context, ids: string[]): Promise<(User | null)[]> {
  const tenantId = tenantFor(context, 'users:read')
  const { users } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tenantId), inArray(users.id, ids.filter(isUserId))))
  const byId = new Map(rows.map((row) => [row.id, toUser(row)]))
  return ids.map((id) => byId.get(id) ?? null)
}

export async function findUserByDevice(context: Context, input: { macAddress: string }): Promise<User | null> {
  const macAddress = parse(macAddressSchema.optional(), input.macAddress)
  const tenantId = tenantFor(context, 'users:read')
  return macAddress ? byDevice(context.db, tenantId, macAddress) : null
}

const listSchema = z.object({
  first: z.number().int().min(1).max(200).default(50),
  /** Users after this one, in the order in which they were created. */
  after: z.object({ createdAt: storableTime, id: z.string() }).optional(),
  externalId: externalIdSchema.optional(),
})

/** One page in order of creation. */
export async function listUsers(
  context: Context,
  input: z.input<typeof listSchema> = {},
): Promise<{ users: User[]; hasMore: boolean }> {
  const { first, after, externalId } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'users:read')
  const { users } = context.db.tables
  const conditions: (SQL | undefined)[] = [eq(users.tenantId, tenantId)]
  if (externalId !== undefined) conditions.push(eq(users.externalId, externalId))
  if (after) {
    conditions.push(
      or(gt(users.createdAt, after.createdAt), and(eq(users.createdAt, after.createdAt), gt(users.id, after.id))),
    )
  }
  const rows = await context.db.sql
    .select()
    .from(users)
    .where(and(...conditions))
    .orderBy(asc(users.createdAt), asc(users.id))
    .limit(first + 1)
  return { users: rows.slice(0, first).map(toUser), hasMore: rows.length > first }
}

/** Inside the transaction that adds a user, after its audit line. @throws AppError `user_quota_reached` */
export async function countPlace(handle: Handle | Tx, tenantId: string): Promise<void> {
  const { userQuota } = await tenantById(handle, tenantId)
  if (userQuota === null) return
  if ((await totalUsers(handle, tenantId)) >= userQuota)
    throw new AppError('user_quota_reached', 'The user quota of this tenant is used up.')
}

/** What an earlier call has made already: under the same key, or of the same person. */
async function answerBefore(
  context: Context,
  tenantId: string,
  named: Named,
  call: IdempotentCall | null,
): Promise<Creation | null> {
  const before = call && (await recall(context, call))
  if (before) return { outcome: 'created', user: await userById(context.db, tenantId, before.userId!) }
  return findNamed(context.db, tenantId, named)
}

/** The device says who it is whatever the external id says: an app that lost its user asks in this way. */
async function findNamed(
  handle: Handle,
  tenantId: string,
  { externalId, macAddress }: Named,
): Promise<Creation | null> {
  const owner = macAddress ? await byDevice(handle, tenantId, macAddress) : null
  if (owner) return { outcome: 'device_known', user: owner }
  if (externalId === undefined) return null
  const { users } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.externalId, externalId)))
  return row ? { outcome: 'exists', user: toUser(row) } : null
}

async function byDevice(handle: Handle, tenantId: string, macAddress: string): Promise<User | null> {
  const { users, devices } = handle.tables
  const [row] = await handle.sql
    .select({ user: users })
    .from(devices)
    .innerJoin(users, eq(users.id, devices.userId))
    .where(and(eq(devices.tenantId, tenantId), eq(devices.macAddress, macAddress)))
  return row ? toUser(row.user) : null
}

function appTokenPlace(tenantId: string, userId: string) {
  return { table: 'users.app_token', row: userId, tenantId }
}

export function toUser({ appTokenSealed: _sealed, ...user }: Tables['users']['$inferSelect']): User {
  return user
}
