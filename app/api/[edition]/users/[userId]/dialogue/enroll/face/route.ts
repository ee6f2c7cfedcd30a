/**
 * Enroll Face (5.1): one call, in spite of the word dialogue in its path. Whether another user's face in the gallery stops an
 * enrolment is the tenant's setting `duplicates`; the user's own face, enrolled before, always answers as found.
 */
import { z } from 'zod'
import { enrolFace } from '@/domain/faces/enrol'
import { confidenceNumber, reason, userId } from '../../../../../_legacy/answers'
import { shownConfidence } from '../../../../../_legacy/confidence'
import { faceInput } from '../../../../../_legacy/face'
import { legacy, operation } from '../../../../../_legacy/legacy'
import { reasonText } from '../../../../../_legacy/reasons'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Enroll Face.',
    answers: {
      FACE_ENROLLED_WITH_SUCCESS: { enrolled: z.literal(true) },
      FACE_ENROLLMENT_FAILED: { reason },
      FACE_ALREADY_DETECTED_ON_GALLERY: {
        detectedId: userId,
        confidence: confidenceNumber,
        alreadyExists: z.literal(true),
      },
    },
    user: true,
    engine: 'face',
    pictures: ['photo'],
    async answer(call) {
      const enrolment = await enrolFace(call.context, { userId: call.userId, ...faceInput(call) })
      switch (enrolment.outcome) {
        case 'enrolled':
          return { code: 'FACE_ENROLLED_WITH_SUCCESS', fields: { enrolled: true } }
        case 'refused':
          return { code: 'FACE_ENROLLMENT_FAILED', fields: { reason: reasonText(enrolment.reason) } }
        case 'found':
          return {
            code: 'FACE_ALREADY_DETECTED_ON_GALLERY',
            fields: {
              detectedId: enrolment.userId,
              confidence: shownConfidence(enrolment.confidence, true),
              alreadyExists: true,
            },
          }
      }
    },
  }),
})
