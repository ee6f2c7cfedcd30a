'use server'

/** Texts that people agree to, and consents that an admin writes down. */
import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { recordConsent, withdrawConsent } from '@/domain/consents/record'
import { discardConsentDraft, publishConsentText, saveConsentDraft } from '@/domain/consents/texts'

export async function saveDraft(draft: {
  purpose: string
  language: string
  body: string
}): Promise<Outcome<{ textId: string; version: number }>> {
  return act(async (context) => {
    const { id, version } = await saveConsentDraft(context, draft)
    return { textId: id, version }
  })
}

export async function publish(textId: string): Promise<Outcome<{ version: number }>> {
  return act(async (context) => {
    const { version } = await publishConsentText(context, { textId })
    return { version }
  })
}

export async function discard(textId: string): Promise<Outcome<null>> {
  return act(async (context) => {
    await discardConsentDraft(context, { textId })
    return null
  })
}

/** @param input `expires` is a day, or empty for none */
export async function record(input: { userId: string; textId: string; expires: string }): Promise<Outcome<null>> {
  const outcome = await act(async (context) => {
    const { userId, textId, expires } = input
    // Through the whole of its last day, wherever the person is.
    const expiresAt = /^\d{4}-\d{2}-\d{2}$/.test(expires) ? new Date(`${expires}T23:59:59Z`) : null
    await recordConsent(context, { userId, textId, expiresAt })
    return null
  })
  // The form has a day where the domain has a moment.
  const late = !outcome.ok && outcome.problems.expiresAt
  return late ? { ...outcome, problems: { expires: late.replace(/^It /, 'The last day ') } } : outcome
}

export async function withdraw(input: {
  userId: string
  purpose: string
}): Promise<Outcome<{ templates: number; samples: number; eraseAt: string | null }>> {
  return act(async (context) => {
    const { removed, eraseAt } = await withdrawConsent(context, input)
    return { ...removed, eraseAt: eraseAt?.toISOString() ?? null }
  })
}
