/** Whether this bureau keeps documents of people who agree to it, for how long, and under which published words. */
import type { AdminContext } from '@/app/_lib/auth'
import { keptDocuments, newestTexts } from '@/domain/consents/texts'
import { may } from '@/domain/permissions'
import { getTenant } from '@/domain/tenants'
import { languageName } from '../../consents/_components/languages'
import type { KeepTerms } from './enrol-fields'

/** Null where the bureau keeps no documents, or this admin enrols nobody. */
export async function keepTerms(context: AdminContext): Promise<KeepTerms | null> {
  if (!may(context.actor, 'users:create')) return null
  const { settings } = await getTenant(context)
  if (settings.documentDays === 0) return null
  const texts = await newestTexts(context.db, context.admin.tenantId, keptDocuments)
  return {
    days: settings.documentDays,
    texts: texts.map(({ id, language, version }) => ({ id, label: `${languageName(language)}, version ${version}` })),
  }
}

/** Whether a document that is read now can be kept at all: without published words nobody can agree. */
export const mayBeKept = (terms: KeepTerms | null) => terms !== null && terms.texts.length > 0
