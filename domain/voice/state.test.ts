import { describe, expect, test } from 'vitest'
import { step, type Event, type Open, type State, type Step } from './state'

const enrolling: Open = { operation: 'enrol', accepted: 0, needed: 3, rejectedInARow: 0 }
const verifying: Open = { operation: 'verify', accepted: 0, needed: 1, rejectedInARow: 0 }
const adapting: Open = { operation: 'adapt', accepted: 0, needed: 1, rejectedInARow: 0 }

const states = {
  idle: null,
  'enrolling, 0 of 3': enrolling,
  'enrolling, 1 of 3': { ...enrolling, accepted: 1 },
  'enrolling, 2 of 3': { ...enrolling, accepted: 2 },
  'enrolling, 1 of 3, 2 rejected': { ...enrolling, accepted: 1, rejectedInARow: 2 },
  'verifying, 0 of 1': verifying,
  'verifying, 1 of 2': { ...verifying, accepted: 1, needed: 2 },
  'verifying, 2 rejected': { ...verifying, rejectedInARow: 2 },
  'adapting, 0 of 1': adapting,
} satisfies Record<string, State>

const call = (operation: Open['operation'], withRecording: boolean, known = true): Event => ({
  kind: 'called',
  operation,
  withRecording,
  known,
})
const judged = (verdict: 'good' | 'brief' | 'rejected'): Event => ({ kind: 'judged', verdict })

const start = (state: Open): Step => ({ kind: 'start', state })
const ended: Step = { kind: 'ended', state: null }
const complete: Step = { kind: 'complete', state: null }
const failed: Step = { kind: 'failed', state: null }

/** What follows on every call, whoever makes it, with and without a recording. */
const calls: { [state in keyof typeof states]: [Event, Step][] } = Object.fromEntries(
  Object.entries(states).map(([name, state]: [string, State]) => [
    name,
    (['enrol', 'verify', 'adapt'] as const).flatMap((operation): [Event, Step][] => {
      const anew = start({ enrol: enrolling, verify: verifying, adapt: adapting }[operation])
      if (state?.operation !== operation) {
        return [true, false].flatMap((recording) =>
          [true, false].map((known): [Event, Step] => [call(operation, recording, known), anew]),
        )
      }
      return [
        [call(operation, true, true), { kind: 'judge', state }],
        // From outside the session: as a first call, of a new dialogue.
        [call(operation, true, false), anew],
        [call(operation, false, true), { kind: 'repeat', state }],
        [call(operation, false, false), { kind: 'repeat', state }],
      ]
    }),
  ]),
) as never

const judgements: { [state in Exclude<keyof typeof states, 'idle'>]: Record<'good' | 'brief' | 'rejected', Step> } = {
  'enrolling, 0 of 3': {
    good: { kind: 'next', state: { ...enrolling, accepted: 1 } },
    brief: { kind: 'next', state: { ...enrolling, accepted: 1 } },
    rejected: { kind: 'retry', state: { ...enrolling, rejectedInARow: 1 } },
  },
  'enrolling, 1 of 3': {
    good: { kind: 'next', state: { ...enrolling, accepted: 2 } },
    brief: { kind: 'next', state: { ...enrolling, accepted: 2 } },
    rejected: { kind: 'retry', state: { ...enrolling, accepted: 1, rejectedInARow: 1 } },
  },
  'enrolling, 2 of 3': {
    good: complete,
    brief: complete,
    rejected: { kind: 'retry', state: { ...enrolling, accepted: 2, rejectedInARow: 1 } },
  },
  'enrolling, 1 of 3, 2 rejected': {
    good: { kind: 'next', state: { ...enrolling, accepted: 2 } },
    brief: { kind: 'next', state: { ...enrolling, accepted: 2 } },
    rejected: failed,
  },
  'verifying, 0 of 1': {
    good: complete,
    brief: { kind: 'next', state: { ...verifying, accepted: 1, needed: 2 } },
    rejected: { kind: 'retry', state: { ...verifying, rejectedInARow: 1 } },
  },
  'verifying, 1 of 2': {
    good: complete,
    brief: complete,
    rejected: { kind: 'retry', state: { ...verifying, accepted: 1, needed: 2, rejectedInARow: 1 } },
  },
  'verifying, 2 rejected': {
    good: complete,
    brief: { kind: 'next', state: { ...verifying, accepted: 1, needed: 2 } },
    rejected: failed,
  },
  'adapting, 0 of 1': {
    good: complete,
    brief: { kind: 'next', state: { ...adapting, accepted: 1, needed: 2 } },
    rejected: { kind: 'retry', state: { ...adapting, rejectedInARow: 1 } },
  },
}

describe.each(Object.entries(states) as [keyof typeof states, State][])('%s', (name, state) => {
  test.each(calls[name].map(([event, next]) => [JSON.stringify(event), event, next] as const))(
    'on %s',
    (_, event, next) => expect(step(state, event)).toEqual(next),
  )

  test('ends on a restart and when its time is over', () => {
    expect(step(state, { kind: 'restarted' })).toEqual(ended)
    expect(step(state, { kind: 'expired' })).toEqual(ended)
  })

  test.each(['good', 'brief', 'rejected'] as const)('on a recording that is judged %s', (verdict) => {
    if (name === 'idle') return expect(() => step(state, judged(verdict))).toThrow(RangeError)
    expect(step(state, judged(verdict))).toEqual(judgements[name][verdict])
  })
})
