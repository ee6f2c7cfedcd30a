/** Events at a zone, and grants: why terminals may hold a person's templates and when they may let them in. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'
import type { zoneTables } from './zones'

export const grantKinds = ['attendee', 'member'] as const

/** A weekly rule: on these days (1 Monday … 7 Sunday) from `from` up to `until`, `HH:MM` in the zone's time. */
export interface WeeklySpan {
  days: number[]
  from: string
  until: string
}

export function eventTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
  { zones }: ReturnType<typeof zoneTables>,
) {
  const owner = () => ({
    id: c.text().primaryKey(),
    tenantId: c
      .text()
      .notNull()
      .references(() => tenants.id),
    createdAt: c.time().notNull(),
  })

  const events = c.table(
    'events',
    {
      ...owner(),
      zoneRow: c
        .text()
        .notNull()
        .references(() => zones.id),
      name: c.text(),
      /** The customer's own id; given free when the event is deleted. */
      externalId: c.text(),
      startsAt: c.time().notNull(),
      endsAt: c.time().notNull(),
      /** `single`: whoever came in does not come in again. */
      entryPolicy: c.text({ enum: ['single', 'multiple'] }).notNull(),
      /** How long after its end the event keeps its collection, in seconds; null: until somebody deletes it. */
      retentionSeconds: c.bigint(),
      /** How many attendees it takes; null means any number. */
      capacity: c.int(),
      updatedAt: c.time().notNull(),
      /** Since when its collection is empty, because it ended a while ago. */
      freedAt: c.time(),
      deletedAt: c.time(),
    },
    (t) => [
      c.uniqueIndex('events_external').on(t.tenantId, t.externalId),
      c.index('events_time').on(t.tenantId, t.startsAt, t.id),
      c.index('events_zone').on(t.zoneRow),
      c.index('events_end').on(t.deletedAt, t.freedAt, t.endsAt),
    ],
  )

  /** An attendee (with an event) or a membership (without): its id is the `attendee_id` or `member_id` of the API. */
  const grants = c.table(
    'grants',
    {
      ...owner(),
      kind: c.text({ enum: grantKinds }).notNull(),
      userId: c
        .text()
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      eventId: c.text().references(() => events.id, { onDelete: 'cascade' }),
      /** `<event>:<user>` or `member:<user>` while it stands, null once removed: nobody has two of one. */
      standing: c.text(),
      /** Within the event; for a member the whole validity. Null: no bound of its own. */
      validFrom: c.time(),
      validUntil: c.time(),
      /** Rows of zones to which it is narrowed; null: the event's zone, for a member every zone. */
      zoneRows: c.json().$type<string[]>(),
      /** Terminals to which it is narrowed besides. */
      terminalIds: c.json().$type<string[]>(),
      /** For members; null: at any time. */
      schedule: c.json().$type<WeeklySpan[]>(),
      /** The feed's line of its last change: a terminal that has acknowledged it knows. */
      revision: c.bigint().notNull(),
      /** When whom a `single` event lets in once came in. */
      enteredAt: c.time(),
      removedAt: c.time(),
    },
    (t) => [
      c.uniqueIndex('grants_standing').on(t.tenantId, t.standing),
      c.index('grants_user').on(t.userId, t.removedAt),
      c.index('grants_event').on(t.eventId, t.createdAt, t.id),
      c.index('grants_kind').on(t.tenantId, t.kind, t.createdAt, t.id),
      c.index('grants_revision').on(t.tenantId, t.revision),
    ],
  )

  return { events, grants }
}
