/** A published text for tests, to which people can agree. */
import { publishConsentText, recognition, saveConsentDraft } from '@/domain/consents/texts'
import type { Context } from '@/domain/context'

export async function createConsentText(context: Context) {
  const draft = await saveConsentDraft(context, {
    purpose: recognition,
    language: 'en',
    body: 'We recognise you at our doors by your face.',
  })
  return publishConsentText(context, { textId: draft.id })
}
