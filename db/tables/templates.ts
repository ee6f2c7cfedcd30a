/** Samples (what was captured) and templates (the numbers an engine made of them). The bytes of both are sealed. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

const kinds = ['face', 'voice'] as const

export function templateTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
) {
  const owner = () => ({
    id: c.text().primaryKey(),
    tenantId: c
      .text()
      .notNull()
      .references(() => tenants.id),
    userId: c
      .text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: c.text({ enum: kinds }).notNull(),
    /** Of a voice: in which language it enrolled. Null for faces. */
    language: c.text(),
    createdAt: c.time().notNull(),
  })

  const samples = c.table(
    'samples',
    {
      ...owner(),
      blobName: c.text().notNull(),
      contentType: c.text().notNull(),
      /** Of the picture after its EXIF turn; null for recordings. */
      widthPx: c.int(),
      heightPx: c.int(),
      /** Of the plain sample, before sealing. */
      byteCount: c.bigint().notNull(),
      quality: c.json().$type<Record<string, unknown>>(),
    },
    (t) => [
      c.uniqueIndex('samples_blob').on(t.blobName),
      c.index('samples_user').on(t.userId, t.kind, t.createdAt),
      c.index('samples_tenant').on(t.tenantId, t.createdAt, t.id),
    ],
  )

  const templates = c.table(
    'templates',
    {
      ...owner(),
      /** Null once the sample was discarded. */
      sampleId: c.text().references(() => samples.id, { onDelete: 'set null' }),
      /** `name@version` of the model; templates of two models are never compared. */
      model: c.text().notNull(),
      sealed: c.bytes().notNull(),
    },
    (t) => [
      c.index('templates_user').on(t.userId, t.kind, t.model),
      c.index('templates_gallery').on(t.tenantId, t.model, t.id),
      c.index('templates_sample').on(t.sampleId),
    ],
  )

  return { samples, templates }
}
