/** Enrolment links: people who were asked to enrol themselves, and how far each has come. The rules are in domain/self-enrolment/. */
import type { Columns } from '../columns'
import type { consentTables } from './consents'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

export const enrolmentLanguages = ['en', 'de', 'pt'] as const

export function enrolmentLinkTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
  { consentTexts }: Pick<ReturnType<typeof consentTables>, 'consentTexts'>,
) {
  const enrolmentLinks = c.table(
    'enrolment_links',
    {
      id: c.text().primaryKey(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      /** Of the token that opens the page. Both tokens are derived from `id` under a key outside the database. */
      tokenHash: c.text().notNull(),
      /** Of the token in the mail of who is enrolled, by which they take it back. */
      withdrawalHash: c.text().notNull(),
      /** Whom it enrols: an existing user from the start, a new one from the end. */
      userId: c.text().references(() => users.id, { onDelete: 'cascade' }),
      /** What a new user will be called by the customer. */
      externalId: c.text(),
      /** How the person is addressed, and where the mails go. */
      name: c.text(),
      email: c.text(),
      /** Of the page and the mails; null: as the browser asks, and English mails. */
      language: c.text({ enum: enrolmentLanguages }),
      madeByKind: c.text().notNull(),
      madeById: c.text().notNull(),
      createdAt: c.time().notNull(),
      expiresAt: c.time().notNull(),
      openedAt: c.time(),
      /** What they agreed to, and when. */
      consentTextId: c.text().references(() => consentTexts.id),
      consentedAt: c.time(),
      /** Liveness checks that were handed in. */
      tries: c
        .int()
        .notNull()
        .$default(() => 0),
      finishedAt: c.time(),
      withdrawnAt: c.time(),
    },
    (t) => [
      c.uniqueIndex('enrolment_links_token').on(t.tokenHash),
      c.uniqueIndex('enrolment_links_withdrawal').on(t.withdrawalHash),
      c.index('enrolment_links_tenant').on(t.tenantId, t.createdAt, t.id),
      c.index('enrolment_links_user').on(t.userId),
      c.index('enrolment_links_text').on(t.consentTextId),
      c.index('enrolment_links_end').on(t.expiresAt),
    ],
  )
  return { enrolmentLinks }
}
