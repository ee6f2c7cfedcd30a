/** Find Multiple Id by Face (5.6): everybody enrolled whom one picture shows, the surest first. */
import { z } from 'zod'
import { findAllByFace } from '@/domain/faces/find'
import { confidenceText as confidence, reason, userId } from '../../_legacy/answers'
import { confidenceText } from '../../_legacy/confidence'
import { faceInput } from '../../_legacy/face'
import { legacy, operation } from '../../_legacy/legacy'
import { reasonText } from '../../_legacy/reasons'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Find Multiple Id by Face: everybody enrolled whom one picture shows, the surest first.',
    answers: {
      FACE_RECOGNIZED_WITH_SUCCESS: {
        verified: z.literal(true),
        usersFound: z.array(z.object({ userId, confidence })),
      },
      FACE_RECOGNITION_FAILED: { verified: z.literal(false), usersFound: z.array(z.never()) },
      FACE_ENROLLMENT_FAILED: { reason },
    },
    engine: 'face',
    pictures: ['photo'],
    async answer(call) {
      const result = await findAllByFace(call.context, faceInput(call))
      if (result.outcome === 'refused') {
        return { code: 'FACE_ENROLLMENT_FAILED', fields: { reason: reasonText(result.reason) } }
      }
      const usersFound = result.matches.map(({ userId, confidence }) => ({
        userId,
        confidence: confidenceText(confidence, true),
      }))
      const verified = usersFound.length > 0
      return {
        code: verified ? 'FACE_RECOGNIZED_WITH_SUCCESS' : 'FACE_RECOGNITION_FAILED',
        fields: { verified, usersFound },
      }
    },
  }),
})
