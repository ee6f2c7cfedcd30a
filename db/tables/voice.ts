/** Conversations in which a person speaks prompts, what they have spoken in them so far, and prints of what was heard before. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

export function voiceTables(
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
    createdAt: c.time().notNull(),
  })

  /** At most one a user. A finished one has no row. */
  const voiceDialogues = c.table(
    'voice_dialogues',
    {
      ...owner(),
      operation: c.text({ enum: ['enrol', 'verify', 'adapt'] }).notNull(),
      language: c.text().notNull(),
      /** Digits to be spoken next. */
      prompt: c.text().notNull(),
      /** Recordings that were accepted, and that are needed in all. */
      accepted: c.int().notNull(),
      needed: c.int().notNull(),
      /** Rejected since the last accepted one. */
      rejectedInARow: c.int().notNull(),
      /** Recordings that were judged: a writer who saw another number was overtaken. */
      attempt: c.int().notNull(),
      /** SHA-256 of the session's name; null where the transport has none. */
      sessionHash: c.text(),
      expiresAt: c.time().notNull(),
    },
    (t) => [
      c.uniqueIndex('voice_dialogues_user').on(t.userId),
      c.index('voice_dialogues_tenant').on(t.tenantId),
      c.index('voice_dialogues_end').on(t.expiresAt),
    ],
  )

  /** Accepted recordings of an open dialogue; its end makes samples and templates of them, under the ids they have here. */
  const voiceTakes = c.table(
    'voice_takes',
    {
      ...owner(),
      dialogueId: c
        .text()
        .notNull()
        .references(() => voiceDialogues.id, { onDelete: 'cascade' }),
      templateId: c.text().notNull(),
      model: c.text().notNull(),
      /** The template, sealed as in `templates`. */
      sealed: c.bytes().notNull(),
      /** The recording, sealed as in `samples`; null where the tenant keeps none. */
      blobName: c.text(),
      byteCount: c.bigint().notNull(),
      quality: c.json().$type<Record<string, unknown>>(),
    },
    (t) => [
      c.uniqueIndex('voice_takes_blob').on(t.blobName),
      c.index('voice_takes_dialogue').on(t.dialogueId),
      c.index('voice_takes_user').on(t.userId),
      c.index('voice_takes_tenant').on(t.tenantId),
    ],
  )

  /** By which a recording that was heard before is known again. */
  const voicePrints = c.table('voice_prints', { ...owner(), sealed: c.bytes().notNull() }, (t) => [
    c.index('voice_prints_user').on(t.userId, t.createdAt, t.id),
    c.index('voice_prints_tenant').on(t.tenantId),
  ])

  return { voiceDialogues, voiceTakes, voicePrints }
}
