/** How far grants have come: which terminals are to know of each, and which have said that they do. Sent is not known. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import type { Context } from '../context'
import { standsIn } from '../terminals/state'
import { zonesOf } from '../zones/zones'
import { covers } from './cover'

type GrantRow = Tables['grants']['$inferSelect']

export type SyncStatus = 'pending_sync' | 'synced' | 'removing' | 'removed'

export interface Sync {
  status: SyncStatus
  terminals: { id: string; acknowledged: boolean }[]
}

/** For grants that the caller may read. Without a terminal nobody is let in by one, so that it is not in sync. */
export async function syncOf(
  context: Context,
  tenantId: string,
  grants: readonly GrantRow[],
): Promise<Map<string, Sync>> {
  const { db } = context
  const zones = await zonesOf(db, tenantId)
  const { terminals, events } = db.tables
  const standing = await db.sql
    .select({ id: terminals.id, zoneRow: terminals.zoneRow, acked: terminals.ackedRevision })
    .from(terminals)
    .where(and(eq(terminals.tenantId, tenantId), eq(terminals.state, 'active')))
  const zoneOfEvent = new Map<string, string>()
  for (const eventId of new Set(grants.flatMap(({ eventId }) => eventId ?? []))) {
    const [event] = await db.sql.select({ zoneRow: events.zoneRow }).from(events).where(eq(events.id, eventId))
    if (event) zoneOfEvent.set(eventId, event.zoneRow)
  }
  return new Map(
    grants.map((grant) => {
      const reach = { ...grant, eventZoneRow: grant.eventId === null ? null : (zoneOfEvent.get(grant.eventId) ?? null) }
      const at = standing
        .filter((terminal) => covers(zones, reach, terminal))
        .map(({ id, acked }) => ({ id, acknowledged: acked >= grant.revision }))
      return [grant.id, { status: statusOf(grant, at), terminals: at }]
    }),
  )
}

function statusOf({ removedAt }: GrantRow, at: Sync['terminals']): SyncStatus {
  const all = at.every(({ acknowledged }) => acknowledged)
  if (removedAt) return all ? 'removed' : 'removing'
  return all && at.length > 0 ? 'synced' : 'pending_sync'
}

export interface EventSync {
  attendees: number
  synced: number
  terminals: number
  /** Terminals that have acknowledged every attendee who is to be let in there. */
  terminalsReady: number
}

/** The counters of an event that the caller may read: in a few statements, however many attend. */
export async function syncOfEvent(
  context: Context,
  { id, tenantId, zoneRow }: { id: string; tenantId: string; zoneRow: string },
): Promise<EventSync> {
  const { db } = context
  const { grants, terminals } = db.tables
  const at = await db.sql
    .select({ id: terminals.id, zoneRow: terminals.zoneRow, acked: terminals.ackedRevision })
    .from(terminals)
    .where(and(eq(terminals.tenantId, tenantId), eq(terminals.state, 'active'), standsIn(db, zoneRow)))
  const slowest = at.length > 0 ? Math.min(...at.map(({ acked }) => acked)) : -1
  const mine = and(eq(grants.eventId, id), isNull(grants.removedAt))
  const [whole] = await db.sql
    .select({
      count: sql<number>`count(*)`.mapWith(Number),
      synced: sql<number>`coalesce(sum(case when ${grants.revision} <= ${slowest} then 1 else 0 end), 0)`.mapWith(
        Number,
      ),
      newest: sql<number>`coalesce(max(${grants.revision}), 0)`.mapWith(Number),
    })
    .from(grants)
    .where(and(mine, isNull(grants.zoneRows), isNull(grants.terminalIds)))
  const all = await db.sql.$count(grants, mine)
  // Those who are narrowed to some gates are few, and each is looked at.
  const narrowed =
    all === whole!.count
      ? []
      : (await db.sql.select().from(grants).where(mine)).filter((grant) => grant.zoneRows ?? grant.terminalIds)
  const zones = narrowed.length > 0 ? await zonesOf(db, tenantId) : new Map()
  const reachOf = (grant: GrantRow) => ({ ...grant, eventZoneRow: zoneRow })
  const isSynced = (grant: GrantRow) => {
    const its = at.filter((terminal) => covers(zones, reachOf(grant), terminal))
    return its.length > 0 && its.every(({ acked }) => acked >= grant.revision)
  }
  const isReady = (terminal: (typeof at)[number]) =>
    terminal.acked >= whole!.newest &&
    narrowed.every((grant) => !covers(zones, reachOf(grant), terminal) || terminal.acked >= grant.revision)
  return {
    attendees: all,
    synced: whole!.synced + narrowed.filter(isSynced).length,
    terminals: at.length,
    terminalsReady: at.filter(isReady).length,
  }
}
