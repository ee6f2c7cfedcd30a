/** What the events API shows of webhooks, field by field: never a secret, but for the one that was made this moment. */
import type { Delivery } from '@/domain/webhooks/deliveries'
import type { Webhook } from '@/domain/webhooks/webhook'

const time = (at: Date | null) => at?.toISOString() ?? null

export function showWebhook(webhook: Webhook) {
  return {
    webhook_id: webhook.id,
    url: webhook.url,
    description: webhook.description,
    types: webhook.types,
    enabled: webhook.disabledAt === null,
    disabled_at: time(webhook.disabledAt),
    disabled_because: webhook.disabledBecause,
    failing_since: time(webhook.failingSince),
    previous_secret_until: time(webhook.previousSecretUntil),
    created_at: time(webhook.createdAt),
  }
}

export function showDelivery(delivery: Delivery) {
  return {
    delivery_id: delivery.id,
    webhook_id: delivery.webhookId,
    message_id: delivery.messageId,
    type: delivery.type,
    access_event_id: delivery.type === 'test' ? null : delivery.subjectId,
    state: delivery.state,
    attempts: delivery.attempts,
    next_attempt_at: time(delivery.nextAttemptAt),
    last_attempt_at: time(delivery.lastAttemptAt),
    last_status: delivery.lastStatus,
    last_error: delivery.lastError,
    last_took_ms: delivery.lastTookMs,
    delivered_at: time(delivery.deliveredAt),
    created_at: time(delivery.createdAt),
  }
}
