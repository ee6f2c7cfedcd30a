import { submitEnrolmentCheck } from '@/domain/self-enrolment/enrol'
import { answerEnrolment } from '../_enrolment/answer'
import { burstLimitBytes, readBurst } from '../_enrolment/burst'

/** The frames that were taken meanwhile; the answer says at once what came of them. */
export function POST(request: Request): Promise<Response> {
  return answerEnrolment(request, burstLimitBytes, async (asked) => {
    const burst = await readBurst(asked)
    return submitEnrolmentCheck(asked.context, { token: asked.token, ...burst })
  })
}
