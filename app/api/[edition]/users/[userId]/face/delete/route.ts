/** Delete User Face Enroll (5.4): the user stays, the face goes. */
import { removeFace } from '@/domain/faces/remove'
import { legacy, operation } from '../../../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  DELETE: operation({
    user: true,
    engine: 'face',
    async answer({ context, userId }) {
      await removeFace(context, { userId })
      return { code: 'USER_FACE_CREDENTIALS_DELETED' }
    },
  }),
})
