/**
 * What stands between an event and its doors being opened: of each terminal of its zone how far it has come with the attendees,
 * and who is missing where, and why. Only what a terminal has acknowledged counts as held.
 */
import { and, asc, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Context } from '../context'
import { covers } from '../grants/cover'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { isIn, marker, stateOf, type Marks } from '../terminals/people'
import { standsIn } from '../terminals/state'
import type { SyncState } from '../terminals/sync'
import { zonesOf, type Zone } from '../zones/zones'
import { eventById } from './events'
import { cannotBeRecognised } from './readiness'

type GrantRow = Tables['grants']['$inferSelect']
type Row = Pick<GrantRow, 'id' | 'kind' | 'userId' | 'revision' | 'zoneRows' | 'terminalIds'>

/** Attendees who are to be let in at one terminal: each counts once. */
export interface Door extends Record<SyncState, number> {
  terminalId: string
  /** Who could not be recognised, whatever the terminal holds. */
  withoutCredential: number
}

interface Place {
  id: string
  zoneRow: string
  marks: Marks
}

async function placesOf(context: Context, tenantId: string, zoneRow: string): Promise<Place[]> {
  const { db } = context
  const { terminals } = db.tables
  const rows = await db.sql
    .select()
    .from(terminals)
    .where(and(eq(terminals.tenantId, tenantId), eq(terminals.state, 'active'), standsIn(db, zoneRow)))
    .orderBy(asc(terminals.createdAt), asc(terminals.id))
  const marksOf = await marker(context, tenantId)
  const places: Place[] = []
  for (const row of rows) places.push({ id: row.id, zoneRow: row.zoneRow, marks: await marksOf(row) })
  return places
}

const rowOf = ({ id, kind, userId, revision, zoneRows, terminalIds }: Tables['grants']) => ({
  id,
  kind,
  userId,
  revision,
  zoneRows,
  terminalIds,
})

/** In the order of the terminals' creation. @throws AppError `not_found` */
export async function doorsOf(context: Context, { eventId }: { eventId: string }): Promise<Door[]> {
  const tenantId = tenantFor(context, 'events:read')
  const { db } = context
  const { grants, users } = db.tables
  const event = await eventById(db, tenantId, eventId)
  const places = await placesOf(context, tenantId, event.zoneRow)
  const zones = await zonesOf(db, tenantId)
  const mine = and(eq(grants.eventId, eventId), isNull(grants.removedAt))
  const reachesAll = and(isNull(grants.zoneRows), isNull(grants.terminalIds))
  // Those who are narrowed to some gates, and those whom nobody would recognise, are few, and each is looked at.
  const narrowed = await db.sql
    .select(rowOf(grants))
    .from(grants)
    .where(and(mine, or(isNotNull(grants.zoneRows), isNotNull(grants.terminalIds))))
  const blind = await db.sql
    .select(rowOf(grants))
    .from(grants)
    .innerJoin(users, eq(users.id, grants.userId))
    .where(and(mine, cannotBeRecognised(context, tenantId)))
  const doors: Door[] = []
  for (const place of places) {
    const { id: terminalId, marks } = place
    const counted = (state: SyncState) =>
      sql<number>`coalesce(sum(case when ${isIn(state, grants.revision, marks)} then 1 else 0 end), 0)`.mapWith(Number)
    const [whole] = await db.sql
      .select({
        pending: counted('pending'),
        delivered: counted('delivered'),
        acknowledged: counted('acknowledged'),
        overdue: counted('overdue'),
      })
      .from(grants)
      .where(and(mine, reachesAll))
    const door: Door = { terminalId, ...whole!, withoutCredential: 0 }
    const comeHere = (row: Row) => covers(zones, { ...row, eventZoneRow: event.zoneRow }, place)
    for (const row of narrowed.filter(comeHere)) door[stateOf(row.revision, marks)]++
    for (const row of blind.filter(comeHere)) {
      door[stateOf(row.revision, marks)]--
      door.withoutCredential++
    }
    doors.push(door)
  }
  return doors
}

/** An attendee with whom not everything is as it has to be before the doors open. */
export interface Missing {
  attendeeId: string
  userId: string
  isRecognisable: boolean
  /** The terminals that have not acknowledged them yet. */
  at: { terminalId: string; state: Exclude<SyncState, 'acknowledged'> }[]
  /** No terminal stands where they would be let in. */
  isNowhere: boolean
}

const schema = z.object({
  eventId: z.string(),
  first: z.number().int().min(1).max(200).default(50),
  /** The last attendee already seen. */
  after: z.string().optional(),
})

/** In the order of their ids. @throws AppError `not_found` */
export async function listMissing(
  context: Context,
  input: z.input<typeof schema>,
): Promise<{ missing: Missing[]; hasMore: boolean }> {
  const { eventId, first, after } = parse(schema, input)
  const tenantId = tenantFor(context, 'events:read')
  tenantFor(context, 'users:read')
  const { db } = context
  const { grants, users } = db.tables
  const event = await eventById(db, tenantId, eventId)
  const places = await placesOf(context, tenantId, event.zoneRow)
  const zones = await zonesOf(db, tenantId)
  const slowest = Math.min(...places.map(({ marks }) => marks.acked))
  const cannot = cannotBeRecognised(context, tenantId)
  // Whom the slowest terminal knows, all know; a narrowed one may turn out to wait for no terminal, or for none of the slow ones.
  const mayMiss =
    places.length === 0
      ? undefined
      : or(gt(grants.revision, slowest), isNotNull(grants.zoneRows), isNotNull(grants.terminalIds), cannot)
  const missing: Missing[] = []
  for (let last = after; ;) {
    const rows = await db.sql
      .select({ ...rowOf(grants), isBlind: sql<boolean>`case when ${cannot} then 1 else 0 end`.mapWith(Boolean) })
      .from(grants)
      .innerJoin(users, eq(users.id, grants.userId))
      .where(
        and(
          eq(grants.eventId, eventId),
          isNull(grants.removedAt),
          mayMiss,
          last === undefined ? undefined : gt(grants.id, last),
        ),
      )
      .orderBy(asc(grants.id))
      .limit(200)
    for (const row of rows) {
      const one = missingOf(row, places, zones, event.zoneRow)
      if (one) missing.push(one)
      if (missing.length > first) return { missing: missing.slice(0, first), hasMore: true }
    }
    if (rows.length < 200) return { missing, hasMore: false }
    last = rows.at(-1)!.id
  }
}

function missingOf(
  row: Row & { isBlind: boolean },
  places: Place[],
  zones: ReadonlyMap<string, Zone>,
  eventZoneRow: string,
): Missing | undefined {
  const here = places.filter((place) => covers(zones, { ...row, eventZoneRow }, place))
  const at = here.flatMap(({ id: terminalId, marks }) => {
    const state = stateOf(row.revision, marks)
    return state === 'acknowledged' ? [] : [{ terminalId, state }]
  })
  if (at.length === 0 && here.length > 0 && !row.isBlind) return undefined
  const { id: attendeeId, userId, isBlind } = row
  return { attendeeId, userId, isRecognisable: !isBlind, at, isNowhere: here.length === 0 }
}
