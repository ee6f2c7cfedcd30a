/** Attendees: users linked to one event. A thousand are added in one transaction, each with an answer of its own. */
import { and, asc, eq, exists, gt, isNull, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { holdAudit, writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { endGrants, insertGrants, type Granted } from '../grants/write'
import { newId } from '../ids'
import { parse, storableTime } from '../parse'
import { tenantFor } from '../permissions'
import { zonePath } from '../grants/cover'
import { zonesOf } from '../zones/zones'
import { isSearched, userSearchSchema } from '../grants/search'
import { broken, countAttendees, eventById, type Event } from './events'
import { cannotBeRecognised } from './readiness'

export type Attendee = Tables['grants']['$inferSelect']

/** In one call. */
export const batchLimit = 1_000

const namesSchema = z.array(z.string()).min(1).max(batchLimit)

const addSchema = z
  .object({
    eventId: z.string(),
    /** Ids or uuids of users. */
    userIds: namesSchema.optional(),
    /** Or the customer's own ids. */
    externalIds: namesSchema.optional(),
    /** A narrower window than the event's. */
    validFrom: storableTime.nullable().default(null),
    validUntil: storableTime.nullable().default(null),
    /** Rows of spaces, or terminals, to which they are narrowed. */
    zoneRows: z.array(z.string()).min(1).max(100).nullable().default(null),
    terminalIds: z.array(z.string()).min(1).max(100).nullable().default(null),
  })
  .refine(({ userIds, externalIds }) => (userIds === undefined) !== (externalIds === undefined), {
    message: 'Either these or the external ids.',
    path: ['userIds'],
  })
  .refine(({ validFrom, validUntil }) => validFrom === null || validUntil === null || validFrom < validUntil, {
    message: 'It ends before it begins.',
    path: ['validUntil'],
  })

/** What became of one of those who were to be added, in the order of the call. */
export type Addition = {
  /** As the call named them: an id, a uuid or an external id. */
  userId: string
  /** Who that is; null for nobody. */
  id: string | null
} & (
  | { outcome: 'added'; attendeeId: string }
  | {
      outcome: 'refused'
      reason: 'user_not_found' | 'user_without_credential' | 'attendee_already_exists' | 'event_capacity_exceeded'
    }
)

/**
 * Adds all who can be added; who cannot stands in the way of nobody else.
 * @throws AppError `not_found` (event); `rule_broken` for `event_already_finished` or a window outside of the event
 */
export async function addAttendees(context: Context, input: z.input<typeof addSchema>): Promise<Addition[]> {
  const { eventId, userIds, externalIds, ...narrowed } = parse(addSchema, input)
  const named = userIds ?? externalIds!
  const tenantId = tenantFor(context, 'events:manage')
  return context.db.transact(async (tx) => {
    const at = context.now()
    await holdAudit(tx, tenantId)
    const known = await usersOf(tx, tenantId, eventId, { named, isExternal: externalIds !== undefined })
    const event = await eventById(tx, tenantId, eventId)
    assertOpen(event, at)
    await assertNarrower(tx, event, narrowed)
    const free = event.capacity === null ? Infinity : event.capacity - (await countAttendees(tx, eventId))
    const { answers, grants } = sort(named, known, { free, at })
    await writeAudit(tx, context, {
      action: 'attendees.added',
      subject: { kind: 'event', id: eventId },
      detail: { added: grants.length, refused: answers.length - grants.length, users: grants.map((one) => one.userId) },
    })
    await insertGrants(tx, { tenantId, at, grants, common: { ...narrowed, kind: 'attendee', eventId } })
    return answers
  })
}

interface Known {
  id: string
  isActive: boolean
  attends: boolean
}

/** A statement for all external ids, or for all uuids and one for all ids: who they are, and whether they attend already. */
async function usersOf(
  tx: Tx,
  tenantId: string,
  eventId: string,
  { named, isExternal }: { named: string[]; isExternal: boolean },
): Promise<Map<string, Known>> {
  const { users, grants } = tx.tables
  const known = new Map<string, Known>()
  const columns = isExternal
    ? [[users.externalId, named] as const]
    : [[users.uuid, named.filter(isUuid)] as const, [users.id, named.filter((name) => !isUuid(name))] as const]
  for (const [column, given] of columns) {
    if (given.length === 0) continue
    const rows = await tx.sql
      .select({ name: column, id: users.id, status: users.status, attends: grants.id })
      .from(users)
      .leftJoin(grants, and(eq(grants.tenantId, tenantId), eq(grants.standing, sql`${eventId} || ':' || ${users.id}`)))
      .where(and(isOneOf(tx, column, given), eq(users.tenantId, tenantId)))
    for (const { name, id, status, attends } of rows) {
      known.set(name!, { id, isActive: status === 'active', attends: attends !== null })
    }
  }
  return known
}

const isUuid = (text: string) => text.length === 36

function sort(
  userIds: string[],
  known: Map<string, Known>,
  { free, at }: { free: number; at: Date },
): { answers: Addition[]; grants: Granted[] } {
  const grants: Granted[] = []
  const taken = new Set<string>()
  const answers = userIds.map((userId): Addition => {
    const user = known.get(userId)
    const refused = (reason: Extract<Addition, { outcome: 'refused' }>['reason']) =>
      ({ userId, id: user?.id ?? null, outcome: 'refused', reason }) as const
    if (!user) return refused('user_not_found')
    if (user.attends || taken.has(user.id)) return refused('attendee_already_exists')
    if (!user.isActive) return refused('user_without_credential')
    if (grants.length >= free) return refused('event_capacity_exceeded')
    const id = newId(at.getTime())
    taken.add(user.id)
    grants.push({ id, userId: user.id })
    return { userId, id: user.id, outcome: 'added', attendeeId: id }
  })
  return { answers, grants }
}

function assertOpen({ endsAt }: Event, now: Date): void {
  if (endsAt <= now) throw broken('event_already_finished', 'The event is over.')
}

async function assertNarrower(
  tx: Tx,
  event: Event,
  {
    validFrom,
    validUntil,
    zoneRows,
    terminalIds,
  }: Pick<z.output<typeof addSchema>, 'validFrom' | 'validUntil' | 'zoneRows' | 'terminalIds'>,
): Promise<void> {
  const wrong = (field: string, message: string) =>
    new AppError('invalid_input', message, { fields: [{ field, message }] })
  if (validFrom && (validFrom < event.startsAt || validFrom >= event.endsAt))
    throw wrong('validFrom', 'It lies outside of the event.')
  if (validUntil && (validUntil <= event.startsAt || validUntil > event.endsAt))
    throw wrong('validUntil', 'It lies outside of the event.')
  if (!zoneRows && !terminalIds) return
  const zones = await zonesOf(tx, event.tenantId)
  const inside = (zoneRow: string) => zones.has(zoneRow) && zonePath(zones, zoneRow).includes(event.zoneRow)
  if (zoneRows && !zoneRows.every(inside)) throw wrong('zoneRows', 'One of these is no space of the event’s zone.')
  if (!terminalIds) return
  const { terminals } = tx.tables
  const rows = await tx.sql
    .select({ id: terminals.id, zoneRow: terminals.zoneRow })
    .from(terminals)
    .where(and(eq(terminals.tenantId, event.tenantId), isOneOf(tx, terminals.id, terminalIds)))
  const standing = new Set(rows.filter(({ zoneRow }) => inside(zoneRow)).map(({ id }) => id))
  if (!terminalIds.every((id) => standing.has(id)))
    throw wrong('terminalIds', 'One of these is no terminal of the event’s zone.')
}

/** @throws AppError `not_found` */
export async function requireAttendee(context: Context, id: string): Promise<Attendee> {
  return attendeeById(context.db, tenantFor(context, 'events:read'), id)
}

async function attendeeById(handle: Handle, tenantId: string, id: string): Promise<Attendee> {
  const { grants } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(grants)
    .where(and(eq(grants.id, id), eq(grants.tenantId, tenantId), eq(grants.kind, 'attendee')))
  if (!row) throw attendeeNotFound()
  return row
}

const attendeeNotFound = () => new AppError('not_found', 'There is no such attendee.', { subject: 'attendee' })

const removeSchema = z.object({ attendeeIds: z.array(z.string()).min(1).max(batchLimit) })

/** @returns how many were removed; who is none, or none any more, is left out. @throws AppError `not_found` when none was */
export async function removeAttendees(context: Context, input: z.input<typeof removeSchema>): Promise<number> {
  const { attendeeIds } = parse(removeSchema, input)
  const tenantId = tenantFor(context, 'events:manage')
  return context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    const { grants } = tx.tables
    const standing = await tx.sql
      .select({ id: grants.id, userId: grants.userId, eventId: grants.eventId })
      .from(grants)
      .where(
        and(
          eq(grants.tenantId, tenantId),
          eq(grants.kind, 'attendee'),
          isNull(grants.removedAt),
          isOneOf(tx, grants.id, attendeeIds),
        ),
      )
    if (standing.length === 0) throw attendeeNotFound()
    for (const eventId of new Set(standing.map((grant) => grant.eventId!))) {
      const users = standing.filter((grant) => grant.eventId === eventId).map(({ userId }) => userId)
      await writeAudit(tx, context, {
        action: 'attendees.removed',
        subject: { kind: 'event', id: eventId },
        detail: { removed: users.length, users },
      })
    }
    await endGrants(tx, { tenantId, at: context.now(), grants: standing })
    return standing.length
  })
}

