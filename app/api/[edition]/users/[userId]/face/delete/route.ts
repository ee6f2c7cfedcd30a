/** Delete User Face Enroll (5.4): the user stays, the face goes. */
import { removeFace } from '@/domain/faces/remove'
import { legacy, operation } from '../../../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  DELETE: operation({
    summary: 'Delete User Face Enroll: the user stays, the face goes.',
    refuses: ['ENROLL_USER_FACE_FIRST'],
    answers: { USER_FACE_CREDENTIALS_DELETED: {} },
    user: true,
    engine: 'face',
    async answer({ context, userId }) {
      await removeFace(context, { userId })
      return { code: 'USER_FACE_CREDENTIALS_DELETED' }
    },
  }),
})
