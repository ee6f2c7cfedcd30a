/** 4.3, section 7: credentials are not delivered by e-mail. */
import { requireUserByUuid } from '@/domain/users/by-uuid'
import { Refusal } from '../../../../_public/answer'
import { eventsApi, operation } from '../../../../_public/events-api'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Not offered: delivery of credentials by e-mail.',
    action: 'users:read',
    budget: 'writes',
    answers: {},
    async answer({ context, id }) {
      await requireUserByUuid(context, id)
      throw new Refusal('not_offered', 'Credentials are not delivered by e-mail.')
    },
  }),
})
