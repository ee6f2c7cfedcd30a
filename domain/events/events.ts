/**
 * Events: a time range at a zone. Its attendees' templates are at the zone's terminals from the moment they are added until the
 * event is deleted, or for as long after its end as the tenant or the event says.
 */
import { and, asc, desc, eq, gt, inArray, isNull, lt, lte, or, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { holdAudit, writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { changeGrants, endGrants } from '../grants/write'
import { newId } from '../ids'
import { parse, storableText, storableTime } from '../parse'
import { tenantFor } from '../permissions'
import { tenantById } from '../tenants'
import { assertInUse, zoneByRow } from '../zones/zones'

type Row = Tables['events']['$inferSelect']
export type Event = Omit<Row, 'deletedAt'>
export type EventState = 'scheduled' | 'live' | 'ended'

const dayMs = 86_400_000
export const longestRetentionSeconds = 10 * 365 * 86_400

const fields = {
  name: storableText.pipe(z.string().trim().min(1).max(120)).nullable(),
  /** The customer's own id, unique in the tenant. */
  externalId: storableText.pipe(z.string().trim().min(1).max(256)).nullable(),
  startsAt: storableTime,
  endsAt: storableTime,
  entryPolicy: z.enum(['single', 'multiple']),
  /** How long after its end it keeps its collection, in seconds; null: until somebody deletes it. */
  retentionSeconds: z.number().int().min(0).max(longestRetentionSeconds).nullable(),
  capacity: z.number().int().min(1).max(1_000_000).nullable(),
}

const createSchema = z.object({
  /** The row of a facility or a space. */
  zoneRow: z.string(),
  ...fields,
  name: fields.name.default(null),
  externalId: fields.externalId.default(null),
  entryPolicy: fields.entryPolicy.default('multiple'),
  /** Default: the tenant's setting. */
  retentionSeconds: fields.retentionSeconds.optional(),
  capacity: fields.capacity.default(null),
})

/**
 * @throws AppError `not_found` (zone); `already_exists` for an external id that is taken; `rule_broken` with the reasons
 *   `event_start_time_already_passed`, `event_end_time_before_start_time`, `event_too_long`, `zone_without_access_points`
 */
export async function createEvent(context: Context, input: z.input<typeof createSchema>): Promise<Event> {
  const { zoneRow, retentionSeconds, ...rest } = parse(createSchema, input)
  const tenantId = tenantFor(context, 'events:manage')
  const { settings } = await tenantById(context.db, tenantId)
  const createdAt = context.now()
  assertRange(rest, settings.eventLongestDays)
  assertAhead(rest.startsAt, createdAt)
  const id = newId(createdAt.getTime())
  return unlessTaken(() =>
    context.db.transact(async (tx) => {
      await writeAudit(tx, context, {
        action: 'event.created',
        subject: { kind: 'event', id },
        detail: { zone: zoneRow, startsAt: rest.startsAt, endsAt: rest.endsAt },
      })
      const zone = await zoneByRow(tx, tenantId, zoneRow)
      assertInUse(zone)
      await assertTerminals(tx, tenantId, zoneRow)
      const [row] = await tx.sql
        .insert(tx.tables.events)
        .values({
          ...rest,
          id,
          tenantId,
          zoneRow,
          retentionSeconds: retentionSeconds === undefined ? defaultRetention(settings) : retentionSeconds,
          createdAt,
          updatedAt: createdAt,
        })
        .returning()
      return row!
    }),
  )
}

const changeSchema = z.object({ id: z.string(), ...z.object(fields).partial().shape })

/** Terminals learn of new times like of everything else. A start that has passed can no longer be moved. @throws as `createEvent` */
export async function changeEvent(context: Context, input: z.input<typeof changeSchema>): Promise<Event> {
  const { id, ...change } = parse(changeSchema, input)
  const tenantId = tenantFor(context, 'events:manage')
  const { settings } = await tenantById(context.db, tenantId)
  return unlessTaken(() =>
    context.db.transact(async (tx) => {
      const { name, externalId, ...told } = change
      await writeAudit(tx, context, {
        action: 'event.changed',
        subject: { kind: 'event', id },
        detail: { ...told, ...(name === undefined ? {} : { name: 'changed' }) },
      })
      const before = await eventById(tx, tenantId, id)
      const after = { ...before, ...change }
      const now = context.now()
      assertRange(after, settings.eventLongestDays)
      if (change.startsAt && change.startsAt.getTime() !== before.startsAt.getTime()) {
        assertAhead(change.startsAt, now)
        assertAhead(before.startsAt, now)
      }
      if (change.endsAt && change.endsAt > now) after.freedAt = null
      const { freedAt } = after
      const [row] = await tx.sql
        .update(tx.tables.events)
        .set({ ...change, ...(externalId === undefined ? {} : { externalId }), freedAt, updatedAt: now })
        .where(eq(tx.tables.events.id, id))
        .returning()
      await changeGrants(tx, { tenantId, at: now, grants: await standingGrants(tx, id) })
      return row!
    }),
  )
}

/** Takes the event, its collection and its attendees away, at once, also while it is on. @throws AppError `not_found` */
export async function deleteEvent(context: Context, { id }: { id: string }): Promise<{ attendees: number }> {
  const tenantId = tenantFor(context, 'events:manage')
  return context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    await eventById(tx, tenantId, id)
    const attendees = await countAttendees(tx, id)
    await writeAudit(tx, context, { action: 'event.deleted', subject: { kind: 'event', id }, detail: { attendees } })
    const at = context.now()
    await endGrants(tx, { tenantId, at, grants: await standingGrants(tx, id) })
    const { events } = tx.tables
    await tx.sql.update(events).set({ deletedAt: at, externalId: null, updatedAt: at }).where(eq(events.id, id))
    return { attendees }
  })
}

