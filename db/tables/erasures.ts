/** Erasures: the signed receipts of what was destroyed. The subject is kept as a hash only. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export function erasureTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const erasures = c.table(
    'erasures',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      subjectHash: c.text().notNull(),
      receipt: c.json().$type<Record<string, unknown>>().notNull(),
      /** The feed's line by which terminals hear of it; null where none could hold anything. */
      revision: c.bigint(),
      createdAt: c.time().notNull(),
    },
    (t) => [
      c.index('erasures_subject').on(t.tenantId, t.subjectHash),
      c.index('erasures_tenant').on(t.tenantId, t.createdAt, t.id),
    ],
  )
  return { erasures }
}
