/** Identity documents: readings that last for minutes, and what a person agreed to have kept of theirs. All bytes are sealed. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

export function documentTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
) {
  const id = () => c.text().primaryKey()
  const tenantId = () =>
    c
      .text()
      .notNull()
      .references(() => tenants.id)

  /** For whoever asked, and nobody else, until `expiresAt`. */
  const documentReadings = c.table(
    'document_readings',
    {
      id: id(),
      tenantId: tenantId(),
      actorKind: c.text().notNull(),
      actorId: c.text().notNull(),
      /** `waiting`: the blob holds the pictures that a job has to read; `read`: it holds what was read. */
      state: c.text({ enum: ['waiting', 'read', 'failed'] }).notNull(),
      /** Why it failed: a code, and words for people. */
      failureCode: c.text(),
      failure: c.text(),
      /** Sealed with the tenant's key; null once there is nothing to keep. */
      blobName: c.text(),
      /** The job that reads; null where nobody had to wait. */
      jobId: c.text(),
      createdAt: c.time().notNull(),
      expiresAt: c.time().notNull(),
    },
    (t) => [
      c.uniqueIndex('document_readings_blob').on(t.blobName),
      c.index('document_readings_tenant').on(t.tenantId, t.state),
      c.index('document_readings_end').on(t.expiresAt),
    ],
  )

  /** Pages and report in one blob, sealed with the user's key. */
  const documents = c.table(
    'documents',
    {
      id: id(),
      tenantId: tenantId(),
      userId: c
        .text()
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      kind: c.text({ enum: ['idcard', 'passport', 'visa'] }),
      pageCount: c.int().notNull(),
      blobName: c.text().notNull(),
      /** Of the plain document, before sealing. */
      byteCount: c.bigint().notNull(),
      createdAt: c.time().notNull(),
      /** As it was said when the person agreed. */
      keptUntil: c.time().notNull(),
    },
    (t) => [
      c.uniqueIndex('documents_blob').on(t.blobName),
      c.index('documents_user').on(t.userId, t.createdAt),
      c.index('documents_tenant').on(t.tenantId, t.createdAt, t.id),
      c.index('documents_end').on(t.keptUntil),
    ],
  )

  return { documentReadings, documents }
}
