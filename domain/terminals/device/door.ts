/** One decision at the door: who it is, whether they may come in, what is written down before anybody hears of it, and the token. */
import { decodeJwt } from 'jose'
import { signDecision, type TerminalDecision } from '../../decisions'
import type { Decision, Scope } from '../../grants/window'
import type { LivenessReason } from '@/engines/liveness/types'
import { checkCredential } from '../../qr-credential/check'
import type { Contents } from '../../qr-credential/format'
import { CredentialRefused } from '../../qr-credential/refused'
import { decideAt, type BureauClock, type Held } from '../follower'
import type { HeartbeatAnswer } from '../heartbeat'
import type { DeviceKeys } from './keys'
import type { QrDesk, QrRefusal } from './qr'
import { isHarmless, type Moved } from './moved'
import type { Recognised } from './recognise'
import type { DeviceStore } from './store'

/** Nothing of the face. */
export interface Shown extends TerminalDecision {
  /** As the access log has it. */
  type:
    'access_granted' | 'not_recognised' | 'quality_too_low' | 'spoof_suspected' | 'outside_window' | 'already_inside'
  /** What was wrong with the picture, for the person in front of it. */
  quality: string | null
  /** Why the movements that were asked for do not show that somebody lives; null where nothing was wrong. */
  liveness: LivenessReason | null
  /** By what they were known, or wanted to be. */
  credential: 'face' | 'qr' | null
  /** Why the QR credential that was held up is none here. */
  qr_refusal: QrRefusal | null
  mode: 'identify_only' | 'relay'
  report_id: string
  offline: boolean
  score_band: 'high' | 'medium' | 'low' | null
  /** For a door controller; null while the bureau's certificate is over. */
  decision_token: string | null
}

export interface DoorOptions {
  store: DeviceStore
  device: DeviceKeys
  clock: BureauClock
  isOffline: () => boolean
  /** Whom the door refuses once the bureau was not heard for too long: the contract asks for members at least. */
  staleRefuses: 'members' | 'everyone'
  /** For so long the same answer to the same person is one: a film shows them many times. */
  repeatMs: number
  /** Null where no QR credential is read. */
  desk: Pick<QrDesk, 'recheck' | 'told' | 'fail'> | null
}

/** Many tries are one line of the log for so long. */
const floodMs = 60_000

/** Somebody whom the terminal holds, or who has brought along who they are. */
interface Person {
  subject: string
  acs_id: string | null
  acs_id_schema: string | null
}

interface Last {
  at: number
  forMs: number
  grantId: string | null
  shown: Promise<Shown>
}

export class Door {
  /** Subject, or why there is none -> the last answer to them. */
  readonly #last = new Map<string, Last>()

  constructor(private readonly of: DoorOptions) {}

  /** Whether somebody has to show that they live: they would come in, and have not done so a moment ago. */
  asksToMove(asSeen: Recognised, told: HeartbeatAnswer): boolean {
    const seen = this.#rechecked(asSeen)
    if (told.movements === 0 || seen.outcome !== 'known') return false
    const before = this.#recent(placeOf(seen), this.of.clock.now())
    const { decision } = this.#judge(seen, told, before?.grantId ?? null)
    return decision?.granted === true && before?.grantId !== decision.scope.grantId
  }

  /**
   * From here to the report nothing waits: no page comes in between, and no second picture.
   * @throws NotKept where it cannot be written down: then nobody comes in
   */
  decide(asSeen: Recognised, told: HeartbeatAnswer, moved?: Moved): Promise<Shown> {
    const at = this.of.clock.now()
    const seen = this.#living(this.#rechecked(asSeen), told, moved)
    const place = placeOf(seen)
    const before = this.#recent(place, at)
    const again = before?.grantId ?? null
    const { person, decision } = this.#judge(seen, told, again)
    const scope = decision?.granted ? decision.scope : null
    if (before && before.grantId === (scope?.grantId ?? null)) return before.shown
    if (seen.outcome === 'unknown' && seen.byQr) this.of.desk?.fail()
    const shown = this.#write({ seen, told, at, person, decision })
    const forMs = seen.outcome === 'qr_refused' && seen.reason === 'too_many_tries' ? floodMs : this.of.repeatMs
    const kept = { at: at.getTime(), forMs, grantId: scope?.grantId ?? null, shown }
    this.#last.set(place, kept)
    // What could not be written down was no answer.
    shown.catch(() => this.#last.get(place) === kept && this.#last.delete(place))
    return shown
  }

  #living(seen: Recognised, told: HeartbeatAnswer, moved: Moved | undefined): Recognised {
    if (moved === null || seen.outcome !== 'known' || !this.asksToMove(seen, told)) return seen
    return {
      outcome: 'not_living',
      subject: seen.subject,
      reason: moved ?? null,
      credential: credentialOf(seen) ?? 'face',
    }
  }

