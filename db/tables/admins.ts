/** Admins: people who sign in to the portal, and the one-time link by which the first owner registers. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export function adminTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const admins = c.table(
    'admins',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** In lower case. */
      email: c.text().notNull(),
      firstName: c.text().notNull(),
      lastName: c.text().notNull(),
      /** argon2id, in PHC string form. */
      passwordHash: c.text().notNull(),
      role: c.text({ enum: ['owner', 'admin', 'auditor'] }).notNull(),
      createdAt: c.time().notNull(),
    },
    (t) => [c.uniqueIndex('admins_email').on(t.email), c.index('admins_tenant').on(t.tenantId, t.createdAt, t.id)],
  )

  const setUpLinks = c.table('set_up_links', {
    tokenHash: c.text().primaryKey(),
    createdAt: c.time().notNull(),
    expiresAt: c.time().notNull(),
    usedAt: c.time(),
  })

  return { admins, setUpLinks }
}
