/** What the person who holds an enrolment link sees of it, and their consent, which comes before any picture. */
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../audit'
import { insertConsent } from '../consents/record'
import { newestTexts, publishedText, recognition, type ConsentText } from '../consents/texts'
import type { Context } from '../context'
import { AppError } from '../errors'
import { parse } from '../parse'
import { tenantById } from '../tenants'
import {
  asEnrollee,
  isUsable,
  linkByToken,
  mostTries,
  stateOf,
  usableLink,
  type EnrolmentLanguage,
  type EnrolmentLinkState,
} from './link'

export type EnrolmentView =
  | { state: 'unknown' }
  /** Nobody can go on with it; `tenant` is whom to ask. */
  | {
      state: Exclude<EnrolmentLinkState, 'open' | 'opened' | 'consented'>
      tenant: string
      language: EnrolmentLanguage | null
    }
  | {
      state: 'opened' | 'consented'
      tenant: string
      language: EnrolmentLanguage | null
      /** How they are addressed. */
      name: string | null
      triesLeft: number
      expiresAt: Date
      /** What they are asked to agree to, in the nearest language there is. */
      text: Pick<ConsentText, 'id' | 'language' | 'version' | 'body'>
    }

/**
 * What the page shows. Looking notes that the link was opened and spends nothing.
 * @param languages of the browser, best first, where the link has none of its own
 */
export async function openEnrolment(
  context: Context,
  { token, languages }: { token: string; languages: readonly string[] },
): Promise<EnrolmentView> {
  const row = await linkByToken(context, token)
  if (!row) return { state: 'unknown' }
  const now = context.now()
  const state = stateOf(row, now)
  const { name: tenant } = await tenantById(context.db, row.tenantId)
  const { language } = row
  if (!isUsable(state)) return { state, tenant, language } as EnrolmentView
  if (!row.openedAt) {
    const { enrolmentLinks } = context.db.tables
    await context.db.transact((tx) =>
      tx.sql
        .update(enrolmentLinks)
        .set({ openedAt: now })
        .where(and(eq(enrolmentLinks.id, row.id), isNull(enrolmentLinks.openedAt)))
        .execute(),
    )
  }
  const { id, body, version, ...text } = await textFor(context, row.tenantId, language ? [language] : languages)
  return {
    state: state === 'consented' ? 'consented' : 'opened',
    tenant,
    language,
    name: row.name,
    triesLeft: mostTries - row.tries,
    expiresAt: row.expiresAt,
    text: { id, body, version, language: text.language },
  }
}

/** The newest text in the first of the languages that there is one in; English, or else whichever there is. */
async function textFor(context: Context, tenantId: string, languages: readonly string[]): Promise<ConsentText> {
  const texts = await newestTexts(context.db, tenantId, recognition)
  const base = (language: string) => language.toLowerCase().split('-')[0]
  for (const wanted of [...languages, 'en']) {
    const found =
      texts.find(({ language }) => language.toLowerCase() === wanted.toLowerCase()) ??
      texts.find(({ language }) => base(language) === base(wanted))
    if (found) return publishedText(context.db, tenantId, found.id)
  }
  // A link is only made where there is a text, and a published one stays.
  if (!texts[0]) throw new Error('There is no consent text, and an enrolment link all the same.')
  return publishedText(context.db, tenantId, texts[0].id)
}

const agreeSchema = z.object({ token: z.string().min(1).max(200), textId: z.string().min(1).max(100) })

/**
 * Writes down that they agree to this very text: with the link, and for a user who is there already in the ledger. A new user's
 * comes into the ledger with them, at the time of now.
 * @throws AppError `not_found` (enrolment_link, consent_text); `conflict` (`link_*`; `consent_text_changed` where a newer version
 *   took the place of what was read)
 */
export async function agreeToEnrolment(context: Context, input: z.input<typeof agreeSchema>): Promise<void> {
  const { token, textId } = parse(agreeSchema, input)
  const row = await usableLink(context, token)
  const { tenantId, userId } = row
  const text = await publishedText(context.db, tenantId, textId)
  const newest = await newestTexts(context.db, tenantId, recognition)
  if (!newest.some(({ id }) => id === text.id)) {
    const message = 'This text is not the one in force any more. Please read the new one.'
    throw new AppError('conflict', message, { subject: 'consent_text', reason: 'consent_text_changed' })
  }
  const own = asEnrollee(context, row)
  const now = context.now()
  await context.db.transact(async (tx) => {
    const { enrolmentLinks } = tx.tables
    await writeAudit(tx, own, {
      action: 'enrolment_link.consented',
      subject: { kind: 'enrolment_link', id: row.id },
      detail: { text: text.id, version: text.version, language: text.language },
    })
    await tx.sql
      .update(enrolmentLinks)
      .set({ consentTextId: text.id, consentedAt: now, openedAt: row.openedAt ?? now })
      .where(eq(enrolmentLinks.id, row.id))
    if (userId) await insertConsent(tx, own, { tenantId, userId, text, how: 'self_enrolment', at: now })
  })
}
