/**
 * What a terminal is to hold of a person now. It follows from the rows alone and not from the order of the feed's lines, so that
 * a line that is read twice, or after another, does no harm: a line only says of whom to look anew.
 */
import { and, asc, eq, gt, isNull, lte, or, sql, type SQL } from 'drizzle-orm'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import { covers, type Place } from '../grants/cover'
import type { Scope } from '../grants/window'
import type { Zone } from '../zones/zones'

type GrantRow = Tables['grants']['$inferSelect']
type EventRow = Tables['events']['$inferSelect']

/** A person as a terminal holds them. No grants: it holds nothing of them. */
export interface Holding {
  userId: string
  externalId: string | null
  externalIdSchema: string | null
  scopes: Scope[]
}

/** A grant that stands, with what else its holders have to know. */
export interface Joined {
  grant: GrantRow
  event: EventRow | null
  user: { externalId: string | null; externalIdSchema: string | null }
}

/**
 * Of the named people, those who have something at that terminal, in the order of their ids; the others hold nothing there:
 * removed, revoked, erased, or never granted.
 */
export async function holdingsOf(
  handle: Handle,
  terminal: Place & { tenantId: string },
  zones: ReadonlyMap<string, Zone>,
  userIds: readonly string[],
): Promise<Holding[]> {
  return gather(await grantsOf(handle, terminal.tenantId, userIds), terminal, zones)
}

/** What `gather` needs to say of the named people, whatever the terminal. */
export function grantsOf(handle: Handle, tenantId: string, userIds: readonly string[]): Promise<Joined[]> {
  return joined(handle, { tenantId }, isOneOf(handle, handle.tables.grants.userId, userIds))
}

/** Everybody at that terminal, in pages and in the order of their ids. @param size people read at once @param from behind whom to begin */
export async function* everyHolding(
  handle: Handle,
  terminal: Place & { tenantId: string },
  zones: ReadonlyMap<string, Zone>,
  { size = 1_000, from = '' } = {},
): AsyncGenerator<Holding[]> {
  const { grants } = handle.tables
  for (let after = from; ;) {
    const next = handle.sql
      .select({ userId: grants.userId })
      .from(grants)
      .where(and(eq(grants.tenantId, terminal.tenantId), isNull(grants.removedAt), gt(grants.userId, after)))
      .groupBy(grants.userId)
      .orderBy(asc(grants.userId))
      .limit(size)
    const people = (await next).map(({ userId }) => userId)
    const last = people.at(-1)
    if (last === undefined) return
    const range = and(gt(grants.userId, after), lte(grants.userId, last))
    const page = gather(await joined(handle, terminal, range), terminal, zones)
    if (page.length > 0) yield page
    after = last
  }
}

async function joined(handle: Handle, { tenantId }: { tenantId: string }, whose: SQL | undefined): Promise<Joined[]> {
  const { grants, events, users } = handle.tables
  return handle.sql
    .select({
      grant: grants,
      event: events,
      user: { externalId: users.externalId, externalIdSchema: users.externalIdSchema },
    })
    .from(grants)
    .innerJoin(users, eq(users.id, grants.userId))
    .leftJoin(events, eq(events.id, grants.eventId))
    .where(
      and(
        eq(grants.tenantId, tenantId),
        isNull(grants.removedAt),
        eq(users.status, 'active'),
        // An event whose collection was set free is nowhere any more.
        or(isNull(grants.eventId), and(isNull(events.freedAt), isNull(events.deletedAt))),
        whose,
      ),
    )
    .orderBy(asc(grants.userId), asc(grants.id))
}

/** Of those grants what holds at that terminal, by person. */
export function gather(rows: readonly Joined[], terminal: Place, zones: ReadonlyMap<string, Zone>): Holding[] {
  const timeZone = zones.get(terminal.zoneRow)!.timeZone
  const holdings = new Map<string, Holding>()
  for (const { grant, event, user } of rows) {
    if (!covers(zones, { ...grant, eventZoneRow: event?.zoneRow ?? null }, terminal)) continue
    const holding = holdings.get(grant.userId) ?? { userId: grant.userId, ...user, scopes: [] }
    holdings.set(grant.userId, holding)
    holding.scopes.push(scopeOf(grant, event, timeZone))
  }
  return [...holdings.values()]
}

/** A grant as terminals read it: an attendee's window never reaches beyond the event's. */
export function scopeOf(grant: GrantRow, event: EventRow | null, timeZone: string): Scope {
  const from = event && (!grant.validFrom || grant.validFrom < event.startsAt) ? event.startsAt : grant.validFrom
  const until = event && (!grant.validUntil || grant.validUntil > event.endsAt) ? event.endsAt : grant.validUntil
  return {
    kind: event ? 'event' : 'member',
    id: event?.id ?? grant.id,
    grantId: grant.id,
    validFrom: from?.toISOString() ?? null,
    validUntil: until?.toISOString() ?? null,
    schedule: grant.schedule,
    timeZone,
    single: event?.entryPolicy === 'single',
    entered: grant.enteredAt !== null,
  }
}

/** A condition on the rows of terminals: those that stand in the zone, or in a space of it. */
export function standsIn({ tables: { terminals, zones } }: Handle, zoneRow: string): SQL {
  return sql`${terminals.zoneRow} in (select ${zones.id} from ${zones} where ${zones.id} = ${zoneRow} or ${zones.facilityId} = ${zoneRow})`
}
