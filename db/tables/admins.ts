/** Admins: people who sign in to the portal, where they are signed in, and the one-time link of the first owner. */
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
      /** Set while they may not sign in. */
      suspendedAt: c.time(),
      /** To the minute; null until the first sign-in. Outlives the sessions. */
      lastSeenAt: c.time(),
    },
    (t) => [c.uniqueIndex('admins_email').on(t.email), c.index('admins_tenant').on(t.tenantId, t.createdAt, t.id)],
  )

  /** A browser in which an admin is signed in. Without its row, or past its time, the browser is signed out. */
  const adminSessions = c.table(
    'admin_sessions',
    {
      /** SHA-256 of the token that the browser holds. */
      id: c.text().primaryKey(),
      adminId: c
        .text()
        .notNull()
        .references(() => admins.id, { onDelete: 'cascade' }),
      createdAt: c.time().notNull(),
      /** When the password was last given: sensitive acts ask for it anew. */
      provedAt: c.time().notNull(),
      lastSeenAt: c.time().notNull(),
      expiresAt: c.time().notNull(),
      /** Where from, for the admin to recognise: an address, and what the browser calls itself. */
      source: c.text().notNull(),
      browser: c.text().notNull(),
    },
    (t) => [c.index('admin_sessions_admin').on(t.adminId, t.createdAt), c.index('admin_sessions_end').on(t.expiresAt)],
  )

  /** How often somebody guessed wrong, or made us send mail; `subject` is a hash over what is counted. */
  const signInFailures = c.table(
    'sign_in_failures',
    {
      subject: c.text().primaryKey(),
      failures: c.int().notNull(),
      lastAt: c.time().notNull(),
    },
    (t) => [c.index('sign_in_failures_last').on(t.lastAt)],
  )

  const setUpLinks = c.table('set_up_links', {
    tokenHash: c.text().primaryKey(),
    createdAt: c.time().notNull(),
    expiresAt: c.time().notNull(),
    usedAt: c.time(),
  })

  return { admins, adminSessions, signInFailures, setUpLinks }
}
