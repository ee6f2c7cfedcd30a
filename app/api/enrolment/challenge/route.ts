import { z } from 'zod'
import { parse } from '@/domain/parse'
import { startEnrolmentCheck } from '@/domain/self-enrolment/enrol'
import { answerEnrolment, jsonOf } from '../_enrolment/answer'

const schema = z.object({ calm: z.boolean().default(false) })

/** A plan to follow in front of the camera, good for minutes. */
export function POST(request: Request): Promise<Response> {
  return answerEnrolment(request, 4_096, async (asked) => {
    const { calm } = parse(schema, jsonOf(asked))
    const { id, plan, token, expiresAt } = await startEnrolmentCheck(asked.context, { token: asked.token, calm })
    return { id, plan, token, expiresAt }
  })
}
