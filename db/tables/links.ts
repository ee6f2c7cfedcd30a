/**
 * Ways into the portal that nobody has walked to the end yet: links that were sent to people, and registrations that wait
 * for their e-mail address or for an owner. Their rules are in domain/links.ts and domain/admins/.
 */
import type { Columns } from '../columns'
import type { adminTables } from './admins'
import type { tenantTables } from './tenants'

export function linkTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { admins }: ReturnType<typeof adminTables>,
) {
  /** Not an admin yet, so that nothing which asks for admins can take one for another. */
  const registrations = c.table(
    'registrations',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** In lower case. Several people may claim one address: the one who opens its mail has it. */
      email: c.text().notNull(),
      firstName: c.text().notNull(),
      lastName: c.text().notNull(),
      /** argon2id, in PHC string form. */
      passwordHash: c.text().notNull(),
      createdAt: c.time().notNull(),
      /** Set once the address is theirs: then they wait for an owner. */
      confirmedAt: c.time(),
    },
    (t) => [
      c.index('registrations_tenant').on(t.tenantId, t.confirmedAt, t.id),
      c.index('registrations_email').on(t.email),
    ],
  )

  /** A single-use link. Its token is derived from `id` under a key outside the database; only a hash of it is kept. */
  const links = c.table(
    'links',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      kind: c.text({ enum: ['invite', 'confirm', 'reset'] }).notNull(),
      tokenHash: c.text().notNull(),
      /** Whom it was sent to, in lower case. */
      email: c.text().notNull(),
      /** Whose password a `reset` sets. */
      adminId: c.text().references(() => admins.id, { onDelete: 'cascade' }),
      /** What a `confirm` confirms. */
      registrationId: c.text().references(() => registrations.id, { onDelete: 'cascade' }),
      /** What an `invite` makes of who accepts it. */
      role: c.text({ enum: ['owner', 'admin', 'auditor'] }),
      /** The admin who made it; null for the operator, or for whom it is sent to. */
      madeBy: c.text(),
      createdAt: c.time().notNull(),
      expiresAt: c.time().notNull(),
      usedAt: c.time(),
      /** Withdrawn, or replaced by a newer one. */
      voidedAt: c.time(),
    },
    (t) => [
      c.uniqueIndex('links_token').on(t.tokenHash),
      c.index('links_tenant').on(t.tenantId, t.kind, t.createdAt),
      c.index('links_admin').on(t.adminId),
      c.index('links_registration').on(t.registrationId),
      c.index('links_end').on(t.expiresAt),
    ],
  )

  return { registrations, links }
}
