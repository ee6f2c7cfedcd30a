/** Whether this bureau keeps documents of people who agree to it, for how long, and under which published words. */
import type { AdminContext } from '@/app/_lib/auth'
import { keptDocuments, newestTexts } from '@/domain/consents/texts'
import { getTenant } from '@/domain/tenants'
import { languageName } from '../../consents/_components/languages'
import type { KeepTerms } from './enrol-fields'

export async function keepTerms(context: AdminContext): Promise<KeepTerms | null> {
  const { settings } = await getTenant(context)
  if (settings.documentDays === 0) return null
  const texts = await newestTexts(context.db, context.admin.tenantId, keptDocuments)
  return {
    days: settings.documentDays,
    texts: texts.map(({ id, language, version }) => ({ id, label: `${languageName(language)}, version ${version}` })),
  }
}
