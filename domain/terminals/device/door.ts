/** One decision at the door: who it is, whether they may come in, what is written down before anybody hears of it, and the token. */
import { decodeJwt } from 'jose'
import { randomUUID } from 'node:crypto'
import type { FaceEngine } from '@/engines/types'
import { signDecision, type TerminalDecision } from '../../decisions'
import { decideAt, type BureauClock } from '../follower'
import type { HeartbeatAnswer } from '../heartbeat'
import type { DeviceKey } from './folder'
import { recognise } from './recognise'
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

export async function decideAtDoor(of: {
  store: DeviceStore
  face: FaceEngine
  told: HeartbeatAnswer
  device: DeviceKey
  clock: BureauClock
  isOffline: () => boolean
  picture: Uint8Array
}): Promise<Shown> {
  const { store, face, told, device, clock, isOffline, picture } = of
  const seen = await recognise(face, picture, told.recognition, store.people)

  // From here to the report nothing waits: no page comes in between, and no second picture.
  const at = clock.now()
  const person = seen.outcome === 'known' ? store.get(seen.subject) : undefined
  const { heardAt } = store.kept
  const decision = person
    ? decideAt(person, {
        at,
        heardAt: heardAt === null ? null : new Date(heardAt),
        stalenessMs: told.staleness_seconds * 1_000,
        entries: store.entries,
      })
    : null
  const scope = decision?.granted ? decision.scope : null
  const type = scope
    ? 'access_granted'
    : decision && !decision.granted
      ? decision.reason
      : seen.outcome === 'refused'
        ? 'quality_too_low'
        : 'not_recognised'
  const report = store.record(
    {
      report_id: randomUUID(),
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
