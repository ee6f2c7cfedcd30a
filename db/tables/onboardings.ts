/** Onboardings: enrolments by the events API, each with its verdict. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

export function onboardingTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
) {
  const onboardings = c.table(
    'onboardings',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** Null when it was rejected, or is not finished. */
      userId: c.text().references(() => users.id, { onDelete: 'cascade' }),
      acsId: c.text().notNull(),
      acsIdSchema: c.text().notNull(),
      portrayalType: c.text().notNull(),
      status: c.text({ enum: ['processing', 'finished', 'failed'] }).notNull(),
      outcome: c.text({ enum: ['accepted', 'rejected'] }),
      reason: c.text(),
      quality: c.json().$type<Record<string, unknown>>(),
      /** The selfie, sealed under the tenant's key, while it waits for its turn. */
      blobName: c.text(),
      /** Where the QR credential is to be mailed, sealed under the tenant's key, while the selfie waits. */
      addressSealed: c.bytes(),
      /** Who asked: the job works in their name. */
      clientId: c.text().notNull(),
      createdAt: c.time().notNull(),
      finishedAt: c.time(),
    },
    (t) => [
      c.index('onboardings_tenant').on(t.tenantId, t.createdAt, t.id),
      c.index('onboardings_acs').on(t.tenantId, t.acsId),
      c.index('onboardings_user').on(t.userId),
      c.uniqueIndex('onboardings_blob').on(t.blobName),
    ],
  )
  return { onboardings }
}
