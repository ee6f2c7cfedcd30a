import fc from 'fast-check'
import { expect, test } from 'vitest'
import { random } from '../document/rendered/random'
import { follow, judgeTiming, needsEyes } from './judge'
import { offPlane } from './plane'
import { drawPlan } from './plan'
import { Actor } from './rendered/actor'
import { livenessActions, type LivenessPlan, type Observation, type ObservedFace } from './types'

/** A face in space: an ellipse with a nose, so that turning it shows that it is not flat. */
const points = Array.from({ length: 468 }, (_, i) => {
  const [angle, out] = [i * 2.4, Math.sqrt(i / 468)]
  return { x: 60 * out * Math.cos(angle), y: 80 * out * Math.sin(angle), z: -100 * (1 - out) }
})

/** What an ideal tracker would see of somebody who follows a plan. */
function seenOf(plan: LivenessPlan, actor: Actor, { flat = false, mesh = points } = {}): Observation[] {
  const seen: Observation[] = []
  for (let atMs = 20; atMs < plan.lengthMs; atMs += 125) {
    const { yawDegrees, pitchDegrees, rollDegrees, closeness, eyesClosed } = actor.at(atMs)
    const [yaw, pitch] = [(yawDegrees * Math.PI) / 180, (pitchDegrees * Math.PI) / 180]
    const face: ObservedFace = {
      box: { x: 140, y: 200, width: 120 * closeness, height: 160 * closeness },
      score: 1,
      yawDegrees,
      pitchDegrees,
      rollDegrees,
      eyeDistancePx: 60 * closeness,
      eyeGap: needsEyes(plan, atMs) ? 0.32 * (1 - 0.7 * eyesClosed) : null,
      sizePx: 200 * closeness,
      sharpness: 0.8,
      brightness: 120,
      mesh: mesh.map(({ x, y, z }) => {
        const depth = flat ? 0 : z
        return {
          x: 200 + closeness * (x * Math.cos(yaw) + depth * Math.sin(yaw)),
          y: 280 + closeness * (y * Math.cos(pitch) + depth * Math.sin(pitch)),
        }
      }),
    }
    seen.push({ atMs, faces: 1, face })
  }
  return seen
}

const planOf = (seed: number) => drawPlan({ steps: 4 }, random(seed, 'plan').next)
const reasonsOf = (seen: Observation[], plan: LivenessPlan) => follow(seen, plan).findings.map(({ reason }) => reason)
const seeds = fc.integer({ min: 0, max: 1_000_000 })

