/** Members: users with continuous access, to every zone or to some, at any time or by a weekly schedule, until it ends. */
import { and, asc, eq, gt, isNotNull, isNull, lte, or, sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { holdAudit, writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { zonePath } from '../grants/cover'
import { isSearched, userSearchSchema } from '../grants/search'
import { scheduleSchema } from '../grants/window'
import { changeGrants, endGrants, insertGrants, type Granted } from '../grants/write'
import { newId } from '../ids'
import { parse, storableTime } from '../parse'
import { tenantFor } from '../permissions'
import { batchLimit } from '../events/attendees'
import { zonesOf } from '../zones/zones'

export type Member = Tables['grants']['$inferSelect']

export const memberStates = ['current', 'upcoming', 'expired'] as const
export type MemberState = (typeof memberStates)[number]

const reach = {
  /** Null: no bound. */
  validFrom: storableTime.nullable(),
  validUntil: storableTime.nullable(),
  /** Rows of facilities or spaces; null: every door of the tenant, those that come later included. */
  zoneRows: z.array(z.string()).min(1).max(200).nullable(),
  /** Null: at any time. */
  schedule: scheduleSchema.nullable(),
}

const namesSchema = z.array(z.string()).min(1).max(batchLimit)

const addSchema = z
  .object({
    /** Ids or uuids of users. */
    userIds: namesSchema.optional(),
    /** Or the customer's own ids. */
    externalIds: namesSchema.optional(),
    validFrom: reach.validFrom.default(null),
    validUntil: reach.validUntil.default(null),
    zoneRows: reach.zoneRows.default(null),
    schedule: reach.schedule.default(null),
  })
  .refine(({ userIds, externalIds }) => (userIds === undefined) !== (externalIds === undefined), {
    message: 'Either these or the external ids.',
    path: ['userIds'],
  })

/** What became of one of those who were to be added, in the order of the call. */
export type MemberAddition = {
  /** As the call named them: an id, a uuid or an external id. */
  userId: string
  /** Who that is; null for nobody. */
  id: string | null
} & (
  | { outcome: 'added'; memberId: string }
  | { outcome: 'refused'; reason: 'user_not_found' | 'user_without_credential' | 'member_already_exists' }
)

/** Adds all who can be added; who cannot stands in nobody else's way. @throws AppError `invalid_input` */
export async function addMembers(context: Context, input: z.input<typeof addSchema>): Promise<MemberAddition[]> {
  const { userIds, externalIds, ...grant } = parse(addSchema, input)
  const named = userIds ?? externalIds!
  const tenantId = tenantFor(context, 'members:manage')
  assertOrder(grant)
  return context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    await assertZones(tx, tenantId, grant.zoneRows)
    const at = context.now()
    const known = await usersOf(tx, tenantId, { named, isExternal: externalIds !== undefined })
    const taken = new Set<string>()
    const grants: Granted[] = []
    const answers = named.map((userId): MemberAddition => {
      const user = known.get(userId)
      const refused = (reason: Extract<MemberAddition, { outcome: 'refused' }>['reason']) =>
        ({ userId, id: user?.id ?? null, outcome: 'refused', reason }) as const
      if (!user) return refused('user_not_found')
      if (user.isMember || taken.has(user.id)) return refused('member_already_exists')
      if (user.status !== 'active') return refused('user_without_credential')
      const memberId = newId(at.getTime())
      taken.add(user.id)
      grants.push({ id: memberId, userId: user.id })
      return { userId, id: user.id, outcome: 'added', memberId }
    })
    await writeAudit(tx, context, {
      action: 'members.added',
      subject: { kind: 'tenant', id: tenantId },
      detail: {
        ...grant,
        added: grants.length,
        refused: answers.length - grants.length,
        users: grants.map(({ userId }) => userId),
      },
    })
    await insertGrants(tx, { tenantId, at, grants, common: { ...grant, kind: 'member' } })
    return answers
  })
}

