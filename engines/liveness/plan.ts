/** Draws a plan that nobody can know before. Pure: where chance comes from is the caller's business. */
import { livenessActions, type LivenessPlan, type LivenessStep } from './types'

export interface PlanOptions {
  /** How many movements. */
  steps: number
  /** Of all times; people who want more time get twice as much. Default 1. */
  slowness?: number
}

/** Milliseconds, before slowness: at rest at first and between two steps, for a step, and at rest at the end. */
const span = { first: [1_300, 1_900], between: [500, 1_100], step: [2_500, 3_200], last: 500 } as const

/**
 * No movement twice in a row, and at least half of them turns of the head to a side, because by these a flat picture is told.
 * @param chance a number in [0, 1), another one each time
 */
export function drawPlan({ steps: count, slowness = 1 }: PlanOptions, chance: () => number): LivenessPlan {
  const between = ([least, most]: readonly [number, number]) =>
    Math.round((least + chance() * (most - least)) * slowness)
  const steps: LivenessStep[] = []
  let at = between(span.first)
  for (const action of drawActions(count, chance)) {
    const endMs = at + between(span.step)
    steps.push({ action, startMs: at, endMs })
    at = endMs + between(span.between)
  }
  return { steps, lengthMs: at + span.last }
}

function drawActions(count: number, chance: () => number) {
  for (;;) {
    const actions = Array.from({ length: count }, () => livenessActions[Math.floor(chance() * livenessActions.length)]!)
    const sideways = actions.filter((action) => action === 'turn_left' || action === 'turn_right').length
    const isRepeating = actions.some((action, index) => action === actions[index + 1])
    if (!isRepeating && sideways * 2 >= count) return actions
  }
}
