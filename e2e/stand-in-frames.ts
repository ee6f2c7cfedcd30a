/**
 * What a camera sees of somebody who follows prompts, drawn before the test: a photograph over a relief of its face, held in every way
 * that a prompt may ask for, from a little to all the way.
 */
import sharp from 'sharp'
import type { Person } from '@/engines/face/testing'
import { openLiveness } from '@/engines/liveness/testing'
import { atRest, type Head, type Pose } from '@/engines/liveness/rendered/head'
import { livenessActions, type LivenessAction } from '@/engines/liveness/types'

/** JPEGs in Base64. `rest`: how a head sways; each action: from its beginning to its height. */
export type Frames = Record<LivenessAction | 'rest', string[]>

/** As near as a door wants people to come. */
const size = { width: 720, height: 960, faceShare: 0.36 }
const levels = 9
const swayed = 8

const at: Record<LivenessAction, (share: number) => Partial<Pose>> = {
  turn_left: (share) => ({ yawDegrees: 29 * share }),
  turn_right: (share) => ({ yawDegrees: -29 * share }),
  look_up: (share) => ({ pitchDegrees: 21 * share }),
  look_down: (share) => ({ pitchDegrees: -21 * share }),
  close_eyes: (share) => ({ eyesClosed: share }),
  come_closer: (share) => ({ closeness: 1 + 0.48 * share }),
}

export async function framesOf(person: Person): Promise<Frames> {
  const { headOf } = await openLiveness()
  const head = await headOf(person)
  const rest = Array.from({ length: swayed }, (_, index) => {
    const angle = (2 * Math.PI * index) / swayed
    return drawn(head, { yawDegrees: 1.2 * Math.sin(angle), pitchDegrees: 0.8 * Math.cos(angle) })
  })
  const acted = livenessActions.map(async (action) => {
    const poses = Array.from({ length: levels }, (_, index) => at[action]((index + 1) / levels))
    return [action, await Promise.all(poses.map((pose) => drawn(head, pose)))] as const
  })
  return { rest: await Promise.all(rest), ...Object.fromEntries(await Promise.all(acted)) } as Frames
}

async function drawn(head: Head, pose: Partial<Pose>): Promise<string> {
  const { width, height, data } = head.frame({ ...atRest, ...pose }, size)
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
  return jpeg.toString('base64')
}
