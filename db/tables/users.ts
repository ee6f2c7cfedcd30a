/** Users: enrolled persons, and the devices by which they are known. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

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
      /** Sealed with the user's key; never sent. */
      appTokenSealed: c.bytes(),
      status: c
        .text({ enum: ['active', 'suspended'] })
        .notNull()
        .$default(() => 'active'),
      createdAt: c.time().notNull(),
      updatedAt: c.time().notNull(),
    },
    (t) => [
      c.uniqueIndex('users_uuid').on(t.uuid),
      c.uniqueIndex('users_external').on(t.tenantId, t.externalId),
      c.index('users_tenant').on(t.tenantId, t.createdAt, t.id),
    ],
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

  return { users, devices }
}
