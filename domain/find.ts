/** A few of whatever is called so, of each kind: for somebody who knows a name and wants to be there. */
import { and, asc, desc, eq, isNull, ne, or } from 'drizzle-orm'
import { z } from 'zod'
import { contains } from '@/db/order'
import type { Context } from './context'
import { parse, storableText } from './parse'
import { tenantFor } from './permissions'
import { beginsWith } from './users/list'

export const mostFound = 5

const schema = z.object({ words: storableText.pipe(z.string().trim().min(1).max(256)) })

export interface FoundThings {
  users: { id: string; externalId: string | null }[]
  events: { id: string; name: string | null; externalId: string | null; startsAt: Date }[]
  terminals: { id: string; name: string; placeName: string }[]
  /** Facilities and spaces in use. */
  places: { id: string; zoneId: string; kind: 'facility' | 'space'; name: string }[]
}

/**
 * Users by how their id or external id begins; events (also by a part of their external id), terminals that are not retired and
 * places by a part of their name, in whatever case.
 * @throws AppError `invalid_input`
 */
export async function findThings(context: Context, input: z.input<typeof schema>): Promise<FoundThings> {
  const { words } = parse(schema, input)
  const { db } = context
  const { users, events, terminals, zones } = db.tables
  const [ofUsers, ofEvents, ofTerminals, ofZones] = [
    tenantFor(context, 'users:read'),
    tenantFor(context, 'events:read'),
    tenantFor(context, 'terminals:read'),
    tenantFor(context, 'zones:read'),
  ]
  const [foundUsers, foundEvents, foundTerminals, foundZones] = await Promise.all([
    db.sql
      .select({ id: users.id, externalId: users.externalId })
      .from(users)
      .where(and(eq(users.tenantId, ofUsers), beginsWith(db, words)))
      .orderBy(asc(users.id))
      .limit(mostFound),
    db.sql
      .select({ id: events.id, name: events.name, externalId: events.externalId, startsAt: events.startsAt })
      .from(events)
      .where(
        and(
          eq(events.tenantId, ofEvents),
          isNull(events.deletedAt),
          or(contains(db, events.name, words), contains(db, events.externalId, words)),
        ),
      )
      .orderBy(desc(events.startsAt), asc(events.id))
      .limit(mostFound),
    db.sql
      .select({ id: terminals.id, name: terminals.name, placeName: zones.name })
      .from(terminals)
      .innerJoin(zones, eq(zones.id, terminals.zoneRow))
      .where(
        and(eq(terminals.tenantId, ofTerminals), ne(terminals.state, 'retired'), contains(db, terminals.name, words)),
      )
      .orderBy(asc(terminals.name), asc(terminals.id))
      .limit(mostFound),
    db.sql
      .select({ id: zones.id, zoneId: zones.zoneId, kind: zones.kind, name: zones.name })
      .from(zones)
      .where(and(eq(zones.tenantId, ofZones), isNull(zones.archivedAt), contains(db, zones.name, words)))
      .orderBy(asc(zones.name), asc(zones.id))
      .limit(mostFound),
  ])
  return { users: foundUsers, events: foundEvents, terminals: foundTerminals, places: foundZones }
}