/** @throws AppError `not_found` */
export async function requireEvent(context: Context, id: string): Promise<Event> {
  return eventById(context.db, tenantFor(context, 'events:read'), id)
}

/** For domain functions that have asked for permission already. @throws AppError `not_found` */
export async function eventById(handle: Handle, tenantId: string, id: string): Promise<Row> {
  const { events } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(events)
    .where(and(eq(events.id, id), eq(events.tenantId, tenantId), isNull(events.deletedAt)))
  if (!row) throw eventNotFound()
  return row
}

export const eventNotFound = () => new AppError('not_found', 'There is no such event.', { subject: 'event' })

const listSchema = z.object({
  first: z.number().int().min(1).max(200).default(50),
  after: z.object({ startsAt: storableTime, id: z.string() }).optional(),
  direction: z.enum(['asc', 'desc']).default('asc'),
  zoneRow: z.string().optional(),
  states: z.array(z.enum(['scheduled', 'live', 'ended'])).optional(),
  /** Events of which some part lies between. */
  from: storableTime.optional(),
  to: storableTime.optional(),
})

/** One page by start. */
export async function listEvents(
  context: Context,
  input: z.input<typeof listSchema> = {},
): Promise<{ events: Event[]; hasMore: boolean }> {
  const { first, after, direction, zoneRow, states, from, to } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'events:read')
  const { events } = context.db.tables
  const [turn, beyond] = direction === 'asc' ? [asc, gt] : [desc, lt]
  const now = context.now()
  const rows = await context.db.sql
    .select()
    .from(events)
    .where(
      and(
        eq(events.tenantId, tenantId),
        isNull(events.deletedAt),
        zoneRow === undefined ? undefined : eq(events.zoneRow, zoneRow),
        states && or(...states.map((state) => isIn(events, state, now)), inArray(events.id, [])),
        from && gt(events.endsAt, from),
        to && lt(events.startsAt, to),
        after &&
          or(
            beyond(events.startsAt, after.startsAt),
            and(eq(events.startsAt, after.startsAt), beyond(events.id, after.id)),
          ),
      ),
    )
    .orderBy(turn(events.startsAt), turn(events.id))
    .limit(first + 1)
  return { events: rows.slice(0, first), hasMore: rows.length > first }
}

function isIn(events: Tables['events'], state: EventState, now: Date): SQL | undefined {
  switch (state) {
    case 'scheduled':
      return gt(events.startsAt, now)
    case 'live':
      return and(lte(events.startsAt, now), gt(events.endsAt, now))
    case 'ended':
      return lte(events.endsAt, now)
  }
}

export function stateOfEvent({ startsAt, endsAt }: Pick<Event, 'startsAt' | 'endsAt'>, now: Date): EventState {
  if (now < startsAt) return 'scheduled'
  return now < endsAt ? 'live' : 'ended'
}

/** In the order of the ids; null for each that is absent or another tenant's. */
export async function eventsByIds(context: Context, ids: readonly string[]): Promise<(Event | null)[]> {
  const tenantId = tenantFor(context, 'events:read')
  const { events } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(events)
    .where(and(eq(events.tenantId, tenantId), isOneOf(context.db, events.id, ids), isNull(events.deletedAt)))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id) ?? null)
}

/** How many attendees an event has. */
export async function countAttendees(handle: Handle, eventId: string): Promise<number> {
  return handle.sql.$count(handle.tables.grants, standsAt(handle, eventId))
}

const standsAt = ({ tables: { grants } }: Handle, eventId: string) =>
  and(eq(grants.eventId, eventId), isNull(grants.removedAt))

/** Those of an event that stand, for whoever is about to change or end them. */
export async function standingGrants(handle: Handle, eventId: string): Promise<{ id: string; userId: string }[]> {
  const { grants } = handle.tables
  return handle.sql.select({ id: grants.id, userId: grants.userId }).from(grants).where(standsAt(handle, eventId))
}

function assertRange({ startsAt, endsAt }: Pick<Event, 'startsAt' | 'endsAt'>, longestDays: number): void {
  if (endsAt <= startsAt) throw broken('event_end_time_before_start_time', 'The event ends before it starts.')
  if (endsAt.getTime() - startsAt.getTime() <= longestDays * dayMs) return
  throw broken('event_too_long', `An event of this bureau lasts ${longestDays} days at most.`)
}

function assertAhead(startsAt: Date, now: Date): void {
  if (startsAt <= now) throw broken('event_start_time_already_passed', 'The start of the event has passed already.')
}

/** A collection that no terminal could ever hold would only look as if somebody could come in. */
async function assertTerminals(tx: Tx, tenantId: string, zoneRow: string): Promise<void> {
  const { terminals, zones } = tx.tables
  const [standing] = await tx.sql
    .select({ id: terminals.id })
    .from(terminals)
    .innerJoin(zones, eq(zones.id, terminals.zoneRow))
    .where(
      and(
        eq(terminals.tenantId, tenantId),
        or(eq(zones.id, zoneRow), eq(zones.facilityId, zoneRow)),
        inArray(terminals.state, ['unpaired', 'claimed', 'active']),
      ),
    )
    .limit(1)
  if (!standing) throw broken('zone_without_access_points', 'No terminal stands in this zone.')
}

export function broken(reason: string, message: string): AppError {
  return new AppError('rule_broken', message, { reason })
}

const defaultRetention = ({ eventRetentionHours }: { eventRetentionHours: number | null }) =>
  eventRetentionHours === null ? null : eventRetentionHours * 3_600

async function unlessTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = 'Another event has this external id.'
    throw new AppError('already_exists', message, {
      cause: error,
      subject: 'event',
      fields: [{ field: 'externalId', message }],
    })
  }
}
