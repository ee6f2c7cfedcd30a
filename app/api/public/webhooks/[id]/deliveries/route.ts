/** 4.8 the log of a webhook's deliveries, newest first. */
import { z } from 'zod'
import { listDeliveries } from '@/domain/webhooks/deliveries'
import { eventsApi, operation } from '../../../_public/events-api'
import { nextCursor, page, placeOf } from '../../../_public/fields'
import * as schemas from '../../../_public/schemas'
import { showDelivery } from '../../../_public/show-webhooks'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Lists the deliveries of a webhook, newest first; they are kept for 30 days.',
    action: 'webhooks:read',
    budget: 'reads',
    query: z.object({ ...page, state: z.enum(['queued', 'delivered', 'failed']).optional() }),
    answers: { 200: schemas.deliveryPage },
    async answer({ context, id, query }) {
      const { first, after } = placeOf(query)
      const states = query.state && [query.state]
      const page = { webhookId: id, first, after: after?.id, states }
      const { deliveries, hasMore } = await listDeliveries(context, page)
      const places = deliveries.map(({ createdAt: at, id }) => ({ at, id }))
      return { status: 200, body: { items: deliveries.map(showDelivery), next_cursor: nextCursor(places, hasMore) } }
    },
  }),
})
