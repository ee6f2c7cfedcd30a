import { expect, it } from 'vitest'
import type { DetectedFace, FaceQuality, FaceReading } from '../types'
import { judge } from './gate'

const good: FaceQuality = {
  detectionScore: 0.95,
  meshScore: 1,
  yawDegrees: 3,
  pitchDegrees: -4,
  rollDegrees: 2,
  eyeDistancePx: 90,
  sharpness: 0.9,
  brightness: 130,
  contrast: 40,
  outsideShare: 0,
}

const face = (quality: Partial<FaceQuality> = {}, width = 200): DetectedFace => ({
  box: { x: 0, y: 0, width, height: width },
  quality: { ...good, ...quality },
  embedding: null,
  properties: null,
})

const reading = (...faces: DetectedFace[]): FaceReading => ({ widthPx: 640, heightPx: 480, format: 'jpeg', faces })

it('accepts a good portrait without a word', () => {
  expect(judge(reading(face()), 'events')).toEqual({ accepted: true, reason: null, refusals: [], warnings: [] })
})

it.each([
  ['legacy', 20],
  ['wallet', 40],
  ['events', 80],
] as const)('%s wants eyes %i pixels apart', (profile, least) => {
  expect(judge(reading(face({ eyeDistancePx: least })), profile).accepted).toBe(true)
  const { accepted, reason } = judge(reading(face({ eyeDistancePx: least - 0.4 })), profile)
  expect(accepted).toBe(false)
  expect(reason?.code).toBe('face_too_small')
  expect(reason?.message).toContain(`the eyes are ${least - 1} pixels apart and need to be ${least}`)
})

it("takes a limit of the tenant's own", () => {
  expect(judge(reading(face({ eyeDistancePx: 60 })), { minEyeDistancePx: 60 }).accepted).toBe(true)
  expect(judge(reading(face({ eyeDistancePx: 59 })), { minEyeDistancePx: 60 }).accepted).toBe(false)
})

it('refuses no face and several, and says which', () => {
  expect(judge(reading(), 'legacy').reason?.code).toBe('face_not_found')
  expect(judge(reading(face(), face()), 'legacy').reason?.message).toMatch(/^Two faces/)
  expect(judge(reading(face(), face(), face()), 'legacy').reason?.message).toMatch(/^3 faces/)
})

it('gives every refusal, the first as the reason', () => {
  const { refusals, reason } = judge(reading(face({ eyeDistancePx: 10 }), face()), 'legacy')
  expect(refusals.map(({ code }) => code)).toEqual(['more_than_one_face', 'face_too_small'])
  expect(reason).toBe(refusals[0])
})

it('does not count bystanders under half the size, nor what may be no face', () => {
  expect(judge(reading(face(), face({}, 99)), 'legacy').accepted).toBe(true)
  expect(judge(reading(face(), face({}, 100)), 'legacy').accepted).toBe(false)
  expect(judge(reading(face(), face({ meshScore: 0.89 })), 'legacy').accepted).toBe(true)
})

it.each([
  ['head_pose_out_of_range', { yawDegrees: -31 }],
  ['head_pose_out_of_range', { pitchDegrees: 31 }],
  ['head_pose_out_of_range', { rollDegrees: 31 }],
  ['image_blurred', { sharpness: 0.2 }],
  ['image_too_dark', { brightness: 40 }],
  ['image_too_bright', { brightness: 215 }],
  ['face_cropped', { outsideShare: 0.2 }],
  ['face_not_alignable', { meshScore: 0.6 }],
] as const)('warns of %s without refusing', (code, quality) => {
  const { accepted, warnings } = judge(reading(face(quality)), 'legacy')
  expect(accepted).toBe(true)
  expect(warnings.map((warning) => warning.code)).toEqual([code])
  expect(warnings[0].message).toMatch(/^The (face|head|features of the face) .*\.$/)
})
