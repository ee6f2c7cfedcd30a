/**
 * How a message comes into the queue: in the transaction that writes what it tells of, as one row for each address that is told.
 * The rows hold ids only; what is said is read when it is sent.
 */
import { and, eq, isNull } from 'drizzle-orm'
import { insertMany } from '@/db/insert-many'
import type { Tx } from '@/db/types'
import { newId } from '../ids'
import { isTold, type WebhookRow } from './webhook'

/** What is told of: a row of the access log, or a webhook that is tested. */
export interface Told {
  id: string
  type: string
}

/** One of this kind and about this has this id everywhere and for ever. */
export const messageIdOf = ({ id, type }: Told) => (type === 'acs_denied' ? `acs_${id}` : `msg_${id}`)

/**
 * To be called with rows of the access log, in the transaction that inserts them: one question, and one insert for all.
 * @param except a webhook that knows already
 * @returns how many messages wait now
 */
export async function enqueueWebhooks(
  tx: Tx,
  { tenantId, at, events, except }: { tenantId: string; at: Date; events: readonly Told[]; except?: string },
): Promise<number> {
  if (events.length === 0) return 0
  const { webhooks } = tx.tables
  const rows = await tx.sql
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.tenantId, tenantId), isNull(webhooks.disabledAt)))
  const told = rows.filter(({ id }) => id !== except)
  return enqueueFor(tx, { at, pairs: events.flatMap((event) => told.map((webhook) => ({ webhook, event }))) })
}

/** Puts in those pairs of which the webhook wants to be told. */
export async function enqueueFor(
  tx: Tx,
  { at, pairs }: { at: Date; pairs: { webhook: Pick<WebhookRow, 'id' | 'tenantId' | 'types'>; event: Told }[] },
): Promise<number> {
  const rows = pairs
    .filter(({ webhook, event }) => event.type === 'test' || isTold(webhook, event.type))
    .map(({ webhook, event }) => ({
      id: newId(at.getTime()),
      tenantId: webhook.tenantId,
      createdAt: at,
      webhookId: webhook.id,
      messageId: messageIdOf(event),
      type: event.type,
      subjectId: event.id,
      state: 'queued' as const,
      attempts: 0,
      nextAttemptAt: at,
    }))
  await insertMany(tx, tx.tables.webhookDeliveries, rows)
  if (rows.length > 0) tx.wake('webhooks', '')
  return rows.length
}
