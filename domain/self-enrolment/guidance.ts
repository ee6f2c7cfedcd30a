/**
 * What to tell a person in front of the camera, of what is seen of them. Guidance only: whether a check is passed is judged on the
 * server from its frames, so that these limits may be kinder or stricter than the judge's.
 */
import type { Observation } from '@/engines/liveness/types'

export type { Observation }

/** In the order of what to mend first; the last: nothing is left to mend. */
export const guidances = [
  'no_face',
  'one_face',
  'too_dark',
  'too_bright',
  'come_closer',
  'further_away',
  'to_the_middle',
  'look_straight',
  'hold_still',
  'good',
] as const
export type Guidance = (typeof guidances)[number]

const brightness = { least: 55, most: 215 }
/** Distance between the eyes, in widths of the shorter side of the frame. */
const eyeDistance = { least: 0.11, most: 0.28 }
/** How far the middle of the face may lie from the middle of the frame, in shares of its sides. */
const offCentre = 0.2
const turned = { yawDegrees: 14, pitchDegrees: 16, rollDegrees: 18 }
const leastSharpness = 0.2
/** How far the face may move between two frames, in widths of itself. */
const mostMoved = 0.08

interface Frame {
  widthPx: number
  heightPx: number
}

/** @param before what was seen on the frame before; null for the first */
export function guidanceOf(seen: Observation, before: Observation | null, frame: Frame): Guidance {
  const { face, faces } = seen
  if (!face) return 'no_face'
  if (faces > 1) return 'one_face'
  if (face.brightness < brightness.least) return 'too_dark'
  if (face.brightness > brightness.most) return 'too_bright'
  const distance = face.eyeDistancePx / Math.min(frame.widthPx, frame.heightPx)
  if (distance < eyeDistance.least) return 'come_closer'
  if (distance > eyeDistance.most) return 'further_away'
  const middle = middleOf(face.box)
  const isAside =
    Math.abs(middle.x / frame.widthPx - 0.5) > offCentre || Math.abs(middle.y / frame.heightPx - 0.5) > offCentre
  if (isAside) return 'to_the_middle'
  const isTurned =
    Math.abs(face.yawDegrees) > turned.yawDegrees ||
    Math.abs(face.pitchDegrees) > turned.pitchDegrees ||
    Math.abs(face.rollDegrees) > turned.rollDegrees
  if (isTurned) return 'look_straight'
  if (face.sharpness < leastSharpness || movedFrom(before, seen) > mostMoved) return 'hold_still'
  return 'good'
}

/** Without a look at the face, the light in the middle of the frame. @param luminance its mean, 0..255 */
export function lightGuidance(luminance: number): Extract<Guidance, 'too_dark' | 'too_bright' | 'good'> {
  if (luminance < brightness.least) return 'too_dark'
  return luminance > brightness.most ? 'too_bright' : 'good'
}

const middleOf = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({
  x: x + width / 2,
  y: y + height / 2,
})

/** In widths of the face. */
function movedFrom(before: Observation | null, { face }: Observation): number {
  if (!before?.face || !face) return 0
  const [was, is] = [middleOf(before.face.box), middleOf(face.box)]
  return Math.hypot(is.x - was.x, is.y - was.y) / face.box.width
}
