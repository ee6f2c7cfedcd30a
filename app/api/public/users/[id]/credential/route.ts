/** 4.3, section 7: QR credentials and wallet passes are not offered. */
import { requireUserByUuid } from '@/domain/users/by-uuid'
import { Refusal } from '../../../_public/answer'
import { eventsApi, operation } from '../../../_public/events-api'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Not offered: QR credentials and wallet passes.',
    action: 'users:read',
    budget: 'reads',
    answers: {},
    async answer({ context, id }) {
      await requireUserByUuid(context, id)
      throw new Refusal('not_offered', 'QR credentials and wallet passes are not offered.')
    },
  }),
})
