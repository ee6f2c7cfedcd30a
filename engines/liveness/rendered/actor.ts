/**
 * Somebody in front of the camera who follows a plan, drawn from a seed: how soon they react, how far and how fast they turn, how they
 * sway. Times in milliseconds, angles in degrees.
 */
import type { Random } from '../../document/rendered/random'
import type { LivenessAction, LivenessPlan } from '../types'
import { atRest, type Pose } from './head'

/** A movement from rest and back. */
interface Move {
  action: LivenessAction
  beginMs: number
  /** There, and held until it goes back. */
  reachedMs: number
  leftMs: number
  endMs: number
  /** How far, in the unit of the action. */
  far: number
}

/** How far people go who were asked to. */
const reach: Record<LivenessAction, [least: number, most: number]> = {
  turn_left: [22, 34],
  turn_right: [22, 34],
  look_up: [16, 24],
  look_down: [16, 24],
  close_eyes: [1, 1],
  come_closer: [1.35, 1.6],
}

export class Actor {
  readonly #moves: Move[]
  readonly #sway: { of: keyof typeof swayDegrees; periodMs: number; phase: number }[]
  readonly #tremor: number

  constructor(plan: LivenessPlan, random: Random) {
    this.#moves = plan.steps.map(({ action, startMs, endMs }) => {
      const [least, most] = reach[action]
      const beginMs = startMs + random.between(280, 650)
      const reachedMs = beginMs + random.between(350, 700)
      const leftMs = Math.min(reachedMs + random.between(250, 600), endMs - 900)
      const endMsOf = Math.min(leftMs + random.between(350, 700), endMs - 250)
      return { action, beginMs, reachedMs, leftMs, endMs: endMsOf, far: random.between(least, most) }
    })
    this.#sway = (Object.keys(swayDegrees) as (keyof typeof swayDegrees)[]).map((of) => ({
      of,
      periodMs: random.between(1_500, 4_000),
      phase: random.between(0, 2 * Math.PI),
    }))
    this.#tremor = random.between(0.5, 1)
  }

  at(ms: number): Pose {
    const pose = { ...atRest, shift: { ...atRest.shift } }
    for (const { of, periodMs, phase } of this.#sway) {
      const share = this.#tremor * Math.sin((2 * Math.PI * ms) / periodMs + phase)
      if (of === 'x' || of === 'y') pose.shift[of] += swayDegrees[of] * share
      else pose[of] += swayDegrees[of] * share
    }
    for (const move of this.#moves) apply(pose, move.action, move.far, shareAt(move, ms))
    return pose
  }
}

/** How far a head at rest sways: degrees, and shares of the frame. */
const swayDegrees = { yawDegrees: 1.5, pitchDegrees: 1.2, rollDegrees: 1, x: 0.008, y: 0.006 }

/** 0 at rest … 1 at the height, eased. */
function shareAt({ beginMs, reachedMs, leftMs, endMs }: Move, ms: number): number {
  const linear = ms < reachedMs ? (ms - beginMs) / (reachedMs - beginMs) : (endMs - ms) / (endMs - leftMs)
  const share = Math.min(1, Math.max(0, linear))
  return share * share * (3 - 2 * share)
}

function apply(pose: Pose, action: LivenessAction, far: number, share: number): void {
  if (action === 'turn_left') pose.yawDegrees += far * share
  else if (action === 'turn_right') pose.yawDegrees -= far * share
  else if (action === 'look_up') pose.pitchDegrees += far * share
  else if (action === 'look_down') pose.pitchDegrees -= far * share
  else if (action === 'close_eyes') pose.eyesClosed = Math.max(pose.eyesClosed, share)
  else pose.closeness *= 1 + (far - 1) * share
}
