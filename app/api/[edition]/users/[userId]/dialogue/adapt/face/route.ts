/** Adapt Face (5.3): a newer picture takes the place of the enrolled one, if it shows the same person. */
import { z } from 'zod'
import { getBureau } from '@/app/_lib/context'
import type { Context } from '@/domain/context'
import { adaptFace } from '@/domain/faces/adapt'
import { signPictureLink } from '@/domain/faces/picture'
import { reason } from '../../../../../_legacy/answers'
import { PICTURE_LINK_SECONDS } from '../../../../../_legacy/codes'
import type { Edition } from '../../../../../_legacy/editions'
import { faceInput } from '../../../../../_legacy/face'
import { legacy, operation } from '../../../../../_legacy/legacy'
import { reasonText } from '../../../../../_legacy/reasons'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Adapt Face: a newer picture takes the place of the enrolled one, if it shows the same person.',
    refuses: ['ENROLL_USER_FACE_FIRST'],
    answers: {
      FACE_ADAPTED_WITH_SUCCESS: { adapted: z.literal(true), faceImg: z.string() },
      FACE_ADAPT_FAILED: { reason },
      FACE_NOT_REALIABLE_TO_ADAPT: { alreadyExists: z.literal(false) },
    },
    user: true,
    engine: 'face',
    pictures: ['photo'],
    async answer(call) {
      const result = await adaptFace(call.context, { userId: call.userId, ...faceInput(call) })
      switch (result.outcome) {
        case 'adapted': {
          // A tenant that keeps no pictures has none to link to (I).
          const faceImg = result.sampleId ? await pictureUrl(call.context, call.edition, result.sampleId) : ''
          return { code: 'FACE_ADAPTED_WITH_SUCCESS', fields: { adapted: true, faceImg } }
        }
        case 'refused':
          return { code: 'FACE_ADAPT_FAILED', fields: { reason: reasonText(result.reason) } }
        case 'another_person':
          return { code: 'FACE_NOT_REALIABLE_TO_ADAPT', fields: { alreadyExists: false } }
      }
    },
  }),
})

/** On the address that the operator configured: a Host header is anybody's to choose. */
async function pictureUrl(context: Context, edition: Edition, sampleId: string): Promise<string> {
  const { expires, signature } = signPictureLink(context, { sampleId, seconds: PICTURE_LINK_SECONDS })
  const { environment } = await getBureau()
  const url = new URL(`/api/${edition.name}/face-images/${sampleId}`, environment.publicUrl)
  url.search = new URLSearchParams({ expires: String(expires), signature }).toString()
  return url.href
}
