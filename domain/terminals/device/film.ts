/**
 * What the film of a camera means at a door: who passes by is nobody, who stands there is told what to do until a frame is good, and one
 * frame alone decides nothing. Pure; the picture is forgotten with each frame.
 */
import { judge, subjectsOf, type ReasonCode } from '@/engines/face/decide'
import type { FaceReading } from '@/engines/types'
import { doorGate, type Recognised } from './recognise'

export type Glance =
  | { kind: 'nobody' }
  /** What is wrong with this frame. */
  | { kind: 'advice'; code: ReasonCode }
  /** Good, and looked at more than once. */
  | { kind: 'watching' }
  | { kind: 'decide'; seen: Recognised }

/** Good frames one after the other that have to say the same. A stranger is one only after more of them. */
const [framesOfOne, framesOfNobody] = [2, 4]
/** Who is farther away than that does not want to come in: pixels between the eyes. */
const nearbyPx = 32

export class Film {
  #said = ''
  #times = 0

  /** @param look who that is; asked of good frames alone */
  see(reading: FaceReading, look: (reading: FaceReading) => Recognised): Glance {
    const [subject] = subjectsOf(reading)
    if (!subject || subject.quality.eyeDistancePx < nearbyPx) return this.#over({ kind: 'nobody' })
    const { refusals, warnings } = judge(reading, doorGate)
    const wrong = refusals[0] ?? warnings[0]
    if (wrong) return this.#over({ kind: 'advice', code: wrong.code })
    const seen = look(reading)
    const said = seen.outcome === 'known' ? `subject ${seen.subject}` : seen.outcome
    this.#times = said === this.#said ? this.#times + 1 : 1
    this.#said = said
    const enough = this.#times >= (seen.outcome === 'known' ? framesOfOne : framesOfNobody)
    return enough ? { kind: 'decide', seen } : { kind: 'watching' }
  }

  #over(glance: Glance): Glance {
    this.#times = 0
    this.#said = ''
    return glance
  }
}
