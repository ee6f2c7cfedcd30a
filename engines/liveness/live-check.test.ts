import { beforeAll, expect, test } from 'vitest'
import { random } from '../document/rendered/random'
import { LiveCheck } from './live-check'
import { frameLimits, type LivenessParts } from './pipeline'
import { drawPlan } from './plan'
import { burst, type Species } from './rendered/bursts'
import type { Head } from './rendered/head'
import { openLiveness } from './testing'

const seed = 3
const plan = drawPlan({ steps: 1 }, random(seed, 'plan').next)

let parts: LivenessParts
let head: Head
beforeAll(async () => {
  const { headOf, ...opened } = await openLiveness()
  ;[parts, head] = [opened, await headOf('clara')]
})

async function checked(species: Species, keep: (atMs: number) => boolean = () => true) {
  const check = new LiveCheck(parts, plan)
  for (const { atMs, picture } of await burst({ species, head, plan, seed })) {
    if (keep(atMs)) await check.see((await parts.decode(picture, frameLimits)).image, atMs)
  }
  return check.judge()
}

test('One turn of the head is asked for, and who makes it passes, with a template of their own', async () => {
  expect(plan.steps.map(({ action }) => action)).toEqual([expect.stringMatching(/^turn_(left|right)$/)])
  const { passed, reasons, frontal } = await checked('stand-in')
  expect(reasons).toEqual([])
  expect(passed).toBe(true)
  expect(frontal!.face.embedding).toHaveLength(128)
})

test('A picture that is held still, or turned, does not pass', async () => {
  expect((await checked('still')).reasons[0]?.reason).toBe('not_done')
  expect((await checked('plane')).passed).toBe(false)
})

test('Nothing, and too little, is no check', async () => {
  expect((await checked('stand-in', () => false)).reasons[0]?.reason).toBe('too_few_frames')
  const { startMs } = plan.steps[0]!
  const gap = await checked('stand-in', (atMs) => atMs < startMs || atMs > startMs + 700)
  expect(gap.reasons[0]?.reason).toBe('timing_wrong')
})
