/** Find User Id by Face (5.5): the best match of one face. Its failure carries an enrolment's code, as the vendor shows it. */
import { z } from 'zod'
import { findByFace } from '@/domain/faces/find'
import { confidenceText as confidence, reason, userId } from '../../_legacy/answers'
import { confidenceText } from '../../_legacy/confidence'
import { faceInput } from '../../_legacy/face'
import { legacy, operation } from '../../_legacy/legacy'
import { reasonText } from '../../_legacy/reasons'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Find User Id by Face: the best match of one face.',
    answers: {
      FACE_RECOGNIZED_WITH_SUCCESS: { verified: z.literal(true), userId, confidence },
      FACE_RECOGNITION_FAILED: { verified: z.literal(false) },
      FACE_ENROLLMENT_FAILED: { reason },
    },
    engine: 'face',
    pictures: ['photo'],
    async answer(call) {
      const result = await findByFace(call.context, faceInput(call))
      switch (result.outcome) {
        case 'found':
          return {
            code: 'FACE_RECOGNIZED_WITH_SUCCESS',
            fields: {
              verified: true,
              userId: result.match.userId,
              confidence: confidenceText(result.match.confidence, true),
            },
          }
        case 'unknown':
          return { code: 'FACE_RECOGNITION_FAILED', fields: { verified: false } }
        case 'refused':
          return { code: 'FACE_ENROLLMENT_FAILED', fields: { reason: reasonText(result.reason) } }
      }
    },
  }),
})
