import { beforeAll, expect, test } from 'vitest'
import { random } from '../document/rendered/random'
import { judgeBurst, type LivenessParts } from './pipeline'
import { drawPlan } from './plan'
import { burst, species, type Species } from './rendered/bursts'
import type { Head } from './rendered/head'
import { openLiveness } from './testing'

const seed = 1
const planOf = (of: number) => drawPlan({ steps: 3 }, random(of, 'plan').next)
const plan = planOf(seed)

let parts: LivenessParts
let clara: Head
let anna: Head
beforeAll(async () => {
  const { headOf, ...opened } = await openLiveness()
  parts = opened
  ;[clara, anna] = [await headOf('clara'), await headOf('anna')]
})

const shown = (what: Species) =>
  burst({ species: what, head: clara, other: anna, plan, recordedPlan: planOf(seed + 1), seed })

test('The stand-in who follows the plan passes, and its best frame shows it', async () => {
  const frames = await shown('stand-in')
  const { passed, reasons, frontal } = await judgeBurst(parts, frames, plan)
  expect(reasons).toEqual([])
  expect(passed).toBe(true)
  expect(frames[frontal!.frame]!.atMs).toBeLessThan(plan.steps[0]!.startMs)
  expect(frontal!.face.embedding).toHaveLength(128)
})

test.each(species.filter((one) => one !== 'stand-in'))('An attack is refused: %s', async (what) => {
  const { passed, reasons, frontal } = await judgeBurst(parts, await shown(what), plan)
  expect(passed).toBe(false)
  expect(frontal).toBeNull()
  expect(reasons.length).toBeGreaterThan(0)
})

test('Somebody else who goes on with the same plan is told by the face', async () => {
  const halfMs = plan.steps[1]!.startMs - 200
  const [first, second] = await Promise.all([
    burst({ species: 'stand-in', head: clara, plan, seed }),
    burst({ species: 'stand-in', head: anna, plan, seed }),
  ])
  const frames = first.map((frame, index) => (frame.atMs < halfMs ? frame : second[index]!))
  const { reasons } = await judgeBurst(parts, frames, plan)
  expect(reasons.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining([expect.stringMatching(/another_person|moved|jumped/)]),
  )
  expect(reasons).not.toEqual([])
})

test('Frames that are no burst are refused before a net looks at them', async () => {
  const frames = await shown('stand-in')
  const judged = async (of: typeof frames) => (await judgeBurst(parts, of, plan)).reasons[0]?.reason
  const [a, b, ...rest] = frames
  expect(await judged([])).toBe('too_few_frames')
  expect(await judged(frames.slice(0, 10))).toBe('too_few_frames')
  expect(await judged([b!, a!, ...rest])).toBe('frames_out_of_order')
  expect(await judged([a!, { ...a!, atMs: b!.atMs }, ...rest])).toBe('frames_repeated')
  expect(await judged(frames.map((frame) => ({ ...frame, atMs: frame.atMs / 2 })))).toBe('timing_wrong')
  expect(await judged(frames.filter(({ atMs }) => atMs < 2_000 || atMs > 3_000))).toBe('timing_wrong')
  const damaged = { ...a!, picture: a!.picture.slice(0, 900) }
  expect(await judged([damaged, b!, ...rest])).toBe('frames_damaged')
})
