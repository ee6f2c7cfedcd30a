/** Users: enrolled persons, the devices by which they are known, and how many there are of each kind. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export const userStatuses = ['pending', 'active', 'revoked'] as const

/** The database fills it in where the row was there before the column. */
const flag = (c: Columns) => c.bool().notNull().default(false)

export function userTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const users = c.table(
    'users',
    {
      /** 24 hex digits: the legacy id. */
      id: c.text().primaryKey(),
      /** The events API's `user_id`. */
      uuid: c.text().notNull(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** The customer's own id; legacy `reference_id`, events `acs_id`. */
      externalId: c.text(),
      /** In what form terminals put that id on a wire, where its owner said so: domain/acs-ids.ts. */
      externalIdSchema: c.text(),
      /** Sealed with the user's key; never sent. */
      appTokenSealed: c.bytes(),
      /** `pending`: nothing to be recognised by. This and the next three follow from other rows: domain/users/standing.ts. */
      status: c
        .text({ enum: userStatuses })
        .notNull()
        .$default(() => 'pending'),
      hasFace: flag(c),
      hasVoice: flag(c),
      /** A pair of look-alikes waits for somebody to look at it. */
      flagged: flag(c),
      /** Since when they may not be recognised, until that is taken back. */
      revokedAt: c.time(),
      /** When they were last recognised, to the minute. */
      lastSeenAt: c.time(),
      createdAt: c.time().notNull(),
      updatedAt: c.time().notNull(),
    },
    (t) => {
      // An index per order of the list, each with what the list is filtered by: a page is found without reading a row.
      const kind = [t.status, t.hasFace, t.hasVoice, t.flagged] as const
      return [
        c.uniqueIndex('users_uuid').on(t.uuid),
        c.uniqueIndex('users_external').on(t.tenantId, t.externalId),
        c.index('users_by_created').on(t.tenantId, t.createdAt, t.id, ...kind),
        c.index('users_by_id').on(t.tenantId, t.id, t.createdAt, ...kind),
        c.index('users_by_external').on(t.tenantId, c.byteOrder(t.externalId), t.id, t.createdAt, ...kind),
        c.index('users_by_seen').on(t.tenantId, c.nullsFirst(t.lastSeenAt), t.id, t.createdAt, ...kind),
        c.index('users_by_status').on(t.tenantId, t.status, t.createdAt, t.id, t.hasFace, t.hasVoice, t.flagged),
        c.index('users_by_flag').on(t.tenantId, t.flagged, t.createdAt, t.id),
      ]
    },
  )

  /** How many users there are of each kind, by the day they came: totals of a list without counting its rows. */
  const userCounts = c.table(
    'user_counts',
    {
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** Days since 1970, UTC. */
      day: c.int().notNull(),
      status: c.text({ enum: userStatuses }).notNull(),
      hasFace: c.bool().notNull(),
      hasVoice: c.bool().notNull(),
      flagged: c.bool().notNull(),
      total: c.bigint().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.tenantId, t.day, t.status, t.hasFace, t.hasVoice, t.flagged] })],
  )

  const devices = c.table(
    'devices',
    {
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      macAddress: c.text().notNull(),
      userId: c
        .text()
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
    },
    (t) => [c.primaryKey({ columns: [t.tenantId, t.macAddress] }), c.index('devices_user').on(t.userId)],
  )

  return { users, devices, userCounts }
}
