/** 4.8 everything after a line of the access log, once more. */
import { z } from 'zod'
import { replayWebhook } from '@/domain/webhooks/deliveries'
import { eventsApi, operation } from '../../../_public/events-api'
import { id as idField } from '../../../_public/fields'
import * as schemas from '../../../_public/schemas'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Tells a webhook again of what came into the access log after the line `after`; go on with the cursor.',
    action: 'webhooks:manage',
    budget: 'writes',
    body: z.object({
      /** An access_event_id; null: from the first line that is kept. */
      after: idField.nullable(),
      limit: z.number().int().min(1).max(1_000).optional(),
    }),
    answers: { 202: schemas.webhookReplay },
    async answer({ context, id, body: { after, limit } }) {
      const { queued, cursor, hasMore } = await replayWebhook(context, { webhookId: id, after, first: limit })
      return { status: 202, body: { queued, cursor, has_more: hasMore } }
    },
  }),
})
