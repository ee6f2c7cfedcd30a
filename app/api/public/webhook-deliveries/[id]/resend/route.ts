/** 4.8 one message once more, under the same id. */
import { resendDelivery } from '@/domain/webhooks/deliveries'
import { eventsApi, operation } from '../../../_public/events-api'
import * as schemas from '../../../_public/schemas'
import { showDelivery } from '../../../_public/show-webhooks'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Sends a message of a webhook again, under the same message id.',
    action: 'webhooks:manage',
    budget: 'writes',
    answers: { 202: schemas.delivery },
    answer: async ({ context, id }) => ({ status: 202, body: showDelivery(await resendDelivery(context, { id })) }),
  }),
})
