/** Consents: the texts that people agree to, what each person has agreed to, and who wrote it down. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

export function consentTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
) {
  const tenantId = () =>
    c
      .text()
      .notNull()
      .references(() => tenants.id)

  /** One row a version. Never changed once it is published: people have agreed to these very words. */
  const consentTexts = c.table(
    'consent_texts',
    {
      id: c.text().primaryKey(),
      tenantId: tenantId(),
      /** What for, e.g. `recognition`. */
      purpose: c.text().notNull(),
      /** As HTML's `lang`, e.g. `de-AT`. */
      language: c.text().notNull(),
      /** 1, 2, 3 … within purpose and language. */
      version: c.int().notNull(),
      body: c.text().notNull(),
      createdAt: c.time().notNull(),
      /** Null for the draft, of which there is at most one in each language. */
      publishedAt: c.time(),
    },
    (t) => [c.uniqueIndex('consent_texts_version').on(t.tenantId, t.purpose, t.language, t.version)],
  )

  const about = () => ({
    tenantId: tenantId(),
    userId: c
      .text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    purpose: c.text().notNull(),
    textId: c
      .text()
      .notNull()
      .references(() => consentTexts.id),
    state: c.text({ enum: ['given', 'withdrawn'] }).notNull(),
    at: c.time().notNull(),
    /** When a given consent ends by itself. */
    expiresAt: c.time(),
  })

  /** What happened, one row an event; only ever added to. */
  const consents = c.table(
    'consents',
    {
      id: c.text().primaryKey(),
      ...about(),
      how: c.text({ enum: ['portal', 'import', 'wallet', 'self_enrolment', 'api'] }).notNull(),
      /** Who wrote it down. */
      actorKind: c.text().notNull(),
      actorId: c.text().notNull(),
    },
    (t) => [c.index('consents_user').on(t.userId, t.at, t.id), c.index('consents_text').on(t.textId)],
  )

  /** What holds now: the newest event of each user and purpose, written with it. */
  const consentStates = c.table('consent_states', about(), (t) => [
    c.primaryKey({ columns: [t.userId, t.purpose] }),
    c.index('consent_states_at').on(t.tenantId, t.purpose, t.state, t.at),
    c.index('consent_states_end').on(t.tenantId, t.state, t.expiresAt),
    c.index('consent_states_text').on(t.tenantId, t.purpose, t.textId),
  ])

  return { consentTexts, consents, consentStates }
}
