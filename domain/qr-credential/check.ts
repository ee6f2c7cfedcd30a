/**
 * Whether who holds up an opened QR credential may come in: the face before the camera is the credential's (1:1), and a scope lets them in
 * here and now. Pure, for any terminal; nothing of a gallery is needed.
 */
import { cosine, normalise } from '@/engines/math'
import { decide, type Scope } from '../grants/window'
import { placeName, type Contents, type Reach } from './format'
import { CredentialRefused } from './refused'

export interface QrDoor {
  at: Date
  /** When the bureau was last heard of; null: never. */
  heardAt: Date | null
  /** After so long without the bureau nobody is let in by a QR: it may have been recalled. */
  stalenessMs: number
  /** What the bureau says of the terminal's place with the QR keys. `zones`: its own, and the facility of a space. */
  place: { terminalId: string; zones: readonly string[]; timeZone: string }
  /** Grants by which this terminal has let somebody in. */
  entries?: ReadonlySet<string>
  /** What the terminal holds of this person by the feed, which is newer than any paper; absent or empty: nothing. */
  held?: readonly Scope[]
  /** Of two templates of the model, from which cosine on they are one person's: at FMR 1e-3. */
  threshold: number
}

/** The type is what goes into the access log. */
export type QrDecision =
  | { type: 'access_granted'; scope: Scope; score: number }
  | { type: 'not_recognised'; score: number }
  | { type: 'outside_window' | 'already_inside'; score: number }

/**
 * @param probe of the picture, L2-normalised
 * @throws CredentialRefused `wrong_model` where the two are not of one length
 */
export function checkCredential(contents: Contents, probe: Float32Array, door: QrDoor): QrDecision {
  if (probe.length !== contents.template.length) throw new CredentialRefused('wrong_model')
  const score = cosine(probe, normalise(Float32Array.from(contents.template)))
  // Written so that a score that is no number is a no.
  if (!(score >= door.threshold)) return { type: 'not_recognised', score }
  const { at, heardAt, stalenessMs } = door
  if (heardAt === null || at.getTime() - heardAt.getTime() > stalenessMs) return { type: 'outside_window', score }
  const decision = decide(scopesHere(contents, door), at)
  return decision.granted ? { type: 'access_granted', scope: decision.scope, score } : { type: decision.reason, score }
}

function scopesHere({ scopes }: Contents, { place, entries, held }: QrDoor): Scope[] {
  const known = held && held.length > 0 ? held : scopes.filter(({ reach }) => reaches(reach, place)).map(own)
  return known.map((scope) => (entries?.has(scope.grantId) ? { ...scope, entered: true } : scope))

  function own({ reach: _reach, ...scope }: Contents['scopes'][number]): Scope {
    return { ...scope, timeZone: place.timeZone, entered: false }
  }
}

/** As grants/cover.ts, by the short names that a QR has room for. */
function reaches({ eventZone, zones, terminals }: Reach, place: QrDoor['place']): boolean {
  const here = place.zones.map(placeName)
  if (eventZone !== null && !here.includes(eventZone)) return false
  if (zones !== null && !zones.some((zone) => here.includes(zone))) return false
  return terminals === null || terminals.includes(placeName(place.terminalId))
}
