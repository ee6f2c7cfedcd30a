/** What a repeated call is answered with: one row per key and caller, kept for a day. Holds ids and a keyed hash, no input. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export function idempotencyTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const idempotentCalls = c.table(
    'idempotent_calls',
    {
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** Who called: two clients may choose the same key. */
      actorId: c.text().notNull(),
      key: c.text().notNull(),
      /** Of the operation and its input, so that a key that is used for something else is noticed. */
      fingerprint: c.text().notNull(),
      /** Ids and outcome only: what the person looked like is read anew. */
      result: c.json().$type<Record<string, string>>().notNull(),
      createdAt: c.time().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.tenantId, t.actorId, t.key] }),
      c.index('idempotent_calls_created').on(t.createdAt),
    ],
  )
  return { idempotentCalls }
}
