/**
 * Consent texts: what people agree to, in their language. A published version is never changed, because people have agreed
 * to these very words; whoever wants other words publishes the next version.
 */
import { and, asc, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newId } from '../ids'
import { parse, storableText } from '../parse'
import { tenantFor } from '../permissions'

export type ConsentText = Tables['consentTexts']['$inferSelect']
/** Without its words. */
export type TextHead = Omit<ConsentText, 'body'>

/** The purpose whose withdrawal ends the right to be recognised. Others are only written down. */
export const recognition = 'recognition'

/** The purpose under which a person's identity document is kept; its withdrawal deletes it. */
export const keptDocuments = 'documents'

export const purposeSchema = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits and hyphens')

export const languageSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/, 'must be a language such as en or de-AT')

const draftSchema = z.object({
  purpose: purposeSchema.default(recognition),
  language: languageSchema,
  body: storableText.pipe(z.string().trim().min(20, 'must say at least a sentence').max(50_000)),
})

/** Every version of every text, newest first within purpose and language, without their words. */
export async function listConsentTexts(context: Context): Promise<TextHead[]> {
  return listTexts(context.db, tenantFor(context, 'consents:read'))
}

/** @throws AppError `not_found` */
export async function getConsentText(context: Context, { textId }: { textId: string }): Promise<ConsentText> {
  const tenantId = tenantFor(context, 'consents:read')
  const { consentTexts } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(consentTexts)
    .where(and(eq(consentTexts.tenantId, tenantId), eq(consentTexts.id, textId)))
  if (!row) throw noText()
  return row
}

/** The words of a language, newest version first. */
export async function textVersions(
  context: Context,
  { purpose, language }: { purpose: string; language: string },
): Promise<ConsentText[]> {
  const tenantId = tenantFor(context, 'consents:read')
  const { consentTexts } = context.db.tables
  return context.db.sql
    .select()
    .from(consentTexts)
    .where(
      and(eq(consentTexts.tenantId, tenantId), eq(consentTexts.purpose, purpose), eq(consentTexts.language, language)),
    )
    .orderBy(desc(consentTexts.version))
}

/** Writes the draft of the next version, or replaces the words of the one there is. @throws AppError `conflict` */
export async function saveConsentDraft(context: Context, input: z.input<typeof draftSchema>): Promise<ConsentText> {
  const { purpose, language, body } = parse(draftSchema, input)
  const tenantId = tenantFor(context, 'consents:manage')
  const { consentTexts } = context.db.tables
  const now = context.now()
  try {
    return await context.db.transact(async (tx) => {
      const same = and(
        eq(consentTexts.tenantId, tenantId),
        eq(consentTexts.purpose, purpose),
        eq(consentTexts.language, language),
      )
      // The newest, not the draft: whoever looks for a draft, finds none and looks for the newest then may meet another's draft.
      const [newest] = await tx.sql.select().from(consentTexts).where(same).orderBy(desc(consentTexts.version)).limit(1)
      if (newest && !newest.publishedAt) {
        const [replaced] = await tx.sql
          .update(consentTexts)
          .set({ body, createdAt: now })
          .where(and(eq(consentTexts.id, newest.id), isNull(consentTexts.publishedAt)))
          .returning()
        if (!replaced)
          throw new AppError('conflict', 'Somebody else published this version just now. Look at it first.')
        return replaced
      }
      if (newest?.body === body) {
        throw new AppError(
          'conflict',
          `These are the words of version ${newest.version}, which is published already.`,
          {
            fields: [{ field: 'body', message: `is what version ${newest.version} says already` }],
          },
        )
      }
      const [added] = await tx.sql
        .insert(consentTexts)
        .values({
          id: newId(now.getTime()),
          tenantId,
          purpose,
          language,
          version: (newest?.version ?? 0) + 1,
          body,
          createdAt: now,
        })
        .returning()
      return added!
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('conflict', 'Somebody else began a new version just now. Look at it first.', { cause: error })
  }
}

/** From now on these are the words that people are asked to agree to. Publishing twice changes nothing. @throws AppError `not_found` */
export async function publishConsentText(context: Context, { textId }: { textId: string }): Promise<ConsentText> {
  const tenantId = tenantFor(context, 'consents:manage')
  const { consentTexts } = context.db.tables
  return context.db.transact(async (tx) => {
    const mine = and(eq(consentTexts.tenantId, tenantId), eq(consentTexts.id, textId))
    const [published] = await tx.sql
      .update(consentTexts)
      .set({ publishedAt: context.now() })
      .where(and(mine, isNull(consentTexts.publishedAt)))
      .returning()
    if (!published) {
      const [before] = await tx.sql.select().from(consentTexts).where(mine)
      if (!before) throw noText()
      return before
    }
    const { purpose, language, version } = published
    await writeAudit(tx, context, {
      action: 'consent_text.published',
      subject: { kind: 'consent_text', id: textId },
      detail: { purpose, language, version },
    })
    return published
  })
}

/** @throws AppError `not_found`; `conflict` for a published version, to which people may have agreed */
export async function discardConsentDraft(context: Context, { textId }: { textId: string }): Promise<void> {
  const tenantId = tenantFor(context, 'consents:manage')
  const { consentTexts } = context.db.tables
  const mine = and(eq(consentTexts.tenantId, tenantId), eq(consentTexts.id, textId))
  await context.db.transact(async (tx) => {
    const gone = await tx.sql
      .delete(consentTexts)
      .where(and(mine, isNull(consentTexts.publishedAt)))
      .returning({ id: consentTexts.id })
    if (gone.length > 0) return
    const [row] = await tx.sql.select({ version: consentTexts.version }).from(consentTexts).where(mine)
    if (!row) throw noText()
    throw new AppError('conflict', `Version ${row.version} is published and stays: people may have agreed to it.`)
  })
}

/** The newest published version in each language. */
export async function newestTexts(handle: Handle, tenantId: string, purpose?: string): Promise<TextHead[]> {
  const newest = new Map<string, TextHead>()
  for (const text of await listTexts(handle, tenantId)) {
    if (!text.publishedAt || (purpose !== undefined && text.purpose !== purpose)) continue
    const key = `${text.purpose} ${text.language}`
    if ((newest.get(key)?.version ?? 0) < text.version) newest.set(key, text)
  }
  return [...newest.values()]
}

/** For domain functions that have asked for permission. @throws AppError `not_found`, also for a draft */
export async function publishedText(handle: Handle, tenantId: string, textId: string): Promise<ConsentText> {
  const { consentTexts } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(consentTexts)
    .where(and(eq(consentTexts.tenantId, tenantId), eq(consentTexts.id, textId)))
  if (!row?.publishedAt) throw noText()
  return row
}

/** As `listConsentTexts`, for whoever has asked for permission. */
export async function listTexts({ sql, tables: { consentTexts } }: Handle, tenantId: string): Promise<TextHead[]> {
  const { id, purpose, language, version, createdAt, publishedAt } = consentTexts
  return sql
    .select({ id, tenantId: consentTexts.tenantId, purpose, language, version, createdAt, publishedAt })
    .from(consentTexts)
    .where(eq(consentTexts.tenantId, tenantId))
    .orderBy(asc(purpose), asc(language), desc(version))
}

const noText = () => new AppError('not_found', 'There is no such published text.', { subject: 'consent_text' })
