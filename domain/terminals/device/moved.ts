/** What movements in front of a door show: that who was recognised lives, or why not. */
import { defaultFmr, thresholdAt } from '@/engines/face/decide'
import { drawPlan } from '@/engines/liveness/plan'
import type { LivenessJudgement, LivenessPlan, LivenessReason } from '@/engines/liveness/types'
import { cosine } from '@/engines/math'
import type { Eye, Recognised } from './recognise'

/** Null: it was shown. */
export type Moved = LivenessReason | null

/** What to ask for, drawn by the device itself: it knows as little as anybody before. @param count of movements */
export const drawMovements = (count: number): LivenessPlan => drawPlan({ steps: count }, chance)

const chance = () => globalThis.crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32

/** The face that moved has to be the one that was recognised, at FMR 1e-3: nobody holds up a picture and moves in its place. */
export function moved(
  seen: Recognised,
  { passed, reasons, frontal }: LivenessJudgement,
  { thresholds }: Pick<Eye<unknown>, 'thresholds'>,
): Moved {
  if (!passed || !frontal?.face.embedding) return reasons[0]?.reason ?? 'no_face'
  if (seen.outcome !== 'known') return 'another_person'
  const score = cosine(frontal.face.embedding, seen.probe)
  // Written so that a score that is no number is a no.
  return score >= thresholdAt(thresholds, defaultFmr) ? null : 'another_person'
}

/** Nothing of these says that somebody tries something: they went away, or the light is bad. */
const harmless: readonly LivenessReason[] = [
  'too_few_frames',
  'timing_wrong',
  'no_face',
  'face_lost',
  'more_than_one_face',
  'not_frontal',
  'face_too_small',
  'too_dark',
  'too_bright',
  'blurred',
]

export const isHarmless = (reason: LivenessReason): boolean => harmless.includes(reason)
