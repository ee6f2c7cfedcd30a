/**
 * Bursts of frames as a camera would send them, of the stand-in and of attacks, drawn from a seed: for tests and evaluation, never in a
 * server.
 */
import sharp from 'sharp'
import { random, type Random } from '../../document/rendered/random'
import type { RgbImage } from '../../image'
import type { BurstFrame, LivenessPlan } from '../types'
import { Actor } from './actor'
import { atRest, type Head, type Pose } from './head'

/** What is held before the camera. */
export const species = ['stand-in', 'still', 'plane', 'replay', 'recording', 'swap'] as const
export type Species = (typeof species)[number]

export interface BurstOf {
  species: Species
  head: Head
  plan: LivenessPlan
  seed: number
  /** Who takes the place midway, for `swap`. */
  other?: Head
  /** What was asked when it was recorded, for `replay` and `recording`. */
  recordedPlan?: LivenessPlan
}

const size = { width: 480, height: 640, faceShare: 0.36 }
const framesPerSecond = 8

/** @throws Error where the species needs what is not given */
export async function burst(of: BurstOf): Promise<BurstFrame[]> {
  const chance = random(of.seed, `burst ${of.species}`)
  return film(scene(of, chance), of.plan, chance)
}

/** @param show what is before the camera at a time */
export async function film(
  show: (ms: number) => RgbImage,
  { lengthMs }: Pick<LivenessPlan, 'lengthMs'>,
  chance: Random,
): Promise<BurstFrame[]> {
  const frames: BurstFrame[] = []
  for (let ms = chance.between(0, 60); ms < lengthMs; ms += (1_000 / framesPerSecond) * chance.between(0.85, 1.15)) {
    const atMs = Math.round(ms)
    frames.push({ atMs, picture: await encode(noisy(show(atMs), chance)) })
  }
  return frames
}

/** What the camera sees at a time. */
function scene({ species: what, head, plan, other, recordedPlan }: BurstOf, chance: Random): (ms: number) => RgbImage {
  const follow = new Actor(plan, chance)
  switch (what) {
    case 'stand-in':
      return (ms) => head.frame(follow.at(ms), size)
    case 'still': {
      const held: Pose = { ...atRest, shift: { x: chance.between(-0.02, 0.02), y: chance.between(-0.02, 0.02) } }
      return () => head.frame(held, { ...size, flat: true })
    }
    case 'plane':
      // Moved as a head would be, and tilted further than one can turn.
      return (ms) => head.frame(exaggerated(follow.at(ms), 1.6), { ...size, flat: true })
    case 'replay':
    case 'recording': {
      if (!recordedPlan) throw new Error(`A burst of species ${what} needs the plan that was recorded.`)
      const recorded = new Actor(recordedPlan, chance)
      if (what === 'recording') return (ms) => head.frame(recorded.at(ms), size)
      // As whoever replays a burst would: stretched to the length that is asked for.
      const stretch = recordedPlan.lengthMs / plan.lengthMs
      return (ms) => head.frame(recorded.at(ms * stretch), size)
    }
    case 'swap': {
      if (!other) throw new Error('A burst of species swap needs somebody else.')
      const [first, last] = [plan.steps[0]!, plan.steps.at(-1)!]
      const fromMs = chance.between(first.startMs, last.endMs)
      return (ms) => (ms < fromMs ? head : other).frame(follow.at(ms), size)
    }
  }
}

const exaggerated = (pose: Pose, by: number): Pose => ({
  ...pose,
  yawDegrees: pose.yawDegrees * by,
  pitchDegrees: pose.pitchDegrees * by,
})

/** The noise of a sensor, without which two frames could be the same to the last bit. */
function noisy({ width, height, data }: RgbImage, chance: Random): RgbImage {
  const noise = Int8Array.from({ length: 4_096 }, () => Math.round(chance.normal() * 2))
  const from = chance.whole(0, 4_095)
  return {
    width,
    height,
    data: data.map((value, i) => Math.min(255, Math.max(0, value + noise[(i * 7 + from) & 4_095]!))),
  }
}

const encode = async ({ width, height, data }: RgbImage): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 80 })
      .toBuffer(),
  )
