/** 4.8 what became of one message. */
import { requireDelivery } from '@/domain/webhooks/deliveries'
import { eventsApi, operation } from '../../_public/events-api'
import * as schemas from '../../_public/schemas'
import { showDelivery } from '../../_public/show-webhooks'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Reads a delivery of a webhook.',
    action: 'webhooks:read',
    budget: 'reads',
    answers: { 200: schemas.delivery },
    answer: async ({ context, id }) => ({ status: 200, body: showDelivery(await requireDelivery(context, id)) }),
  }),
})
