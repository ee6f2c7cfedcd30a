/** Dumps: exports of a tenant, asked for in the portal. The file itself is a sealed blob under a key of its own. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export function dumpTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const dumps = c.table(
    'dumps',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** `YYYY-MM-DDTHH-mm`, with `-2` and so on where that was taken. */
      name: c.text().notNull(),
      /** `exported`: written by the operator to a file outside of the bureau, which no clock ends. */
      state: c.text({ enum: ['queued', 'running', 'ready', 'failed', 'cancelled', 'expired', 'exported'] }).notNull(),
      /** Whether pictures and templates are in it: not at all, behind a passphrase, or in the clear. */
      biometrics: c.text({ enum: ['none', 'passphrase', 'plain'] }).notNull(),
      /** Why an owner asked for plain biometrics. */
      reason: c.text(),
      requestedBy: c.text().notNull(),
      jobId: c.text().notNull(),
      createdAt: c.time().notNull(),
      /** The moment whose state the dump shows. */
      takenAt: c.time(),
      finishedAt: c.time(),
      expiresAt: c.time(),
      /** `share` 0..1, `note` for people. */
      progress: c.json().$type<{ share: number; note?: string }>(),
      /** Of the file as it is downloaded. */
      sizeBytes: c.bigint(),
      sha256: c.text(),
      counts: c.json().$type<Record<string, number>>(),
      /** Why it failed, for people. */
      error: c.text(),
      downloads: c
        .int()
        .notNull()
        .$default(() => 0),
      blobName: c.text(),
      /** Owner of the key that seals the file; the key is destroyed when the dump ends. */
      keyOwner: c.text(),
      /** Sealed under that key while the dump is being made, and then removed. */
      passphraseSealed: c.bytes(),
    },
    (t) => [
      c.uniqueIndex('dumps_name').on(t.tenantId, t.name),
      c.uniqueIndex('dumps_blob').on(t.blobName),
      c.index('dumps_tenant').on(t.tenantId, t.createdAt, t.id),
      c.index('dumps_end').on(t.state, t.expiresAt),
    ],
  )
  return { dumps }
}