async function usersOf(tx: Tx, tenantId: string, { named, isExternal }: { named: string[]; isExternal: boolean }) {
  const { users, grants } = tx.tables
  const rows = await tx.sql
    .select({
      id: users.id,
      uuid: users.uuid,
      externalId: users.externalId,
      status: users.status,
      isMember: sql<boolean>`${grants.id} is not null`.mapWith(Boolean),
    })
    .from(users)
    .leftJoin(grants, and(eq(grants.userId, users.id), eq(grants.kind, 'member'), isNull(grants.removedAt)))
    .where(
      and(
        eq(users.tenantId, tenantId),
        isExternal
          ? isOneOf(tx, users.externalId, named)
          : or(isOneOf(tx, users.uuid, named), isOneOf(tx, users.id, named)),
      ),
    )
  return new Map(
    rows.flatMap((row) => (isExternal ? [row.externalId!] : [row.id, row.uuid]).map((name) => [name, row] as const)),
  )
}

const changeSchema = z.object({ id: z.string(), ...z.object(reach).partial().shape })

/** @throws AppError `not_found`, `invalid_input` */
export async function changeMember(context: Context, input: z.input<typeof changeSchema>): Promise<Member> {
  const { id, ...change } = parse(changeSchema, input)
  const tenantId = tenantFor(context, 'members:manage')
  return context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    const before = await memberById(tx, tenantId, id)
    if (before.removedAt) throw memberNotFound()
    assertOrder({ ...before, ...change })
    await assertZones(tx, tenantId, change.zoneRows ?? null)
    await writeAudit(tx, context, { action: 'member.changed', subject: { kind: 'member', id }, detail: change })
    await changeGrants(tx, { tenantId, at: context.now(), grants: [before], set: change })
    return memberById(tx, tenantId, id)
  })
}

const removeSchema = z.object({ memberIds: z.array(z.string()).min(1).max(batchLimit) })

/** @returns how many were removed; who is none, or none any more, is left out. @throws AppError `not_found` when none was */
export async function removeMembers(context: Context, input: z.input<typeof removeSchema>): Promise<number> {
  const { memberIds } = parse(removeSchema, input)
  const tenantId = tenantFor(context, 'members:manage')
  return context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    const { grants } = tx.tables
    const standing = await tx.sql
      .select({ id: grants.id, userId: grants.userId })
      .from(grants)
      .where(
        and(
          eq(grants.tenantId, tenantId),
          eq(grants.kind, 'member'),
          isNull(grants.removedAt),
          isOneOf(tx, grants.id, memberIds),
        ),
      )
    if (standing.length === 0) throw memberNotFound()
    await writeAudit(tx, context, {
      action: 'members.removed',
      subject: { kind: 'tenant', id: tenantId },
      detail: { removed: standing.length, users: standing.map(({ userId }) => userId) },
    })
    await endGrants(tx, { tenantId, at: context.now(), grants: standing })
    return standing.length
  })
}

/** One who was removed is shown until their row goes. @throws AppError `not_found` */
export async function requireMember(context: Context, id: string): Promise<Member> {
  return memberById(context.db, tenantFor(context, 'members:read'), id)
}

async function memberById(handle: Handle, tenantId: string, id: string): Promise<Member> {
  const { grants } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(grants)
    .where(and(eq(grants.id, id), eq(grants.tenantId, tenantId), eq(grants.kind, 'member')))
  if (!row) throw memberNotFound()
  return row
}

const memberNotFound = () => new AppError('not_found', 'There is no such member.', { subject: 'member' })

const listSchema = z.object({
  first: z.number().int().min(1).max(200).default(50),
  after: z.object({ createdAt: storableTime, id: z.string() }).optional(),
  /** The customer's own id. */
  externalId: z.string().optional(),
  /** Default: those who stand. */
  removed: z.boolean().default(false),
  search: userSearchSchema,
  /** A facility or a space: those who may come in there, whether or not they may elsewhere. */
  zoneRow: z.string().optional(),
  /** By their validity; a weekly schedule does not count. */
  states: z.array(z.enum(memberStates)).min(1).optional(),
})

