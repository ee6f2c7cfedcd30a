/** Webhooks and the log of what was sent to them. What is done to them is in webhook-mutations.ts. */
import { deliveriesByIds, webhooksByIds } from '@/domain/by-ids'
import { AppError } from '@/domain/errors'
import {
  deliveryStates,
  lastFailures,
  listDeliveries,
  messageOf,
  waitingFor,
  type Delivery as DeliveryShape,
} from '@/domain/webhooks/deliveries'
import { listWebhooks, type Webhook as WebhookShape } from '@/domain/webhooks/webhook'
import { AccessEvent, AccessType } from './access-event'
import { builder } from './builder'
import { enumOf } from './enums'
import { decodeKey, encodeKey, rowIdOf } from './ids'
import { given } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf, pageOfAll } from './pages'

const DisabledBecause = enumOf('WebhookDisabledBecause', ['admin', 'failing'], {
  values: { admin: 'By hand.', failing: 'By itself, after days without an answer.' },
})

export const Webhook = builder.loadableNode('Webhook', {
  description: "An address of the customer's own that is told what happens at the doors.",
  id: { resolve: ({ id }: WebhookShape) => id },
  load: (ids: string[], context) => webhooksByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    webhookId: t.exposeString('id', { description: 'Its id in the events API.' }),
    url: t.exposeString('url'),
    description: t.exposeString('description'),
    types: t.field({
      type: [AccessType],
      nullable: true,
      description: 'Of what it is told; null: of everything.',
      resolve: ({ types }) => types as (typeof AccessType.$inferType)[] | null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    disabledAt: t.expose('disabledAt', { type: 'DateTime', nullable: true }),
    disabledBecause: t.expose('disabledBecause', { type: DisabledBecause, nullable: true }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when every attempt has failed.',
    }),
    failingStatus: t.loadable({
      type: 'Int',
      nullable: true,
      description:
        'The HTTP status that it answered last, while it fails; null: there was no answer, or it does not fail.',
      load: (ids: string[], context) => lastFailures(context, ids),
      resolve: ({ id, failingSince }) => (failingSince ? id : null),
    }),
    previousSecretUntil: t.expose('previousSecretUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the secret before the last rotation goes on signing beside the new one.',
    }),
    waiting: t.loadable({
      type: 'Int',
      description: 'Messages in its queue.',
      load: (ids: string[], context) => waitingFor(context, ids),
      resolve: ({ id }) => id,
    }),
  }),
})

const WebhookConnection = builder.connectionObject({ type: Webhook, name: 'WebhookConnection' })

builder.queryField('webhooks', (t) =>
  t.field({
    type: WebhookConnection,
    description: 'In order of creation.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    resolve: async (_root, { first, after }, context) =>
      pageOfAll(await listWebhooks(context), { first: first ?? pageDefault, after }),
  }),
)

const DeliveryState = enumOf('WebhookDeliveryState', deliveryStates, {
  values: { failed: 'Every attempt of some days has failed.' },
})

export const Delivery = builder.loadableNode('WebhookDelivery', {
  description:
    'A message to a webhook, with what became of it. What it says is read anew at each attempt, and kept nowhere.',
  id: { resolve: ({ id }: DeliveryShape) => id },
  load: (ids: string[], context) => deliveriesByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    deliveryId: t.exposeString('id', { description: 'Its id in the events API.' }),
    webhook: t.field({ type: Webhook, resolve: ({ webhookId }) => webhookId }),
    messageId: t.exposeString('messageId', { description: 'The `webhook-id` by which receivers know repetitions.' }),
    type: t.exposeString('type', { description: 'A type of the access log in small letters, or `test`.' }),
    accessEvent: t.field({
      type: AccessEvent,
      nullable: true,
      description: 'Of what it tells; null for a test, and where it is kept no more.',
      resolve: ({ type, subjectId }) => (type === 'test' ? null : subjectId),
    }),
    state: t.expose('state', { type: DeliveryState }),
    attempts: t.exposeInt('attempts'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    nextAttemptAt: t.expose('nextAttemptAt', { type: 'DateTime', nullable: true }),
    lastAttemptAt: t.expose('lastAttemptAt', { type: 'DateTime', nullable: true }),
    lastStatus: t.exposeInt('lastStatus', { nullable: true, description: 'Of HTTP.' }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'What went wrong, for people.' }),
    lastTookMs: t.exposeInt('lastTookMs', { nullable: true }),
    deliveredAt: t.expose('deliveredAt', { type: 'DateTime', nullable: true }),
    body: t.string({
      nullable: true,
      description: 'What it says, as it would be sent now; null where what it tells of is kept no more.',
      complexity: 10,
      resolve: (delivery, _args, context) => messageOf(context, delivery),
    }),
  }),
})

const DeliveryConnection = builder.connectionObject({ type: Delivery, name: 'WebhookDeliveryConnection' })

const DeliveryFilter = builder.inputType('WebhookDeliveryFilter', {
  fields: (t) => ({
    webhookId: t.id(),
    states: t.field({ type: [DeliveryState] }),
    types: t.field({ type: [AccessType] }),
  }),
})

builder.queryField('webhookDeliveries', (t) =>
  t.field({
    type: DeliveryConnection,
    description: 'Newest first; kept for 30 days.',
    args: { ...pageArgs(t.arg), filter: t.arg({ type: DeliveryFilter }) },
    complexity: pageCost,
    async resolve(_root, { first, after, filter }, context) {
      const { deliveries, hasMore } = await listDeliveries(context, {
        webhookId: rowIdOf('Webhook', filter?.webhookId),
        states: given(filter?.states),
        types: given(filter?.types),
        first: first ?? pageDefault,
        after: after == null ? undefined : idOf(after),
      })
      return pageOf(deliveries, { hasMore, after, cursor: ({ id }) => encodeKey([id]) })
    },
  }),
)

function idOf(cursor: string): string {
  const [id] = decodeKey(cursor)
  if (typeof id === 'string') return id
  throw new AppError('invalid_input', 'after: this cursor is of another list.')
}
