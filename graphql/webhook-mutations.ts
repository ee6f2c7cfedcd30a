/** What is done to webhooks, and the ways to have something sent again. */
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  disableWebhook,
  enableWebhook,
  rotateWebhookSecret,
} from '@/domain/webhooks/change'
import { replayWebhook, resendDelivery, sendTestMessage } from '@/domain/webhooks/deliveries'
import { AccessType } from './access-event'
import { builder } from './builder'
import { FreshSignInRequired, RuleBroken } from './errors'
import { rowId } from './ids'
import { given, mutation } from './mutation'
import { Delivery, Webhook } from './webhook'

const WebhookPayload = builder.objectRef<{ webhookId: string }>('WebhookPayload').implement({
  fields: (t) => ({ webhook: t.field({ type: Webhook, resolve: ({ webhookId }) => webhookId }) }),
})

const WebhookSecret = builder.objectRef<{ webhookId: string; secret: string }>('WebhookSecretPayload').implement({
  description: 'Shown this once: a repeated call is refused.',
  fields: (t) => ({
    webhook: t.field({ type: Webhook, resolve: ({ webhookId }) => webhookId }),
    secret: t.exposeString('secret', { description: '`whsec_…`, by which messages are signed (Standard Webhooks).' }),
  }),
})

mutation('createWebhook', {
  description: 'Gives the secret that signs what it is told; a signed-in admin needs a fresh sign-in.',
  input: (t) => ({
    url: t.string({ required: true }),
    description: t.string(),
    types: t.field({ type: [AccessType], description: 'Of what it is told; null: of everything.' }),
  }),
  payload: WebhookSecret,
  secret: true,
  errors: [FreshSignInRequired, RuleBroken],
  run: async (context, { url, description, types }) => {
    const made = await createWebhook(context, { url, description: given(description), types: types ?? null })
    return { webhookId: made.webhook.id, secret: made.secret }
  },
})

mutation('changeWebhook', {
  description: 'Changes what is named; what waits goes to the new address as well, which needs a fresh sign-in.',
  input: (t) => ({
    webhookId: t.id({ required: true }),
    url: t.string(),
    description: t.string(),
    types: t.field({ type: [AccessType], description: 'Null: of everything.' }),
  }),
  payload: WebhookPayload,
  errors: [FreshSignInRequired],
  run: async (context, { webhookId, url, description, types }) => {
    const webhook = await changeWebhook(context, {
      id: rowId('Webhook', webhookId),
      ...(url != null && { url }),
      ...(description != null && { description }),
      ...(types !== undefined && { types }),
    })
    return { webhookId: webhook.id }
  },
})

mutation('rotateWebhookSecret', {
  description: 'Gives a new secret; the one of now goes on signing beside it for the overlap.',
  input: (t) => ({
    webhookId: t.id({ required: true }),
    overlapHours: t.int({ description: '0 to 168; 24 where none is given.' }),
  }),
  payload: WebhookSecret,
  secret: true,
  errors: [FreshSignInRequired],
  run: async (context, { webhookId, overlapHours }) => {
    const id = rowId('Webhook', webhookId)
    const { webhook, secret } = await rotateWebhookSecret(context, { id, overlapHours: given(overlapHours) })
    return { webhookId: webhook.id, secret }
  },
})

mutation('enableWebhook', {
  description: 'What waited is sent; what happened meanwhile can be replayed.',
  input: (t) => ({ webhookId: t.id({ required: true }) }),
  payload: WebhookPayload,
  run: async (context, { webhookId }) => ({
    webhookId: (await enableWebhook(context, { id: rowId('Webhook', webhookId) })).id,
  }),
})

mutation('disableWebhook', {
  description: 'What waits in its queue waits on, and nothing new comes into it.',
  input: (t) => ({ webhookId: t.id({ required: true }) }),
  payload: WebhookPayload,
  run: async (context, { webhookId }) => ({
    webhookId: (await disableWebhook(context, { id: rowId('Webhook', webhookId) })).id,
  }),
})

const DeletedWebhook = builder.objectRef<{ webhookId: string }>('DeletedWebhookPayload').implement({
  fields: (t) => ({
    webhookId: t.exposeString('webhookId', { description: 'Its id in the events API; it is no node any more.' }),
  }),
})

mutation('deleteWebhook', {
  description: 'With its queue and its log of deliveries.',
  input: (t) => ({ webhookId: t.id({ required: true }) }),
  payload: DeletedWebhook,
  run: async (context, input) => {
    const id = rowId('Webhook', input.webhookId)
    await deleteWebhook(context, { id })
    return { webhookId: id }
  },
})

const DeliveryPayload = builder.objectRef<{ deliveryId: string }>('WebhookDeliveryPayload').implement({
  fields: (t) => ({ delivery: t.field({ type: Delivery, resolve: ({ deliveryId }) => deliveryId }) }),
})

mutation('testWebhook', {
  description: 'Sends a message of type `test`; look at its delivery again for what became of it.',
  input: (t) => ({ webhookId: t.id({ required: true }) }),
  payload: DeliveryPayload,
  run: async (context, { webhookId }) => ({
    deliveryId: (await sendTestMessage(context, { id: rowId('Webhook', webhookId) })).id,
  }),
})

mutation('resendWebhookDelivery', {
  description: 'The same message at once, also one that arrived or waits: receivers know it by its id.',
  input: (t) => ({ deliveryId: t.id({ required: true }) }),
  payload: DeliveryPayload,
  run: async (context, { deliveryId }) => ({
    deliveryId: (await resendDelivery(context, { id: rowId('WebhookDelivery', deliveryId) })).id,
  }),
})

interface Replay {
  queued: number
  cursor: string | null
  hasMore: boolean
}

const ReplayPayload = builder.objectRef<Replay>('ReplayWebhookPayload').implement({
  fields: (t) => ({
    queued: t.exposeInt('queued', {
      description: 'What waits already, and what it does not want to hear, is left out.',
    }),
    endCursor: t.exposeString('cursor', { nullable: true, description: 'The `after` of the next call.' }),
    hasMore: t.exposeBoolean('hasMore'),
  }),
})

mutation('replayWebhook', {
  description: 'Tells it again of what came into the access log after a line of it, in that order.',
  input: (t) => ({
    webhookId: t.id({ required: true }),
    after: t.string({
      description: 'The `accessEventId` of the last line that the receiver has; null: from the first that is kept.',
    }),
    since: t.field({ type: 'DateTime', description: 'Instead of `after`: from what came in at this moment on.' }),
    first: t.int({ description: 'Lines looked at, 1 to 1,000.' }),
  }),
  payload: ReplayPayload,
  run: (context, { webhookId, after, since, first }) =>
    replayWebhook(context, {
      webhookId: rowId('Webhook', webhookId),
      after: after ?? null,
      since: given(since),
      first: given(first),
    }),
})
