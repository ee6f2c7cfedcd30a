/** Clients: machine callers of one tenant. Secrets are kept as SHA-256 only. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export function clientTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const clients = c.table(
    'clients',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      name: c.text().notNull(),
      /** The public half of the pair; unique over the whole bureau, because it is what finds the tenant. */
      key: c.text().notNull(),
      secretHash: c.text().notNull(),
      /** The secret before the last rotation, which goes on working until `previousSecretUntil`. */
      previousSecretHash: c.text(),
      previousSecretUntil: c.time(),
      appTokenHash: c.text(),
      scopes: c.json().$type<string[]>().notNull(),
      /** Calls allowed in all; null means any number. */
      requestQuota: c.bigint(),
      requestsUsed: c
        .bigint()
        .notNull()
        .$default(() => 0),
      allowedOrigins: c
        .json()
        .$type<string[]>()
        .notNull()
        .$default(() => []),
      settings: c
        .json()
        .$type<Record<string, unknown>>()
        .notNull()
        .$default(() => ({})),
      createdAt: c.time().notNull(),
      lastUsedAt: c.time(),
      /** When it got the secret that it has now; null where that is its first. */
      rotatedAt: c.time(),
      /** From then on it is refused; null means never. */
      expiresAt: c.time(),
      revokedAt: c.time(),
    },
    (t) => [
      c.uniqueIndex('clients_key').on(t.key),
      c.index('clients_app_token').on(t.appTokenHash),
      c.index('clients_tenant').on(t.tenantId, t.createdAt, t.id),
    ],
  )
  return { clients }
}
