/** Verify Face (5.2): is this the person who enrolled? The vendor shows no answer of it; ours follow its search. */
import { z } from 'zod'
import { verifyFace } from '@/domain/faces/verify'
import { confidenceText as confidence, reason } from '../../../../../_legacy/answers'
import { confidenceText } from '../../../../../_legacy/confidence'
import { faceInput } from '../../../../../_legacy/face'
import { legacy, operation } from '../../../../../_legacy/legacy'
import { reasonText } from '../../../../../_legacy/reasons'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Verify Face: is this the person who enrolled?',
    refuses: ['ENROLL_USER_FACE_FIRST'],
    answers: {
      FACE_RECOGNIZED_WITH_SUCCESS: { verified: z.literal(true), confidence },
      // Without a single face there is nothing to compare, and a reason in place of the other two.
      FACE_RECOGNITION_FAILED: {
        verified: z.literal(false).optional(),
        confidence: confidence.optional(),
        reason: reason.optional(),
      },
    },
    user: true,
    engine: 'face',
    pictures: ['photo'],
    async answer(call) {
      const result = await verifyFace(call.context, { userId: call.userId, ...faceInput(call) })
      if (result.outcome === 'refused') {
        return { code: 'FACE_RECOGNITION_FAILED', fields: { reason: reasonText(result.reason) } }
      }
      const { verified } = result
      return {
        code: verified ? 'FACE_RECOGNIZED_WITH_SUCCESS' : 'FACE_RECOGNITION_FAILED',
        fields: { verified, confidence: confidenceText(result.confidence, verified) },
      }
    },
  }),
})
