/** The access log: what terminals report. Nobody's face is in it; who was recognised is, until they are erased. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'
import type { zoneTables } from './zones'

export const accessTypes = [
  'access_granted',
  'not_recognised',
  'outside_window',
  'already_inside',
  'spoof_suspected',
  'quality_too_low',
  'acs_denied',
] as const

export const accessCredentials = ['face', 'qr'] as const

export function accessLogTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
  { terminals, zones }: ReturnType<typeof zoneTables>,
) {
  const accessEvents = c.table(
    'access_events',
    {
      /** Given here, so that the log is read in the order in which it came in. */
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      terminalId: c
        .text()
        .notNull()
        .references(() => terminals.id),
      /** The terminal's own id of it: a report that is sent again is known by it. */
      reportId: c.text().notNull(),
      zoneRow: c
        .text()
        .notNull()
        .references(() => zones.id),
      type: c.text({ enum: accessTypes }).notNull(),
      userId: c.text().references(() => users.id, { onDelete: 'set null' }),
      /** What the terminal let them in by, whether it stands still or not. */
      grantId: c.text(),
      grantKind: c.text({ enum: ['attendee', 'member'] }),
      eventId: c.text(),
      occurredAt: c.time().notNull(),
      receivedAt: c.time().notNull(),
      /** `high`, `medium` or `low` over the terminal's threshold; null where nobody was recognised. */
      scoreBand: c.text({ enum: ['high', 'medium', 'low'] }),
      /** By what they were known: their face among all, or a QR credential that they held up. Null: not said, a face. */
      credential: c.text({ enum: accessCredentials }),
      /** Seen while the terminal had no connection. */
      offline: c.bool().notNull(),
      /** Rises with every report of the terminal. */
      sequence: c.bigint().notNull(),
      /** Why the bureau, asked at the time of the report, would not have granted it; null where it agrees. */
      dispute: c.text(),
      /** What the customer's own system answered. */
      acsDecision: c.text({ enum: ['granted', 'denied'] }),
      acsReason: c.text(),
    },
    (t) => [
      c.uniqueIndex('access_events_report').on(t.terminalId, t.reportId),
      c.index('access_events_tenant').on(t.tenantId, t.id),
      c.index('access_events_moment').on(t.tenantId, t.occurredAt),
      c.index('access_events_user').on(t.userId, t.id),
      c.index('access_events_event').on(t.eventId, t.id),
      c.index('access_events_type').on(t.tenantId, t.type, t.id),
      c.index('access_events_age').on(t.tenantId, t.occurredAt),
    ],
  )
  return { accessEvents }
}
