/** 4.8 webhooks: made, with a secret that is shown this once, and listed. */
import { z } from 'zod'
import { createWebhook } from '@/domain/webhooks/change'
import { listWebhooks, webhookFields } from '@/domain/webhooks/webhook'
import { eventsApi, operation } from '../_public/events-api'
import * as schemas from '../_public/schemas'
import { showWebhook } from '../_public/show-webhooks'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Makes a webhook. The secret by which its messages are signed is shown in this answer only.',
    action: 'webhooks:manage',
    budget: 'writes',
    body: z.object({
      url: webhookFields.url,
      description: webhookFields.description.optional(),
      /** Types of the access log; without them every type. */
      types: webhookFields.types.optional(),
    }),
    answers: { 201: schemas.webhookWithSecret },
    async answer({ context, body }) {
      const { webhook, secret } = await createWebhook(context, body)
      return { status: 201, body: { ...showWebhook(webhook), secret } }
    },
  }),
  GET: operation({
    summary: 'Lists webhooks.',
    action: 'webhooks:read',
    budget: 'reads',
    answers: { 200: schemas.webhookPage },
    async answer({ context }) {
      return { status: 200, body: { items: (await listWebhooks(context)).map(showWebhook), next_cursor: null } }
    },
  }),
})
