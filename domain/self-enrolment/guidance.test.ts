import { expect, test } from 'vitest'
import type { Observation, ObservedFace } from '@/engines/liveness/types'
import { guidanceOf, lightGuidance } from './guidance'

const frame = { widthPx: 480, heightPx: 640 }

function seen(face: Partial<ObservedFace> = {}, faces = 1): Observation {
  const usual: ObservedFace = {
    box: { x: 140, y: 200, width: 200, height: 240 },
    score: 0.99,
    yawDegrees: 0,
    pitchDegrees: 0,
    rollDegrees: 0,
    eyeDistancePx: 90,
    eyeGap: 0.3,
    sharpness: 0.6,
    brightness: 130,
    sizePx: 310,
    mesh: [],
  }
  return { atMs: 0, faces, face: { ...usual, ...face } }
}

const at = (x: number) => ({ x, y: 200, width: 200, height: 240 })

test.each([
  ['good', seen()],
  ['no_face', { atMs: 0, faces: 0, face: null }],
  ['one_face', seen({}, 2)],
  ['too_dark', seen({ brightness: 30 })],
  ['too_bright', seen({ brightness: 240 })],
  ['come_closer', seen({ eyeDistancePx: 40 })],
  ['further_away', seen({ eyeDistancePx: 160 })],
  ['to_the_middle', seen({ box: at(0) })],
  ['look_straight', seen({ yawDegrees: -25 })],
  ['look_straight', seen({ rollDegrees: 30 })],
  ['hold_still', seen({ sharpness: 0.05 })],
  // In the dark nothing else can be trusted.
  ['too_dark', seen({ brightness: 20, sharpness: 0.01, yawDegrees: 40 })],
] as const)('says %s', (guidance, observation) => {
  expect(guidanceOf(observation, null, frame)).toBe(guidance)
})

test('A face that moves is asked to hold still', () => {
  expect(guidanceOf(seen({ box: at(170) }), seen(), frame)).toBe('hold_still')
  expect(guidanceOf(seen({ box: at(145) }), seen(), frame)).toBe('good')
  expect(guidanceOf(seen(), { atMs: 0, faces: 0, face: null }, frame)).toBe('good')
})

test('Until the engine is there, the light alone is told', () => {
  expect([20, 130, 240].map(lightGuidance)).toEqual(['too_dark', 'good', 'too_bright'])
})