const listSchema = z.object({
  eventId: z.string(),
  first: z.number().int().min(1).max(200).default(50),
  after: z.object({ createdAt: storableTime, id: z.string() }).optional(),
  /** Those who were removed too. */
  removed: z.boolean().default(false),
  /** Only those who could not be recognised at any door. */
  withoutCredential: z.boolean().default(false),
  search: userSearchSchema,
})

/** One page in the order in which they were added. @throws AppError `not_found` (event) */
export async function listAttendees(
  context: Context,
  input: z.input<typeof listSchema>,
): Promise<{ attendees: Attendee[]; hasMore: boolean }> {
  const { eventId, first, after, removed, withoutCredential, search } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'events:read')
  await eventById(context.db, tenantId, eventId)
  const { grants, users } = context.db.tables
  const unrecognisable = () =>
    context.db.sql
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, grants.userId), cannotBeRecognised(context, tenantId)))
  const rows = await context.db.sql
    .select()
    .from(grants)
    .where(
      and(
        eq(grants.eventId, eventId),
        removed ? undefined : isNull(grants.removedAt),
        withoutCredential ? exists(unrecognisable()) : undefined,
        isSearched(context.db, tenantId, search),
        after &&
          or(
            gt(grants.createdAt, after.createdAt),
            and(eq(grants.createdAt, after.createdAt), gt(grants.id, after.id)),
          ),
      ),
    )
    .orderBy(asc(grants.createdAt), asc(grants.id))
    .limit(first + 1)
  return { attendees: rows.slice(0, first), hasMore: rows.length > first }
}
