/** 4.8 a message of type `test` to a webhook. */
import { sendTestMessage } from '@/domain/webhooks/deliveries'
import { eventsApi, operation } from '../../../_public/events-api'
import * as schemas from '../../../_public/schemas'
import { showDelivery } from '../../../_public/show-webhooks'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Sends a test message. What became of it is in its delivery.',
    action: 'webhooks:manage',
    budget: 'writes',
    answers: { 202: schemas.delivery },
    answer: async ({ context, id }) => ({ status: 202, body: showDelivery(await sendTestMessage(context, { id })) }),
  }),
})
