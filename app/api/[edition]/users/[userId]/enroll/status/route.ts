/** Get enroll Status (9.1): one row for each engine that the tenant uses, enrolled or not; `data` is a bare array. */
import { z } from 'zod'
import { enrolmentStatus } from '@/domain/faces/status'
import { legacy, operation } from '../../../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  GET: operation({
    summary: 'Get enroll Status: one row for each engine that the tenant uses.',
    answers: z.array(z.object({ engines_oid: z.string(), type: z.enum(['face', 'voice']), enrolled: z.boolean() })),
    user: true,
    async answer({ context, userId }) {
      const engines = await enrolmentStatus(context, { userId })
      return {
        list: engines.map(({ engineId, type, enrolled }) => ({ engines_oid: engineId, type, enrolled })),
      }
    },
  }),
})
