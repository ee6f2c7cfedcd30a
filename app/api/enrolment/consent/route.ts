import { z } from 'zod'
import { parse } from '@/domain/parse'
import { agreeToEnrolment } from '@/domain/self-enrolment/person'
import { answerEnrolment, jsonOf } from '../_enrolment/answer'

const schema = z.object({ textId: z.string() })

/** They have read the text and agree to it. */
export function POST(request: Request): Promise<Response> {
  return answerEnrolment(request, 4_096, async (asked) => {
    const { textId } = parse(schema, jsonOf(asked))
    await agreeToEnrolment(asked.context, { token: asked.token, textId })
    return { agreed: true }
  })
}
