/** 4.8 a new secret for a webhook; the one before goes on signing beside it for a while. */
import { z } from 'zod'
import { rotateWebhookSecret } from '@/domain/webhooks/change'
import { eventsApi, operation } from '../../../_public/events-api'
import * as schemas from '../../../_public/schemas'
import { showWebhook } from '../../../_public/show-webhooks'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Gives a webhook a new secret, shown in this answer only. The old one signs too for overlap_hours (24).',
    action: 'webhooks:manage',
    budget: 'writes',
    body: z.object({ overlap_hours: z.number().int().min(0).max(168).optional() }),
    answers: { 200: schemas.webhookWithSecret },
    async answer({ context, id, body }) {
      const { webhook, secret } = await rotateWebhookSecret(context, { id, overlapHours: body.overlap_hours })
      return { status: 200, body: { ...showWebhook(webhook), secret } }
    },
  }),
})
