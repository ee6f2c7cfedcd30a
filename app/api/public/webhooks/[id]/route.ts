/** 4.8 one webhook: read, changed, turned off and on, deleted. */
import { z } from 'zod'
import { changeWebhook, deleteWebhook, disableWebhook, enableWebhook } from '@/domain/webhooks/change'
import { requireWebhook, webhookFields } from '@/domain/webhooks/webhook'
import { eventsApi, operation } from '../../_public/events-api'
import { onlyGiven } from '../../_public/fields'
import * as schemas from '../../_public/schemas'
import { showWebhook } from '../../_public/show-webhooks'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Reads a webhook.',
    action: 'webhooks:read',
    budget: 'reads',
    answers: { 200: schemas.webhook },
    answer: async ({ context, id }) => ({ status: 200, body: showWebhook(await requireWebhook(context, id)) }),
  }),
  PATCH: operation({
    summary: 'Changes a webhook. What waits in its queue goes to the new address.',
    action: 'webhooks:manage',
    budget: 'writes',
    body: z.object({
      url: webhookFields.url.optional(),
      description: webhookFields.description.optional(),
      types: webhookFields.types.optional(),
      enabled: z.boolean().optional(),
    }),
    answers: { 200: schemas.webhook },
    async answer({ context, id, body: { enabled, ...change } }) {
      const fields = onlyGiven(change)
      let webhook = await requireWebhook(context, id)
      if (Object.keys(fields).length > 0) webhook = await changeWebhook(context, { ...fields, id })
      const isEnabled = webhook.disabledAt === null
      if (enabled === true && !isEnabled) webhook = await enableWebhook(context, { id })
      if (enabled === false && isEnabled) webhook = await disableWebhook(context, { id })
      return { status: 200, body: showWebhook(webhook) }
    },
  }),
  DELETE: operation({
    summary: 'Deletes a webhook with its queue and its log of deliveries.',
    action: 'webhooks:manage',
    budget: 'writes',
    answers: { 204: null },
    async answer({ context, id }) {
      await deleteWebhook(context, { id })
      return { status: 204 }
    },
  }),
})
