/** How many attendees many events have, in one statement. */
import { and, count, eq, isNull } from 'drizzle-orm'
import { isOneOf } from '@/db/order'
import type { Context } from '../context'
import { tenantFor } from '../permissions'

/** In the order of the ids; 0 for an event that is absent or another tenant's. */
export async function attendeeCounts(context: Context, eventIds: readonly string[]): Promise<number[]> {
  const tenantId = tenantFor(context, 'events:read')
  const { grants } = context.db.tables
  const rows = await context.db.sql
    .select({ eventId: grants.eventId, attendees: count() })
    .from(grants)
    .where(and(eq(grants.tenantId, tenantId), isOneOf(context.db, grants.eventId, eventIds), isNull(grants.removedAt)))
    .groupBy(grants.eventId)
  const byEvent = new Map(rows.map(({ eventId, attendees }) => [eventId, attendees]))
  return eventIds.map((id) => byEvent.get(id) ?? 0)
}
