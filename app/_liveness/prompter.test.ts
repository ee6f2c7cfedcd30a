import { expect, test } from 'vitest'
import { promptAt, type Plan } from './prompter'

const plan: Plan = {
  steps: [
    { action: 'turn_left', startMs: 1_000, endMs: 3_000 },
    { action: 'close_eyes', startMs: 4_000, endMs: 5_000 },
  ],
  lengthMs: 6_000,
}

test.each([
  [0, null, null],
  [999, null, null],
  [1_000, 'turn_left', 0],
  [2_199, 'turn_left', 0],
  // The rest of the step is for coming back.
  [2_200, null, 0],
  [3_000, null, null],
  [4_100, 'close_eyes', 1],
  [5_900, null, null],
] as const)('At %i ms the prompt is %s', (atMs, action, step) => {
  expect(promptAt(plan, atMs)).toEqual({ action, step })
})
