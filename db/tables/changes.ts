/** The change feed: one gapless log per tenant. Written only by domain/changes.ts. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export function changeTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const tenantId = () =>
    c
      .text()
      .notNull()
      .references(() => tenants.id)

  /** The row that a writer locks, so that no reader ever sees revision n+1 before n. */
  const changeHeads = c.table('change_heads', {
    tenantId: tenantId().primaryKey(),
    revision: c.bigint().notNull(),
  })

  const changes = c.table(
    'changes',
    {
      tenantId: tenantId(),
      revision: c.bigint().notNull(),
      topic: c.text().notNull(),
      op: c.text({ enum: ['upsert', 'remove'] }).notNull(),
      subjectId: c.text().notNull(),
      at: c.time().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.tenantId, t.revision] })],
  )

  return { changeHeads, changes }
}
