import { expect, test } from 'vitest'
import { livenessReasons, type LivenessJudgement } from '@/engines/liveness/types'
import type { DetectedFace, ThresholdTable } from '@/engines/types'
import { isHarmless, moved } from './moved'

const thresholds = { points: [{ fmr: 1e-3, threshold: 0.9 }] } as unknown as ThresholdTable
const seen = { outcome: 'known', subject: 'anna', band: 'high', probe: Float32Array.of(1, 0) } as const
const passedBy = (...vector: number[]): LivenessJudgement => ({
  passed: true,
  reasons: [],
  frontal: { frame: 3, face: { embedding: Float32Array.from(vector) } as DetectedFace },
})

test('who was recognised and moved, lives', () => {
  expect(moved(seen, passedBy(1, 0), { thresholds })).toBeNull()
})

test('somebody else who moves shows nothing for the person on the picture before, and a score that is none is a no', () => {
  expect(moved(seen, passedBy(0.8, 0.6), { thresholds })).toBe('another_person')
  expect(moved(seen, passedBy(NaN, 0), { thresholds })).toBe('another_person')
  expect(moved({ outcome: 'unknown' }, passedBy(1, 0), { thresholds })).toBe('another_person')
})

test('what was not passed says why', () => {
  const failed = (reasons: LivenessJudgement['reasons']) =>
    moved(seen, { passed: false, reasons, frontal: null }, { thresholds })
  expect(failed([{ reason: 'flat', step: 0 }])).toBe('flat')
  expect(failed([])).toBe('no_face')
})

test('bad light and going away are no attack; a flat face, another one, and movements that were not made may be', () => {
  const suspected = livenessReasons.filter((reason) => !isHarmless(reason))
  expect(suspected).toEqual(
    expect.arrayContaining(['flat', 'another_person', 'face_jumped', 'not_done', 'done_too_early']),
  )
  expect(suspected).not.toContain('too_dark')
})
