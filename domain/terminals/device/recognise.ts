/** Whose face a picture shows, among the people whom a terminal holds: by the same nets and thresholds as the bureau. */
import { defaultFmr, judge, searchThreshold, subjectsOf, thresholdAt } from '@/engines/face/decide'
import type { LivenessReason } from '@/engines/liveness/types'
import { cosine, normalise } from '@/engines/math'
import type { FaceReading, ModelRef, ThresholdTable } from '@/engines/types'
import type { Contents } from '../../qr-credential/format'
import type { HeartbeatAnswer } from '../heartbeat'
import type { HeldPeople } from './held-people'
import type { QrRefusal } from './qr'

/** What reads faces for a terminal, by the nets of one model. */
export interface Eye<Picture> {
  readonly model: Pick<ModelRef, 'id'>
  readonly thresholds: ThresholdTable
  /** @throws PictureRefused, EngineBusy */
  read(picture: Picture): Promise<FaceReading>
}

export type Recognised =
  | { outcome: 'refused'; reason: string }
  /** `byQr`: not the person of the QR credential that was held up. */
  | { outcome: 'unknown'; byQr?: true }
  /** `probe`: the face that was seen, L2-normalised; it stays on the device. */
  | { outcome: 'known'; subject: string; band: 'high' | 'medium' | 'low'; probe: Float32Array; qr?: Contents }
  /** They are known, and did not show that they live; null: nobody asked them to. */
  | { outcome: 'not_living'; subject: string; reason: LivenessReason | null; credential: 'face' | 'qr' }
  | { outcome: 'qr_refused'; reason: QrRefusal }

/** As at enrolment: a door lives from good pictures. */
export const doorGate = 'events'

/**
 * Of two people who might both be meant, the better one has to lead by this much of a cosine: who looks like somebody else does not come
 * in in their name.
 */
const lead = 0.02

/**
 * Nothing waits in it: who was taken away while the picture was read is not among those held.
 * @param told the risk that the bureau wants, and its threshold for what was held then
 */
export function recognise(
  reading: FaceReading,
  { model, thresholds }: Pick<Eye<unknown>, 'model' | 'thresholds'>,
  told: HeartbeatAnswer['recognition'],
  held: Pick<HeldPeople, 'nearest'>,
): Recognised {
  const { reason } = judge(reading, doorGate)
  if (reason) return { outcome: 'refused', reason: reason.code }
  const probe = Float32Array.from(subjectsOf(reading)[0]!.embedding!)
  const { best, second, templates } = held.nearest(probe, model.id)
  // More people may be held by now than the bureau knew of.
  const least = Math.max(
    told.threshold,
    thresholdAt(thresholds, defaultFmr),
    searchThreshold(thresholds, told.fpir, templates),
  )
  if (templates === 0 || best.score < least) return { outcome: 'unknown' }
  if (second >= least && best.score - second < lead) return { outcome: 'unknown' }
  return { outcome: 'known', subject: best.subject, band: bandOf(thresholds, best.score), probe }
}

/** The same of whoever holds up a QR credential: 1:1, with nobody who is held. @param threshold as told for QR credentials */
export function recogniseHolder(
  reading: FaceReading,
  { thresholds }: Pick<Eye<unknown>, 'thresholds'>,
  { contents, threshold }: { contents: Contents; threshold: number },
): Recognised {
  const { reason } = judge(reading, doorGate)
  if (reason) return { outcome: 'refused', reason: reason.code }
  const probe = subjectsOf(reading)[0]!.embedding!
  if (probe.length !== contents.template.length) return { outcome: 'qr_refused', reason: 'wrong_model' }
  const score = cosine(probe, normalise(Float32Array.from(contents.template)))
  // Written so that a score that is no number is a no.
  if (!(score >= threshold)) return { outcome: 'unknown', byQr: true }
  return {
    outcome: 'known',
    subject: contents.subject,
    band: bandOf(thresholds, score),
    probe: Float32Array.from(probe),
    qr: contents,
  }
}

/** The score itself would help whoever tries faces one after the other. */
function bandOf(thresholds: ThresholdTable, score: number): 'high' | 'medium' | 'low' {
  if (score >= thresholdAt(thresholds, 1e-5)) return 'high'
  return score >= thresholdAt(thresholds, 1e-4) ? 'medium' : 'low'
}
