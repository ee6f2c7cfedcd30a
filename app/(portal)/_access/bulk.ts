/** What is said of people who are to be added in great numbers: before it is done, and after. */
import type { FindUsersQuery } from '@/app/_graph/documents'
import { csvLine } from '@/domain/csv'

export type FoundPerson = FindUsersQuery['users']['edges'][number]['node']

export type Mark = 'fine' | 'faceless' | 'already' | 'without' | 'unknown' | 'window' | 'duplicate'

export interface LookedUp {
  externalId: string
  userId: string | null
  mark: Exclude<Mark, 'window' | 'duplicate'>
}

export const marks: Record<Mark, { label: string; says: string; tone: 'good' | 'wait' | 'bad' | 'plain' }> = {
  fine: { label: 'Will be added', says: 'can be recognised', tone: 'good' },
  faceless: {
    label: 'Will be added, without face',
    says: 'no face of the present model is enrolled: no door will recognise them until one is',
    tone: 'wait',
  },
  already: { label: 'Already there', says: 'nothing to do', tone: 'plain' },
  without: { label: 'Without credential', says: 'revoked, or nothing is enrolled: left out', tone: 'bad' },
  unknown: { label: 'Unknown', says: 'nobody has this external id: left out', tone: 'bad' },
  window: {
    label: 'Time not possible',
    says: 'its from or until is no time, or lies outside of the event: left out',
    tone: 'bad',
  },
  duplicate: { label: 'Twice in the file', says: 'counted once, at its first row', tone: 'wait' },
}
export const markNames = Object.keys(marks) as Mark[]

export const isAdded = (mark: Mark) => mark === 'fine' || mark === 'faceless'

/** From when until when, RFC 3339; null: no bound of their own. */
export interface Window {
  validFrom: string | null
  validUntil: string | null
}

/** Somebody who is to be added. */
export interface NamedPerson {
  externalId: string
  /** What their row says; null where it says nothing. */
  window: Window | null
}

/** Of one person, once it was tried. */
export interface Added {
  externalId: string | null
  userId: string | null
  /** The attendee or member; null where they were refused. */
  grantId: string | null
  /** A code of the API. */
  reason: string | null
}

const reasons: Record<string, string> = {
  USER_NOT_FOUND: 'unknown',
  USER_WITHOUT_CREDENTIAL: 'without credential',
  ATTENDEE_ALREADY_EXISTS: 'already there',
  MEMBER_ALREADY_EXISTS: 'already there',
  EVENT_CAPACITY_EXCEEDED: 'the event is full',
}

export const reasonWords = (reason: string) => reasons[reason] ?? reason

/** One line for each, for a spreadsheet. The mark at the front says to it that this is UTF-8. */
export function resultTable(results: readonly Added[]): string {
  const lines = results.map(({ externalId, userId, grantId, reason }) =>
    csvLine([externalId ?? '', userId ?? '', grantId ? 'added' : 'refused', reason ? reasonWords(reason) : '']),
  )
  return `\uFEFF${csvLine(['external_id', 'user_id', 'outcome', 'reason'])}${lines.join('')}`
}
