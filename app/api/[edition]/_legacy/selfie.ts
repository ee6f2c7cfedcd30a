/** Verify document photo (8.3, 8.4) in both of its forms: are two pictures of one person? The server keeps neither. */
import { z } from 'zod'
import { compareFaces } from '@/domain/faces/compare'
import { confidenceText as confidence } from './answers'
import { PICTURE_FORMATS } from './codes'
import { confidenceText } from './confidence'
import { flag } from './fields'
import { operation } from './legacy'

export const comparison = (form: { summary: string; base64?: true }) =>
  operation({
    ...form,
    refuses: ['FACEMAP_NOT_SUPPORTED'],
    answers: {
      FACE_COMPARED_WITH_SUCCESS: { verified: z.boolean(), confidence },
      FACE_COMPARISON_FAILED: {},
    },
    engine: 'face',
    fields: {
      livess: flag.describe('As the examples of the vendor spell `liveness`; changes nothing.'),
      facemap: z.never({ error: 'FACEMAP_NOT_SUPPORTED' }).optional().describe('Not supported: send two pictures.'),
    },
    fieldsSince: { facemap: '1.1' },
    strict: true,
    pictures: ['photo1', 'photo2'],
    whenOneIsMissing: 'EXPECTING_2_IMAGE_FILES_TO_COMPARE',
    async answer({ context, pictures: { photo1, photo2 }, liveness }) {
      const result = await compareFaces(context, {
        first: photo1,
        second: photo2,
        formats: PICTURE_FORMATS,
        gate: 'legacy',
        liveness,
      })
      if (result.outcome === 'not_compared') return { code: 'FACE_COMPARISON_FAILED' }
      const { verified } = result
      return {
        code: 'FACE_COMPARED_WITH_SUCCESS',
        fields: { verified, confidence: confidenceText(result.confidence, verified) },
      }
    },
  })
