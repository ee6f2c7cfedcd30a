/** For tests of self-enrolment: a bureau with a text to agree to, and frames that somebody took. Nothing else imports it. */
import type { BurstFrame, LivenessPlan } from '@/engines/liveness/types'
import { publishConsentText, saveConsentDraft } from '../consents/texts'
import type { Context } from '../context'
import { picture, type TestFace } from '../faces/testing'
import { burstOf } from '../liveness/testing'
import { wordPicture, wordsOn } from '../faces/testing-words'
import { ensureTenant } from '../tenants'
import { adminActor } from '../testing'

export { picture }

export async function publishText(context: Context, language = 'en', body = 'I agree to be recognised by my face.') {
  const { id } = await saveConsentDraft(context, { language, body })
  return (await publishConsentText(context, { textId: id })).id
}

export async function adminOf(operator: Context, slug = 'acme'): Promise<Context> {
  const { id: tenantId } = await ensureTenant(operator, slug)
  return { ...operator, actor: adminActor({ tenantId }) }
}

/** Somebody who follows the plan before a camera. @param as how their face is to be seen on each frame */
export function following(plan: LivenessPlan, person: string, as: Partial<TestFace> = {}): BurstFrame[] {
  return burstOf(plan, person).map(({ atMs, picture: taken }) => {
    const [words] = wordsOn(taken) as object[]
    return { atMs, picture: wordPicture([{ ...words, ...as } as never]) }
  })
}

/** Somebody who does none of what they are asked. */
export const notFollowing = (plan: LivenessPlan, person: string) => burstOf(plan, person, [])
