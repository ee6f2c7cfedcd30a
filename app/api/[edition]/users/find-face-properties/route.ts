/** Find Face Properties (5.7): age, gender and, where the tenant wants them, emotions. Nothing is matched or stored. */
import { z } from 'zod'
import { faceProperties } from '@/domain/faces/properties'
import { reason } from '../../_legacy/answers'
import { emotionWords } from '../../_legacy/emotions'
import { faceInput } from '../../_legacy/face'
import { legacy, operation } from '../../_legacy/legacy'
import { reasonText } from '../../_legacy/reasons'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Find Face Properties: age, gender and, where the tenant wants them, emotions.',
    answers: {
      FACE_RECOGNIZED_WITH_SUCCESS: {
        properties: z.object({
          age: z.int().min(0),
          gender: z.enum(['male', 'female']),
          emotions: z.array(z.string()).describe('The strongest first.'),
        }),
      },
      MULTIPLE_FACES_DETECTED: {},
      FACE_PROPERTIES_FAILED: { reason },
    },
    engine: 'face',
    pictures: ['photo'],
    async answer(call) {
      const result = await faceProperties(call.context, faceInput(call))
      if (result.outcome === 'read') {
        const { ageYears, gender, emotions } = result.properties
        return {
          code: 'FACE_RECOGNIZED_WITH_SUCCESS',
          fields: { properties: { age: Math.round(ageYears), gender, emotions: emotionWords(emotions) } },
        }
      }
      if (result.reason.code === 'more_than_one_face') return { code: 'MULTIPLE_FACES_DETECTED' }
      return { code: 'FACE_PROPERTIES_FAILED', fields: { reason: reasonText(result.reason) } }
    },
  }),
})
