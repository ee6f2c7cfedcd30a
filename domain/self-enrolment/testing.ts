/** For tests of self-enrolment: a bureau with a text to agree to, and checks that come to what the test says. Nothing else imports it. */
import { publishConsentText, saveConsentDraft } from '../consents/texts'
import type { Context } from '../context'
import { picture } from '../faces/testing'
import { ensureTenant } from '../tenants'
import { adminActor } from '../testing'
import type { JudgedCheck, LivenessPort } from './liveness-port'

export async function publishText(context: Context, language = 'en', body = 'I agree to be recognised by my face.') {
  const { id } = await saveConsentDraft(context, { language, body })
  return (await publishConsentText(context, { textId: id })).id
}

export async function adminOf(operator: Context, slug = 'acme'): Promise<Context> {
  const { id: tenantId } = await ensureTenant(operator, slug)
  return { ...operator, actor: adminActor({ tenantId }) }
}

export const passedAs = (person: string, noise?: number): JudgedCheck => ({
  id: 'check',
  passed: true,
  reasons: [],
  frontal: picture(noise === undefined ? person : { person, noise }),
})

export const notPassed: JudgedCheck = {
  id: 'check',
  passed: false,
  reasons: [{ reason: 'not_done', action: 'turn_left' }],
  frontal: null,
}

/** @param outcome of the check; a function is asked each time */
export function checks(outcome: JudgedCheck | (() => Promise<JudgedCheck>)): LivenessPort {
  return {
    startCheck: async (context) => ({
      id: 'check',
      token: 'signed',
      plan: { steps: [{ action: 'turn_left', startMs: 1_500, endMs: 4_000 }], lengthMs: 5_000 },
      expiresAt: new Date(context.now().getTime() + 300_000),
    }),
    judgeCheck: async () => (typeof outcome === 'function' ? outcome() : outcome),
  }
}