/** One page in the order in which they were added. */
export async function listMembers(
  context: Context,
  input: z.input<typeof listSchema> = {},
): Promise<{ members: Member[]; hasMore: boolean }> {
  const { first, after, externalId, removed, search, zoneRow, states } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'members:read')
  const { grants, users } = context.db.tables
  const named =
    externalId === undefined
      ? undefined
      : isOneOf(
          context.db,
          grants.userId,
          (
            await context.db.sql
              .select({ id: users.id })
              .from(users)
              .where(and(eq(users.tenantId, tenantId), eq(users.externalId, externalId)))
          ).map(({ id }) => id),
        )
  const rows = await context.db.sql
    .select()
    .from(grants)
    .where(
      and(
        eq(grants.tenantId, tenantId),
        eq(grants.kind, 'member'),
        removed ? isNotNull(grants.removedAt) : isNull(grants.removedAt),
        named,
        isSearched(context.db, tenantId, search),
        zoneRow === undefined ? undefined : await letsInAt(context.db, tenantId, zoneRow),
        states && or(...states.map((state) => isIn(grants, state, context.now()))),
        after &&
          or(
            gt(grants.createdAt, after.createdAt),
            and(eq(grants.createdAt, after.createdAt), gt(grants.id, after.id)),
          ),
      ),
    )
    .orderBy(asc(grants.createdAt), asc(grants.id))
    .limit(first + 1)
  return { members: rows.slice(0, first), hasMore: rows.length > first }
}

function isIn(grants: Tables['grants'], state: MemberState, now: Date): SQL | undefined {
  const [begun, over] = [or(isNull(grants.validFrom), lte(grants.validFrom, now)), lte(grants.validUntil, now)]
  switch (state) {
    case 'upcoming':
      return and(gt(grants.validFrom, now), or(isNull(grants.validUntil), gt(grants.validUntil, now)))
    case 'current':
      return and(begun, or(isNull(grants.validUntil), gt(grants.validUntil, now)))
    case 'expired':
      return over
  }
}

/** Ids are UUIDs: nothing in them means anything to `like`, and none is part of another. */
async function letsInAt(handle: Handle, tenantId: string, zoneRow: string): Promise<SQL | undefined> {
  const zones = await zonesOf(handle, tenantId)
  if (!zones.has(zoneRow)) return sql`1 = 0`
  const { zoneRows } = handle.tables.grants
  const path = zonePath(zones, zoneRow)
  return or(isNull(zoneRows), ...path.map((row) => sql`cast(${zoneRows} as text) like ${`%"${row}"%`}`))
}

export function stateOfMember(
  { validFrom, validUntil }: Pick<Member, 'validFrom' | 'validUntil'>,
  now: Date,
): MemberState {
  if (validUntil !== null && validUntil <= now) return 'expired'
  return validFrom !== null && validFrom > now ? 'upcoming' : 'current'
}

function assertOrder({ validFrom, validUntil }: Pick<Member, 'validFrom' | 'validUntil'>): void {
  if (validFrom === null || validUntil === null || validFrom < validUntil) return
  const message = 'It ends before it begins.'
  throw new AppError('invalid_input', message, { fields: [{ field: 'validUntil', message }] })
}

async function assertZones(tx: Tx, tenantId: string, zoneRows: string[] | null): Promise<void> {
  if (zoneRows === null) return
  const zones = await zonesOf(tx, tenantId)
  if (zoneRows.every((row) => zones.has(row) && !zones.get(row)!.archivedAt)) return
  throw new AppError('not_found', 'One of these zones does not exist, or is archived.', { subject: 'zone' })
}
