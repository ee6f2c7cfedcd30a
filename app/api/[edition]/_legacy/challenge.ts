/** What our own client asks for before it films: the movements to prompt for, and when. */
import { z } from 'zod'
import type { LivenessChallenge } from '@/domain/liveness/challenge'
import { actionWords, livenessActions } from '@/domain/liveness/words'

export const challengeFields = {
  challengeId: z.string(),
  token: z.string(),
  lengthMs: z.number(),
  expiresAt: z.iso.datetime(),
  steps: z.array(
    z.object({ action: z.enum(livenessActions), prompt: z.string(), startMs: z.number(), endMs: z.number() }),
  ),
}

export const showChallenge = ({ id, token, plan, expiresAt }: LivenessChallenge) => ({
  challengeId: id,
  token,
  lengthMs: plan.lengthMs,
  expiresAt: expiresAt.toISOString(),
  steps: plan.steps.map(({ action, startMs, endMs }) => ({ action, prompt: actionWords[action], startMs, endMs })),
})
