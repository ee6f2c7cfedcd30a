/** Webhooks: addresses of the customer's own systems, and every attempt to tell them something. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export function webhookTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const owner = () => ({
    id: c.text().primaryKey(),
    tenantId: c
      .text()
      .notNull()
      .references(() => tenants.id),
    createdAt: c.time().notNull(),
  })

  const webhooks = c.table(
    'webhooks',
    {
      ...owner(),
      url: c.text().notNull(),
      description: c.text().notNull(),
      /** Types of the access log of which it is told; null: of all. */
      types: c.json().$type<string[]>(),
      /** Sealed under the tenant's key: it signs, so that a hash would not do. The one before goes on signing for a while. */
      secretSealed: c.bytes().notNull(),
      previousSecretSealed: c.bytes(),
      previousSecretUntil: c.time(),
      /** Since when every attempt has failed; null after one that did not. */
      failingSince: c.time(),
      disabledAt: c.time(),
      /** `admin`: by hand. `failing`: by itself, after days without an answer. */
      disabledBecause: c.text({ enum: ['admin', 'failing'] }),
    },
    (t) => [c.index('webhooks_tenant').on(t.tenantId, t.createdAt, t.id)],
  )

  const webhookDeliveries = c.table(
    'webhook_deliveries',
    {
      ...owner(),
      webhookId: c
        .text()
        .notNull()
        .references(() => webhooks.id, { onDelete: 'cascade' }),
      /** The message's id, the same at every attempt and for every address: receivers know repetitions by it. */
      messageId: c.text().notNull(),
      /** Of the access log, or `test`. */
      type: c.text().notNull(),
      /** What it is about; what is sent is read anew at each attempt, so that an erased person is in no queue. */
      subjectId: c.text().notNull(),
      state: c.text({ enum: ['queued', 'delivered', 'failed'] }).notNull(),
      /** Each claims it for a while: whoever ends an attempt has to find the number that he began with. */
      attempts: c.int().notNull(),
      /** While an attempt runs: when it counts as lost. */
      nextAttemptAt: c.time(),
      lastAttemptAt: c.time(),
      lastStatus: c.int(),
      /** In our words, without what the other side wrote. */
      lastError: c.text(),
      lastTookMs: c.int(),
      deliveredAt: c.time(),
    },
    (t) => [
      c.index('webhook_deliveries_queue').on(t.webhookId, t.state, t.nextAttemptAt),
      c.index('webhook_deliveries_age').on(t.createdAt),
      c.index('webhook_deliveries_webhook').on(t.webhookId, t.id),
      c.index('webhook_deliveries_tenant').on(t.tenantId, t.id),
    ],
  )
  return { webhooks, webhookDeliveries }
}