  #recent(place: string, at: Date) {
    for (const [key, { at: then, forMs }] of this.#last) {
      if (Math.abs(at.getTime() - then) >= forMs) this.#last.delete(key)
    }
    return this.#last.get(place)
  }

  /** A QR credential may be over, or recalled, since it was read. */
  #rechecked(seen: Recognised): Recognised {
    if (seen.outcome !== 'known' || !seen.qr) return seen
    const { desk } = this.of
    if (!desk?.told) return { outcome: 'qr_refused', reason: 'not_ready' }
    try {
      return { ...seen, qr: desk.recheck(seen.qr) }
    } catch (error) {
      if (!(error instanceof CredentialRefused)) throw error
      return { outcome: 'qr_refused', reason: error.reason }
    }
  }

  #judge(seen: Recognised, told: HeartbeatAnswer, again: string | null) {
    const none = { person: undefined, decision: null }
    if (seen.outcome !== 'known') return none
    if (seen.qr) {
      const decision = this.#decisionByQr({ ...seen, qr: seen.qr }, this.of.desk!.told!, told, again)
      const { subject, acsId, acsIdSchema } = seen.qr
      return decision ? { person: { subject, acs_id: acsId, acs_id_schema: acsIdSchema }, decision } : none
    }
    const person = this.of.store.get(seen.subject)
    return person ? { person, decision: this.#decision(person, told, again) } : none
  }

  /** @param again the grant by which they came in just now: they stand there still, and do not come in a second time */
  #decision(person: Held, told: HeartbeatAnswer, again: string | null): Decision {
    const door = { ...this.#circumstances(told, again), staleRefuses: this.of.staleRefuses }
    const decisions = this.of.clock.moments().map((at) => decideAt(person, { ...door, at }))
    return decisions.find(({ granted }) => !granted) ?? decisions[0]!
  }

  /** @returns null where the face is not the one of the credential */
  #decisionByQr(
    { qr: contents, probe }: { qr: Contents; probe: Float32Array },
    { recognition, place }: NonNullable<QrDesk['told']>,
    told: HeartbeatAnswer,
    again: string | null,
  ): Decision | null {
    const { store, clock } = this.of
    const door = {
      ...this.#circumstances(told, again),
      place: { terminalId: place.terminal, zones: place.zones, timeZone: place.time_zone },
      held: store.get(contents.subject)?.scopes,
      threshold: recognition.threshold,
    }
    const decisions = clock.moments().map((at) => checkCredential(contents, probe, { ...door, at }))
    const { type, ...rest } = decisions.find((one) => one.type !== 'access_granted') ?? decisions[0]!
    if (type === 'not_recognised') return null
    return type === 'access_granted'
      ? { granted: true, scope: (rest as { scope: Scope }).scope }
      : { granted: false, reason: type }
  }

  /** At which everything is judged, whatever moment it is. */
  #circumstances({ staleness_seconds: seconds }: HeartbeatAnswer, again: string | null) {
    const { heardAt } = this.of.store.kept
    const entries = new Set(this.of.store.entries)
    if (again !== null) entries.delete(again)
    return { heardAt: heardAt === null ? null : new Date(heardAt), entries, stalenessMs: seconds * 1_000 }
  }

  async #write(of: {
    seen: Recognised
    told: HeartbeatAnswer
    at: Date
    person: Person | undefined
    decision: Decision | null
  }): Promise<Shown> {
    const { seen, told, at, person, decision } = of
    const { store, device, isOffline } = this.of
    const scope = decision?.granted ? decision.scope : null
    const type = scope ? 'access_granted' : decision && !decision.granted ? decision.reason : withoutDecision(seen)
    const credential = credentialOf(seen)
    const report = await store.record(
      {
        report_id: globalThis.crypto.randomUUID(),
        type,
        // Whose face it was that was held up.
        subject: type === 'spoof_suspected' && seen.outcome === 'not_living' ? seen.subject : (person?.subject ?? null),
        grant_id: scope?.grantId ?? null,
        occurred_at: at.toISOString(),
        score_band: seen.outcome === 'known' ? seen.band : null,
        credential,
        offline: isOffline(),
      },
      scope?.single ? scope.grantId : null,
    )
    const decided: TerminalDecision = {
      acs_id: person?.acs_id ?? null,
      acs_id_schema: person?.acs_id_schema ?? null,
      access_point_id: told.terminal.id,
      zone_id: told.zone.id,
      decision: scope ? 'granted' : 'denied',
      reason: scope ? null : type,
      event_id: scope?.kind === 'event' ? scope.id : null,
      member: scope?.kind === 'member',
      occurred_at: report.occurred_at,
      sequence: report.sequence,
    }
    const isCertified = (decodeJwt(told.certificate).exp ?? 0) * 1_000 > at.getTime()
    return {
      ...decided,
      type,
      quality: seen.outcome === 'refused' ? seen.reason : null,
      liveness: seen.outcome === 'not_living' ? seen.reason : null,
      credential,
      qr_refusal: seen.outcome === 'qr_refused' ? seen.reason : null,
      mode: told.zone.mode,
      report_id: report.report_id,
      offline: report.offline,
      score_band: report.score_band,
      decision_token: isCertified ? await signDecision(device, told.certificate, decided, at) : null,
    }
  }
}

function withoutDecision(seen: Recognised): 'quality_too_low' | 'spoof_suspected' | 'not_recognised' {
  if (seen.outcome === 'not_living') {
    return seen.reason === null || isHarmless(seen.reason) ? 'quality_too_low' : 'spoof_suspected'
  }
  return seen.outcome === 'refused' ? 'quality_too_low' : 'not_recognised'
}

function placeOf(seen: Recognised): string {
  switch (seen.outcome) {
    case 'known':
      return `subject ${seen.subject}`
    case 'not_living':
      return `not living ${seen.subject}`
    case 'qr_refused':
      return `qr ${seen.reason}`
    case 'unknown':
      return seen.byQr ? 'qr of somebody else' : 'unknown'
    case 'refused':
      return 'refused'
  }
}

function credentialOf(seen: Recognised): 'face' | 'qr' | null {
  if (seen.outcome === 'qr_refused' || (seen.outcome === 'unknown' && seen.byQr)) return 'qr'
  if (seen.outcome === 'not_living') return seen.credential
  if (seen.outcome !== 'known') return null
  return seen.qr ? 'qr' : 'face'
}
