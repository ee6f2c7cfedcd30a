/** States of enrolment links in words, and how the person of one is called. */
import type { EnrolmentLanguage, EnrolmentLinkState } from '@/domain/self-enrolment/link'

export const stateWords: Record<
  EnrolmentLinkState,
  { label: string; tone: 'good' | 'wait' | 'bad' | 'plain'; meaning: string }
> = {
  open: { label: 'Not opened', tone: 'plain', meaning: 'Nobody has looked at it yet.' },
  opened: { label: 'Opened', tone: 'wait', meaning: 'Somebody has opened it and has not agreed yet.' },
  consented: { label: 'Agreed', tone: 'wait', meaning: 'They have agreed and are not enrolled yet.' },
  finished: { label: 'Enrolled', tone: 'good', meaning: 'They are enrolled.' },
  expired: { label: 'Expired', tone: 'plain', meaning: 'Its time is over. Make a new one.' },
  withdrawn: { label: 'Withdrawn', tone: 'plain', meaning: 'It was withdrawn, or a newer one took its place.' },
  locked: {
    label: 'Locked',
    tone: 'bad',
    meaning: 'Ten checks were handed in and none enrolled anybody. Make a new one.',
  },
}

export const languageNames: Record<EnrolmentLanguage, string> = { en: 'English', de: 'German', pt: 'Portuguese' }

interface Person {
  name: string | null
  email: string | null
  externalId: string | null
}

export const personOf = ({ name, email, externalId }: Person) => name ?? email ?? externalId ?? 'Whoever gets the link'

/** Where a person can still go on with it. */
export const isOpen = (state: EnrolmentLinkState) => state === 'open' || state === 'opened' || state === 'consented'
