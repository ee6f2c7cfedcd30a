/** Find Face Properties (5.7): age, gender and, where the tenant wants them, emotions. Nothing is matched or stored. */
import { faceProperties } from '@/domain/faces/properties'
import { emotionWords } from '../../_legacy/emotions'
import { faceInput } from '../../_legacy/face'
import { legacy, operation } from '../../_legacy/legacy'
import { reasonText } from '../../_legacy/reasons'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
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
