/** One decision at the door: who it is, whether they may come in, what is written down before anybody hears of it, and the token. */
import { decodeJwt } from 'jose'
import { signDecision, type TerminalDecision } from '../../decisions'
import type { Decision } from '../../grants/window'
import { decideAt, type BureauClock, type Held } from '../follower'
import type { HeartbeatAnswer } from '../heartbeat'
import type { DeviceKeys } from './keys'
import type { Recognised } from './recognise'
import type { DeviceStore } from './store'

/** Nothing of the face. */
export interface Shown extends TerminalDecision {
  /** As the access log has it. */
  type: 'access_granted' | 'not_recognised' | 'quality_too_low' | 'outside_window' | 'already_inside'
  /** What was wrong with the picture, for the person in front of it. */
  quality: string | null
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
}

export class Door {
  /** Subject, or why there is none -> the last answer to them. */
  readonly #last = new Map<string, { at: number; grantId: string | null; shown: Promise<Shown> }>()

  constructor(private readonly of: DoorOptions) {}

  /**
   * From here to the report nothing waits: no page comes in between, and no second picture.
   * @throws NotKept where it cannot be written down: then nobody comes in
   */
  decide(seen: Recognised, told: HeartbeatAnswer): Promise<Shown> {
    const at = this.of.clock.now()
    const place = seen.outcome === 'known' ? `subject ${seen.subject}` : seen.outcome
    const before = this.#recent(place, at)
    const person = seen.outcome === 'known' ? this.of.store.get(seen.subject) : undefined
    const decision = person ? this.#decision(person, told, before?.grantId ?? null) : null
    const scope = decision?.granted ? decision.scope : null
    if (before && before.grantId === (scope?.grantId ?? null)) return before.shown
    const shown = this.#write({ seen, told, at, person, decision })
    const kept = { at: at.getTime(), grantId: scope?.grantId ?? null, shown }
    this.#last.set(place, kept)
    // What could not be written down was no answer.
    shown.catch(() => this.#last.get(place) === kept && this.#last.delete(place))
    return shown
  }

  #recent(place: string, at: Date) {
    for (const [key, { at: then }] of this.#last) {
      if (Math.abs(at.getTime() - then) >= this.of.repeatMs) this.#last.delete(key)
    }
    return this.#last.get(place)
  }

  /** @param again the grant by which they came in just now: they stand there still, and do not come in a second time */
  #decision(person: Held, told: HeartbeatAnswer, again: string | null): Decision {
    const { store, clock, staleRefuses } = this.of
    const { heardAt } = store.kept
    const entries = new Set(store.entries)
    if (again !== null) entries.delete(again)
    const stalenessMs = told.staleness_seconds * 1_000
    const door = { heardAt: heardAt === null ? null : new Date(heardAt), entries, staleRefuses, stalenessMs }
    const decisions = clock.moments().map((at) => decideAt(person, { ...door, at }))
    return decisions.find(({ granted }) => !granted) ?? decisions[0]!
  }

  async #write(of: {
    seen: Recognised
    told: HeartbeatAnswer
    at: Date
    person: Held | undefined
    decision: Decision | null
  }): Promise<Shown> {
    const { seen, told, at, person, decision } = of
    const { store, device, isOffline } = this.of
    const scope = decision?.granted ? decision.scope : null
    const type = scope
      ? 'access_granted'
      : decision && !decision.granted
        ? decision.reason
        : seen.outcome === 'refused'
          ? 'quality_too_low'
          : 'not_recognised'
    const report = await store.record(
      {
        report_id: globalThis.crypto.randomUUID(),
        type,
        subject: person?.subject ?? null,
        grant_id: scope?.grantId ?? null,
        occurred_at: at.toISOString(),
        score_band: seen.outcome === 'known' ? seen.band : null,
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
      mode: told.zone.mode,
      report_id: report.report_id,
      offline: report.offline,
      score_band: report.score_band,
      decision_token: isCertified ? await signDecision(device, told.certificate, decided, at) : null,
    }
  }
}