test('Whoever follows the plan passes', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const plan = planOf(seed)
      expect(reasonsOf(seenOf(plan, new Actor(plan, random(seed, 'actor'))), plan)).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('Whoever follows another plan does not, whatever it is', () => {
  fc.assert(
    fc.property(seeds, seeds, (seed, other) => {
      const [plan, recorded] = [planOf(seed), planOf(other)]
      const order = ({ steps }: LivenessPlan) => steps.map(({ action }) => action).join()
      fc.pre(order(plan) !== order(recorded))
      const seen = seenOf(
        { ...plan, lengthMs: Math.max(plan.lengthMs, recorded.lengthMs) },
        new Actor(recorded, random(seed, 'actor')),
      )
      expect(reasonsOf(seen, plan)).not.toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('The same movements at other times do not pass', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2_800, max: 5_000 }), fc.boolean(), (seed, byMs, isLate) => {
      const plan = planOf(seed)
      const shift = isLate ? byMs : -byMs
      const steps = plan.steps.map((step) => ({ ...step, startMs: step.startMs + shift, endMs: step.endMs + shift }))
      const seen = seenOf(plan, new Actor({ ...plan, steps }, random(seed, 'actor')))
      expect(reasonsOf(seen, plan)).not.toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('A flat picture that could turn as far as a head is told by its plane', () => {
  const plan = planOf(2)
  const seen = seenOf(plan, new Actor(plan, random(2, 'actor')), { flat: true })
  expect(reasonsOf(seen, plan)).toContain('flat')
})

test('A camera that pauses while a face comes closer has not seen it jump, and one that did not pause has', () => {
  const plan = { ...planOf(1), steps: [{ action: 'come_closer' as const, startMs: 3_000, endMs: 5_200 }] }
  const seen = seenOf(plan, new Actor(plan, random(1, 'actor'))).map((observation) => {
    const closeness = observation.atMs < 3_500 || observation.atMs > 5_200 ? 1 : 1.45
    const [width, height] = [120 * closeness, 160 * closeness]
    const box = { x: 200 - width / 2, y: 280 - height / 2, width, height }
    return { ...observation, face: { ...observation.face!, box, sizePx: 200 * closeness } }
  })
  expect(reasonsOf(seen, plan)).toEqual(['face_jumped'])
  const isPause = ({ atMs }: Observation) => (atMs > 3_200 && atMs < 3_600) || (atMs > 5_000 && atMs < 5_400)
  const paused = seen.filter((observation) => !isPause(observation))
  expect(reasonsOf(paused, plan)).not.toContain('face_jumped')
})

test('A camera that did not watch around a prompt is told of, and not the person', () => {
  const plan = planOf(1)
  const seen = seenOf(plan, new Actor(plan, random(1, 'actor')))
  const { startMs } = plan.steps[1]!
  const paused = seen.filter(({ atMs }) => atMs < startMs - 360 || atMs > startMs + 150)
  expect(new Set(reasonsOf(paused, plan))).toEqual(new Set(['timing_wrong']))
})

test('A second face, a lost one and one that jumps are told', () => {
  const plan = planOf(1)
  const seen = seenOf(plan, new Actor(plan, random(1, 'actor')))
  const changed = (from: number, to: number, change: (one: Observation) => Observation) =>
    seen.map((one, index) => (index >= from && index < to ? change(one) : one))
  expect(
    reasonsOf(
      changed(20, 21, (one) => ({ ...one, faces: 2 })),
      plan,
    ),
  ).toEqual(['more_than_one_face'])
  expect(
    reasonsOf(
      changed(20, 30, (one) => ({ ...one, faces: 0, face: null })),
      plan,
    ),
  ).toEqual(['face_lost'])
  expect(
    reasonsOf(
      changed(0, 999, (one) => ({ ...one, faces: 0, face: null })),
      plan,
    ),
  ).toEqual(['no_face'])
  const elsewhere = (one: Observation) => ({ ...one, face: { ...one.face!, box: { ...one.face!.box, x: 400 } } })
  expect(reasonsOf(changed(20, 21, elsewhere), plan)).toEqual(['face_jumped'])
})

test.each([
  ['face_too_small', { eyeDistancePx: 20 }],
  ['too_dark', { brightness: 20 }],
  ['too_bright', { brightness: 240 }],
  ['blurred', { sharpness: 0.05 }],
  ['not_frontal', { yawDegrees: 40 }],
])('What keeps the first rest from being a zero is said: %s', (reason, over) => {
  const plan = planOf(1)
  const seen = seenOf(plan, new Actor(plan, random(1, 'actor')))
  expect(
    reasonsOf(
      seen.map((one) => ({ ...one, face: { ...one.face!, ...over } })),
      plan,
    ),
  ).toEqual([reason])
})

test('Times that no camera gives are refused', () => {
  const plan = planOf(1)
  const times = Array.from({ length: Math.ceil(plan.lengthMs / 125) }, (_, i) => i * 125)
  const reason = (of: number[]) => judgeTiming(of, plan)[0]?.reason
  expect(reason(times)).toBeUndefined()
  expect(reason([])).toBe('too_few_frames')
  expect(reason(times.map((time, i) => (i === 5 ? times[4]! : time)))).toBe('frames_out_of_order')
  expect(reason([-5, ...times.slice(1)])).toBe('frames_out_of_order')
  expect(reason(times.filter((time) => time < 3_000 || time > 4_000))).toBe('timing_wrong')
  expect(reason(times.map((time) => time * 2))).toBe('timing_wrong')
  expect(reason(Array.from({ length: 400 }, (_, i) => (i * plan.lengthMs) / 400))).toBe('timing_wrong')
})

test('Plans hold what they promise', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 6 }), (seed, count) => {
      const { steps, lengthMs } = drawPlan({ steps: count }, random(seed, 'plan').next)
      expect(steps).toHaveLength(count)
      steps.forEach(({ action, startMs, endMs }, index) => {
        expect(livenessActions).toContain(action)
        expect(action).not.toBe(steps[index + 1]?.action)
        expect(endMs).toBeGreaterThan(startMs + 2_000)
        expect(steps[index + 1]?.startMs ?? lengthMs).toBeGreaterThan(endMs)
      })
      expect(steps.filter(({ action }) => action.startsWith('turn')).length * 2).toBeGreaterThanOrEqual(count)
    }),
  )
})

test('Points of one plane fit a homography, those of a head that turned do not', () => {
  const flat = points.map(({ x, y }) => ({ x, y }))
  const tilted = flat.map(({ x, y }) => ({
    x: (0.8 * x + 5) / (1 + 0.002 * x),
    y: (0.9 * y + 0.1 * x) / (1 + 0.002 * x),
  }))
  expect(offPlane(flat, tilted, 60)).toBeLessThan(1e-6)
  const turned = points.map(({ x, y, z }) => ({ x: x * Math.cos(0.4) + z * Math.sin(0.4), y }))
  expect(offPlane(flat, turned, 60)).toBeGreaterThan(0.06)
})
