/** Whose face a picture shows, among the people whom a terminal holds: by the same nets and thresholds as the bureau. */
import { defaultFmr, judge, searchThreshold, subjectsOf, thresholdAt } from '@/engines/face/decide'
import { cosine } from '@/engines/math'
import type { FaceEngine, ThresholdTable } from '@/engines/types'
import type { Held } from '../follower'
import type { HeartbeatAnswer } from '../heartbeat'

export type Recognised =
  | { outcome: 'refused'; reason: string }
  | { outcome: 'unknown' }
  | { outcome: 'known'; subject: string; band: 'high' | 'medium' | 'low' }

/** As at enrolment: a door lives from good pictures. */
const gate = 'events'

/**
 * @param told the risk that the bureau wants, and its threshold for what was held then
 * @param held asked for once the picture is read: who was taken away meanwhile is not among them
 * @throws PictureRefused, EngineBusy
 */
export async function recognise(
  face: FaceEngine,
  picture: Uint8Array,
  told: HeartbeatAnswer['recognition'],
  held: () => Iterable<Held>,
): Promise<Recognised> {
  const reading = await face.read(picture)
  const { reason } = judge(reading, gate)
  if (reason) return { outcome: 'refused', reason: reason.code }
  const probe = subjectsOf(reading)[0]!.embedding!
  let templates = 0
  let best = { subject: '', score: -1 }
  for (const person of held()) {
    for (const { model, vector } of person.templates) {
      if (model !== face.model.id) continue
      templates++
      const score = cosine(probe, new Float32Array(vector.buffer, vector.byteOffset, vector.byteLength / 4))
      if (score > best.score) best = { subject: person.subject, score }
    }
  }
  // More people may be held by now than the bureau knew of.
  const least = Math.max(
    told.threshold,
    thresholdAt(face.thresholds, defaultFmr),
    searchThreshold(face.thresholds, told.fpir, templates),
  )
  if (templates === 0 || best.score < least) return { outcome: 'unknown' }
  return { outcome: 'known', subject: best.subject, band: bandOf(face.thresholds, best.score) }
}

/** The score itself would help whoever tries faces one after the other. */
function bandOf(thresholds: ThresholdTable, score: number): 'high' | 'medium' | 'low' {
  if (score >= thresholdAt(thresholds, 1e-5)) return 'high'
  return score >= thresholdAt(thresholds, 1e-4) ? 'medium' : 'low'
}
