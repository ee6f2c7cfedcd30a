/**
 * Whether a picture is good enough to be enrolled or compared, and why not, in words. Pure arithmetic over a reading; the
 * measuring is quality.ts, whose face it is decide.ts. What refuses is the profile's business; everything else warns.
 */
import type { DetectedFace, FaceReading } from '../types'

export interface Gate {
  /** Between the centres of the eyes, in pixels of the picture as it was sent. */
  minEyeDistancePx: number
}

export type GateProfile = 'legacy' | 'wallet' | 'events'

/** The REST API of old refuses only what cannot be compared; a wallet and an event gate live from better pictures. */
export const gateProfiles: Readonly<Record<GateProfile, Gate>> = {
  legacy: { minEyeDistancePx: 20 },
  wallet: { minEyeDistancePx: 40 },
  events: { minEyeDistancePx: 80 },
}

export type ReasonCode =
  | 'face_not_found'
  | 'more_than_one_face'
  | 'face_not_alignable'
  | 'face_too_small'
  | 'face_cropped'
  | 'head_pose_out_of_range'
  | 'image_blurred'
  | 'image_too_dark'
  | 'image_too_bright'

export interface Reason {
  code: ReasonCode
  /** A sentence for the person in front of the camera. */
  message: string
}

export interface Judgement {
  accepted: boolean
  /** The first refusal; null when accepted. */
  reason: Reason | null
  refusals: Reason[]
  warnings: Reason[]
}

/**
 * Bystanders whose box is narrower than this share of the subject's do not count as a second face; nor does what the mesh
 * is not sure of.
 */
const bystanderShare = 0.5
const surelyFace = 0.9

/** From here on the templates of strangers begin to resemble each other, or are no longer the person's own. */
const limits = {
  turnDegrees: 30,
  sharpness: 0.25,
  brightness: { least: 50, most: 205 },
  outsideShare: 0.15,
}

/** The faces that a picture is of: the most prominent one and those nearly as large. */
export function subjectsOf({ faces }: FaceReading): DetectedFace[] {
  const [subject, ...others] = faces
  if (!subject) return []
  const isSubject = ({ box, quality }: DetectedFace) =>
    quality.meshScore >= surelyFace && box.width >= bystanderShare * subject.box.width
  return [subject, ...others.filter(isSubject)]
}

/** @param gate a profile by name, or limits of a tenant's own */
export function judge(reading: FaceReading, gate: GateProfile | Gate): Judgement {
  const { minEyeDistancePx } = typeof gate === 'string' ? gateProfiles[gate] : gate
  const subjects = subjectsOf(reading)
  const refusals = refusalsOf(subjects, minEyeDistancePx)
  return {
    accepted: refusals.length === 0,
    reason: refusals[0] ?? null,
    refusals,
    warnings: subjects.length > 0 ? warningsOf(subjects[0]) : [],
  }
}

function refusalsOf(subjects: DetectedFace[], minEyeDistancePx: number): Reason[] {
  if (subjects.length === 0) {
    return [{ code: 'face_not_found', message: 'No face was found in the picture; send one that shows a face.' }]
  }
  const refusals: Reason[] = []
  if (subjects.length > 1) {
    const count = subjects.length === 2 ? 'Two faces are' : `${subjects.length} faces are`
    refusals.push({
      code: 'more_than_one_face',
      message: `${count} in the picture; send one with a single person.`,
    })
  }
  const { eyeDistancePx } = subjects[0].quality
  if (eyeDistancePx < minEyeDistancePx) {
    refusals.push({
      code: 'face_too_small',
      message:
        `The face is too small: the eyes are ${Math.floor(eyeDistancePx)} pixels apart and need to be ` +
        `${minEyeDistancePx}. Come closer or send a larger picture.`,
    })
  }
  return refusals
}

function warningsOf({ quality }: DetectedFace): Reason[] {
  const { yawDegrees, pitchDegrees, rollDegrees, brightness } = quality
  const turned = [yawDegrees, pitchDegrees, rollDegrees].some((angle) => Math.abs(angle) > limits.turnDegrees)
  const found: [boolean, ReasonCode, string][] = [
    [
      quality.meshScore < surelyFace,
      'face_not_alignable',
      'The features of the face could not be located with certainty; show it from the front, uncovered.',
    ],
    [
      quality.outsideShare > limits.outsideShare,
      'face_cropped',
      'The face is cut off by the edge of the picture; leave room around it.',
    ],
    [turned, 'head_pose_out_of_range', 'The head is turned or tilted too far; look straight at the camera.'],
    [quality.sharpness < limits.sharpness, 'image_blurred', 'The face is blurred; hold still and focus on it.'],
    [brightness < limits.brightness.least, 'image_too_dark', 'The face is too dark; turn it towards the light.'],
    [brightness > limits.brightness.most, 'image_too_bright', 'The face is too bright; avoid direct light.'],
  ]
  return found.filter(([applies]) => applies).map(([, code, message]) => ({ code, message }))
}
