/** Liveness checks of callers with a key or a session: each its own. */
import { z } from 'zod'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import {
  judgeLivenessCheck,
  startLivenessCheck,
  usualSteps,
  type burstSchema,
  type LivenessChallenge,
  type LivenessVerdict,
} from './challenge'
import { holderOf } from './proof'

const schema = z.object({
  /** How many movements; fewer are quicker, and easier to meet by chance. */
  steps: z.number().int().min(2).max(6).default(usualSteps),
  /** Twice the time for each. */
  calm: z.boolean().default(false),
})

/** @throws AppError `forbidden`, `invalid_input` */
export async function createLivenessChallenge(
  context: Context,
  input: z.input<typeof schema> = {},
): Promise<LivenessChallenge> {
  const { steps, calm } = parse(schema, input)
  const tenantId = tenantFor(context, 'liveness:check')
  return startLivenessCheck(context, { tenantId, holder: holderOf(context.actor), steps, calm })
}

/** @throws AppError as `judgeLivenessCheck` */
export async function submitLiveness(context: Context, input: z.input<typeof burstSchema>): Promise<LivenessVerdict> {
  const tenantId = tenantFor(context, 'liveness:check')
  return judgeLivenessCheck(context, { tenantId, holder: holderOf(context.actor), ...input })
}
