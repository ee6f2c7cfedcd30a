/** What differs between the editions of the legacy API, in one table. Everything not named here is the same in all of them. */
import type { Code } from './codes'
import { Refusal } from './envelope'

export interface Edition {
  readonly name: '1.0' | '1.1'
  /**
   * `flag`: face calls may carry a boolean `liveness`, set by the vendor's kit, which is recorded and changes nothing (D).
   * `proof`: they carry a `livenessId`, needed when liveness is active (D1.1).
   */
  readonly liveness: 'flag' | 'proof'
  /**
   * `dialogue`: a cookie carries a conversation, every answer brings the next prompt, and a verification is one as well (D). `attempts`: an
   * enrolment has an `enrollmentId`, a verification is one call with its recording (D1.1). Adapting is a conversation in both.
   */
  readonly voice: 'dialogue' | 'attempts'
}

const editions: Readonly<Record<string, Edition>> = {
  '1.0': { name: '1.0', liveness: 'flag', voice: 'dialogue' },
  '1.1': { name: '1.1', liveness: 'proof', voice: 'attempts' },
}

export const editionNames = Object.keys(editions)

/** Messages that an earlier edition does not know. */
const codesSince: { readonly [message in Code]?: Edition['name'] } = {
  PROCESSING: '1.1',
  PROCESS_MISSING: '1.1',
  PROCESS_NOT_EXISTS: '1.1',
  FACEMAP_NOT_SUPPORTED: '1.1',
  LIVENESS_VALIDATED: '1.1',
  LIVENESS_CHALLENGE_CREATED: '1.1',
  VALID_ATTEMPT: '1.1',
  ENROLLMENT_FAILED: '1.1',
  AUDIO_RECOGNIZED_WITH_SUCCESS: '1.1',
  AUDIO_RECOGNITION_FAILED: '1.1',
}

/** Messages that a later edition has no use for any more. */
const codesUntil: { readonly [message in Code]?: Edition['name'] } = {
  AUDIO_ENROLLMENT_FAILED: '1.0',
  AUDIO_VERIFIED_WITH_SUCCESS: '1.0',
  AUDIO_VERIFICATION_FAILED: '1.0',
}

/** Whether an edition ever answers so. */
export function knows(edition: Edition, code: Code): boolean {
  const { [code]: until = edition.name } = codesUntil
  return isIn(edition, codesSince[code]) && editionNames.indexOf(edition.name) <= editionNames.indexOf(until)
}

/** Whether an edition has what came with `since`; what names none was there from the first on. */
export function isIn(edition: Edition, since: Edition['name'] = '1.0'): boolean {
  return editionNames.indexOf(edition.name) >= editionNames.indexOf(since)
}

/** @throws Refusal `NOT_FOUND` when the path names no edition of this API */
export function requireEdition(segment: string | string[] | undefined): Edition {
  const name = String(segment)
  if (!Object.hasOwn(editions, name)) throw new Refusal('NOT_FOUND')
  return editions[name]!
}
