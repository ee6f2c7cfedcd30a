/** Tenants: the customer organisations. Every other row but audit's and jobs' of the bureau itself belongs to one. */
import type { Columns } from '../columns'

export function tenantTables(c: Columns) {
  const tenants = c.table(
    'tenants',
    {
      id: c.text().primaryKey(),
      slug: c.text().notNull(),
      name: c.text().notNull(),
      settings: c
        .json()
        .$type<Record<string, unknown>>()
        .notNull()
        .$default(() => ({})),
      /** How many users may be enrolled at once; null means any number. */
      userQuota: c.bigint(),
      createdAt: c.time().notNull(),
    },
    (t) => [c.uniqueIndex('tenants_slug').on(t.slug)],
  )
  return { tenants }
}
