/** Get enroll Status (9.1): one row for each engine that the tenant uses, enrolled or not; `data` is a bare array. */
import { enrolmentStatus } from '@/domain/faces/status'
import { legacy, operation } from '../../../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  GET: operation({
    user: true,
    async answer({ context, userId }) {
      const engines = await enrolmentStatus(context, { userId })
      return {
        list: engines.map(({ engineId, type, enrolled }) => ({ engines_oid: engineId, type, enrolled })),
      }
    },
  }),
})
