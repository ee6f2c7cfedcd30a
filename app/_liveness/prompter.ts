/** Which prompt of a plan is shown when. Pure, so that what a person is asked and what is judged can be compared. */
import type { LivenessChallenge } from '@/domain/liveness/challenge'

export type Plan = LivenessChallenge['plan']
export type Action = Plan['steps'][number]['action']

export interface Prompt {
  /** What to do now; null: look straight ahead. */
  action: Action | null
  /** Of the step that it belongs to, from 0; null before the first and after the last. */
  step: number | null
}

/** Of a step's time so much is for the act; in the rest the person comes back and looks straight ahead. */
const actShare = 0.6

export function promptAt({ steps }: Plan, atMs: number): Prompt {
  const step = steps.findIndex(({ startMs, endMs }) => atMs >= startMs && atMs < endMs)
  if (step === -1) return { action: null, step: null }
  const { action, startMs, endMs } = steps[step]!
  return { action: atMs < startMs + (endMs - startMs) * actShare ? action : null, step }
}
