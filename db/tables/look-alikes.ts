/** Look-alikes: pairs of users whose faces are so alike that they may be one person, put up for review. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

export function lookAlikeTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
) {
  const person = () =>
    c
      .text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' })

  const lookAlikes = c.table(
    'look_alikes',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** Who enrolled and was found to be like the other. */
      userId: person(),
      otherUserId: person(),
      createdAt: c.time().notNull(),
      reviewedAt: c.time(),
    },
    (t) => [
      c.index('look_alikes_open').on(t.tenantId, t.reviewedAt, t.createdAt),
      c.index('look_alikes_user').on(t.userId),
      c.index('look_alikes_other').on(t.otherUserId),
    ],
  )
  return { lookAlikes }
}
