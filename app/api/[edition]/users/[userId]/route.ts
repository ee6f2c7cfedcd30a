/** Delete User (4.2): an erasure, with the user's enrolments, device and pictures. */
import { eraseUser } from '@/domain/erasures'
import { legacy, operation } from '../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  DELETE: operation({
    summary: 'Delete User, with enrolments, device and pictures.',
    answers: { USER_REMOVED_WITH_SUCCESS: {} },
    user: true,
    async answer({ context, userId }) {
      await eraseUser(context, { userId })
      return { code: 'USER_REMOVED_WITH_SUCCESS' }
    },
  }),
})
