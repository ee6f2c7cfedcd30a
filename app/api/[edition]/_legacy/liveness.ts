/** The verdict on a liveness session as the vendor's engine words it: its values are ours, as far as we have any. */
import { z } from 'zod'
import type { SessionVerdict } from '@/domain/liveness/session'
import { LIVENESS_MODE } from './codes'

/** Beside `meta` in 1.0, and below `livenessResult` in 1.1. */
export const verdictFields = {
  livenessResult: z.enum(['passed', 'undetermined']),
  livenessScore: z
    .number()
    .min(0)
    .max(100)
    .describe('The share of the movements that were seen, in per cent; below 50 when not passed.'),
  glassesScore: z.literal(0).describe('Not measured.'),
  glassesDecision: z.literal(false).describe('Not measured.'),
  retryFeedbackSuggestion: z
    .number()
    .int()
    .describe(
      '0: none; 1: try again; 2: with better light and closer; 3: with session data of this server’s own client.',
    ),
}

export const verdictWords = {
  passed: 'The facemap exhibited liveness',
  undetermined: 'The facemap did not exhibit liveness',
} as const

export const meta = (code: number, message?: string) => ({
  ok: code === 200,
  code,
  mode: LIVENESS_MODE,
  ...(message === undefined ? {} : { message }),
})

/** What better light and a shorter distance would mend. */
const poorPicture = ['face_too_small', 'too_dark', 'too_bright', 'blurred']

export interface ShownVerdict {
  passed: boolean
  isPoor: boolean
  data: z.output<z.ZodObject<typeof verdictFields>>
}

export function showVerdict(verdict: SessionVerdict): ShownVerdict {
  const passed = verdict.judged && verdict.passed
  const isPoor = verdict.judged && verdict.reasons.some(({ reason }) => poorPicture.includes(reason))
  const share = verdict.judged ? verdict.stepsDone / verdict.steps : 0
  return {
    passed,
    isPoor,
    data: {
      livenessResult: passed ? 'passed' : 'undetermined',
      // One that was not passed never looks like one that nearly was.
      livenessScore: passed ? 100 : Math.round(49 * share),
      glassesScore: 0,
      glassesDecision: false,
      retryFeedbackSuggestion: passed ? 0 : verdict.judged ? (isPoor ? 2 : 1) : 3,
    },
  }
}
