/** Imports: archives of pictures on their way to becoming users, in sealed parts, and what came of each row. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

export function importTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
) {
  const imports = c.table(
    'imports',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** The file's name, for people. */
      name: c.text().notNull(),
      byteCount: c.bigint().notNull(),
      partCount: c.int().notNull(),
      state: c
        .text({ enum: ['uploading', 'checking', 'checked', 'importing', 'done', 'cancelled', 'failed', 'expired'] })
        .notNull(),
      /** Null until the whole table of the archive has been read. */
      rowCount: c.int(),
      /** Why it failed, for people. */
      error: c.text(),
      actorKind: c.text().notNull(),
      actorId: c.text().notNull(),
      /** The job that works on it now; null where a command does. */
      jobId: c.text(),
      createdAt: c.time().notNull(),
      /** When the archive goes, if nobody imports it before. */
      expiresAt: c.time().notNull(),
      finishedAt: c.time(),
    },
    (t) => [
      c.index('imports_tenant').on(t.tenantId, t.createdAt, t.id),
      c.index('imports_end').on(t.state, t.expiresAt),
    ],
  )

  const importId = () =>
    c
      .text()
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' })

  /** A few megabytes of the archive, sealed; gone with the end of the import. */
  const importParts = c.table(
    'import_parts',
    { importId: importId(), part: c.int().notNull(), blobName: c.text().notNull(), byteCount: c.int().notNull() },
    (t) => [c.primaryKey({ columns: [t.importId, t.part] }), c.uniqueIndex('import_parts_blob').on(t.blobName)],
  )

  const importRows = c.table(
    'import_rows',
    {
      importId: importId(),
      /** As a spreadsheet counts: the headings are row 1. */
      row: c.int().notNull(),
      externalId: c.text().notNull(),
      file: c.text().notNull(),
      /** What the row says that the person has agreed to. */
      consentTextId: c.text(),
      /** Null until it was looked at. */
      check: c.text({ enum: ['ok', 'warning', 'refused'] }),
      /** Null until it was imported, or was not. */
      outcome: c.text({ enum: ['enrolled', 'added', 'exists', 'refused', 'failed'] }),
      /** Why, for people. */
      reason: c.text(),
      /** The row goes with its user. */
      userId: c.text().references(() => users.id, { onDelete: 'cascade' }),
      /** What the picture was found to show, sealed, to find the same person in other rows; gone with the archive. */
      faceSealed: c.bytes(),
    },
    (t) => [
      c.primaryKey({ columns: [t.importId, t.row] }),
      c.index('import_rows_person').on(t.importId, t.externalId),
      c.index('import_rows_user').on(t.userId),
    ],
  )

  return { imports, importParts, importRows }
}
