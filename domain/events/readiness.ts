/** Whether an event's doors may open: how many terminals have everybody, and who could not be recognised at any of them. */
import { and, count, eq, isNull, ne, notExists, or, type SQL } from 'drizzle-orm'
import { isOneOf } from '@/db/order'
import type { Context } from '../context'
import { comparableFaces } from '../faces/own'
import { syncOfEvent, type EventSync } from '../grants/sync'
import { tenantFor } from '../permissions'

export interface Readiness extends EventSync {
  /** Attendees who may not be recognised, or have no face under the present model. */
  withoutCredential: number
}

/** In the order of the ids; null for an event that is absent or another tenant's. */
export async function readinessOf(context: Context, eventIds: readonly string[]): Promise<(Readiness | null)[]> {
  const tenantId = tenantFor(context, 'events:read')
  const { db } = context
  const { events, grants, users } = db.tables
  const rows = await db.sql
    .select({ id: events.id, tenantId: events.tenantId, zoneRow: events.zoneRow })
    .from(events)
    .where(and(eq(events.tenantId, tenantId), isNull(events.deletedAt), isOneOf(db, events.id, eventIds)))
  const without = await db.sql
    .select({ eventId: grants.eventId, people: count() })
    .from(grants)
    .innerJoin(users, eq(users.id, grants.userId))
    .where(
      and(
        eq(grants.tenantId, tenantId),
        isOneOf(db, grants.eventId, eventIds),
        isNull(grants.removedAt),
        cannotBeRecognised(context, tenantId),
      ),
    )
    .groupBy(grants.eventId)
  const counts = new Map(without.map(({ eventId, people }) => [eventId, people]))
  const found = new Map<string, Readiness>()
  for (const event of rows) {
    found.set(event.id, { ...(await syncOfEvent(context, event)), withoutCredential: counts.get(event.id) ?? 0 })
  }
  return eventIds.map((id) => found.get(id) ?? null)
}

/** A condition on users of that tenant. */
export function cannotBeRecognised(context: Context, tenantId: string): SQL {
  const { db } = context
  const { users, templates } = db.tables
  const faces = db.sql
    .select({ id: templates.id })
    .from(templates)
    .where(and(comparableFaces(context, db, tenantId), eq(templates.userId, users.id)))
  return or(ne(users.status, 'active'), notExists(faces))!
}
