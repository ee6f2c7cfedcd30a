/** The log of deliveries, and the ways to have something sent again: one message, everything since a line of the access log, a test. */
import { and, asc, count, desc, eq, gt, inArray, isNotNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { idBefore, newId } from '../ids'
import { parse, storableTime } from '../parse'
import { tenantFor } from '../permissions'
import { enqueueFor } from './enqueue'
import { renderMessage, type Delivery } from './message'
import { assertEnabled, isTold, webhookById } from './webhook'

export type { Delivery } from './message'

export const deliveryStates = ['queued', 'delivered', 'failed'] as const

const listSchema = z.object({
  /** Default: of every webhook. */
  webhookId: z.string().optional(),
  states: z.array(z.enum(deliveryStates)).min(1).optional(),
  /** Of the access log, or `test`. */
  types: z.array(z.string()).min(1).optional(),
  first: z.number().int().min(1).max(200).default(50),
  /** The id of the last one of the page before. */
  after: z.string().optional(),
})

/** Newest first. @throws AppError `not_found` */
export async function listDeliveries(
  context: Context,
  input: z.input<typeof listSchema> = {},
): Promise<{ deliveries: Delivery[]; hasMore: boolean }> {
  const { webhookId, states, types, first, after } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'webhooks:read')
  if (webhookId !== undefined) await webhookById(context.db, tenantId, webhookId)
  const { webhookDeliveries: deliveries } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, tenantId),
        webhookId === undefined ? undefined : eq(deliveries.webhookId, webhookId),
        states && inArray(deliveries.state, states),
        types && inArray(deliveries.type, types),
        after === undefined ? undefined : lt(deliveries.id, after),
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(first + 1)
  return { deliveries: rows.slice(0, first), hasMore: rows.length > first }
}

/** How many messages wait in each queue, in the order of the ids. */
export async function waitingFor(context: Context, webhookIds: readonly string[]): Promise<number[]> {
  const tenantId = tenantFor(context, 'webhooks:read')
  const { webhookDeliveries: deliveries } = context.db.tables
  const rows = await context.db.sql
    .select({ webhookId: deliveries.webhookId, waiting: count() })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, tenantId),
        isOneOf(context.db, deliveries.webhookId, webhookIds),
        eq(deliveries.state, 'queued'),
      ),
    )
    .groupBy(deliveries.webhookId)
  const byId = new Map(rows.map(({ webhookId, waiting }) => [webhookId, waiting]))
  return webhookIds.map((id) => byId.get(id) ?? 0)
}

/**
 * The HTTP status that each webhook answered last, in the order of the ids, where not every message to it arrived; null: none,
 * or all did.
 */
export async function lastFailures(context: Context, webhookIds: readonly string[]): Promise<(number | null)[]> {
  const tenantId = tenantFor(context, 'webhooks:read')
  const { webhookDeliveries: deliveries } = context.db.tables
  return Promise.all(
    webhookIds.map(async (webhookId) => {
      const [row] = await context.db.sql
        .select({ status: deliveries.lastStatus })
        .from(deliveries)
        .where(
          and(
            eq(deliveries.tenantId, tenantId),
            eq(deliveries.webhookId, webhookId),
            inArray(deliveries.state, ['queued', 'failed']),
            isNotNull(deliveries.lastAttemptAt),
          ),
        )
        .orderBy(desc(deliveries.lastAttemptAt))
        .limit(1)
      return row?.status ?? null
    }),
  )
}

/** @throws AppError `not_found` */
export async function requireDelivery(context: Context, id: string): Promise<Delivery> {
  const tenantId = tenantFor(context, 'webhooks:read')
  const { webhookDeliveries: deliveries } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.id, id), eq(deliveries.tenantId, tenantId)))
  if (!row) throw deliveryNotFound()
  return row
}

/** What the message says, as it would be sent now; null where what it tells of is kept no more. */
export async function messageOf(context: Context, delivery: Delivery): Promise<string | null> {
  tenantFor(context, 'webhooks:read')
  return (await renderMessage(context.db, delivery))?.body ?? null
}

const deliveryNotFound = () => new AppError('not_found', 'There is no such delivery.', { subject: 'delivery' })

/**
 * The same message at once, also one that arrived or waits for its next attempt: receivers know it by its id.
 * @throws AppError `not_found`; `conflict` while the webhook is off
 */
export async function resendDelivery(context: Context, { id }: { id: string }): Promise<Delivery> {
  const tenantId = tenantFor(context, 'webhooks:manage')
  return context.db.transact(async (tx) => {
    const { webhookDeliveries: deliveries } = tx.tables
    const now = context.now()
    // A write that changes nothing: it locks the row, so that what is decided below still holds at the end.
    const [row] = await tx.sql
      .update(deliveries)
      .set({ id })
      .where(and(eq(deliveries.id, id), eq(deliveries.tenantId, tenantId)))
      .returning()
    if (!row) throw deliveryNotFound()
    assertEnabled(await webhookById(tx, tenantId, row.webhookId))
    await writeAudit(tx, context, {
      action: 'webhook.resent',
      subject: { kind: 'webhook', id: row.webhookId },
      detail: { delivery: id },
    })
    const [again] = await tx.sql
      .update(deliveries)
      .set({ state: 'queued', nextAttemptAt: isDue(row, now) ? row.nextAttemptAt : now, deliveredAt: null })
      .where(eq(deliveries.id, id))
      .returning()
    tx.wake('webhooks', '')
    return again!
  })
}

/** The id of a line, or what `idBefore` made of a moment, which an empty page gives back. */
const place = /^[0-9a-f]{8}-[0-9a-f]{4}-(?:0|[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/

/** It keeps its place in the queue. */
const isDue = ({ state, nextAttemptAt }: Delivery, now: Date) =>
  state === 'queued' && nextAttemptAt !== null && nextAttemptAt <= now

const replaySchema = z.object({
  webhookId: z.string(),
  /** The last line of the access log that the receiver has; null: from the first that is kept. */
  after: z.string().regex(place, 'has to be the id of a line of the access log').nullable().default(null),
  /** Instead: from what came in at this moment on. */
  since: storableTime.optional(),
  first: z.number().int().min(1).max(1_000).default(1_000),
})

/**
 * Tells the webhook again of what came into the access log after a line of it, in that order, as far as it wants to hear of it;
 * what waits already is left as it is.
 * @returns where to go on, and whether there is more
 * @throws AppError `not_found`; `conflict` while the webhook is off
 */
export async function replayWebhook(
  context: Context,
  input: z.input<typeof replaySchema>,
): Promise<{ queued: number; cursor: string | null; hasMore: boolean }> {
  const { webhookId, since, first, ...from } = parse(replaySchema, input)
  const after = since ? idBefore(since) : from.after
  const tenantId = tenantFor(context, 'webhooks:manage')
  const { accessEvents, webhookDeliveries: deliveries } = context.db.tables
  assertEnabled(await webhookById(context.db, tenantId, webhookId))
  const lines = await context.db.sql
    .select({ id: accessEvents.id, type: accessEvents.type })
    .from(accessEvents)
    .where(and(eq(accessEvents.tenantId, tenantId), after === null ? undefined : gt(accessEvents.id, after)))
    .orderBy(asc(accessEvents.id))
    .limit(first + 1)
  const page = lines.slice(0, first)
  const cursor = page.at(-1)?.id ?? after
  const hasMore = lines.length > first
  if (page.length === 0) return { queued: 0, cursor, hasMore }
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'webhook.replayed',
      subject: { kind: 'webhook', id: webhookId },
      detail: since ? { since, upTo: page.length } : { after, upTo: page.length },
    })
    const webhook = await webhookById(tx, tenantId, webhookId)
    assertEnabled(webhook)
    const waiting = await tx.sql
      .select({ subjectId: deliveries.subjectId })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.webhookId, webhookId),
          eq(deliveries.state, 'queued'),
          isOneOf(
            tx,
            deliveries.subjectId,
            page.map(({ id }) => id),
          ),
        ),
      )
    const known = new Set(waiting.map(({ subjectId }) => subjectId))
    const missed = page.filter((event) => !known.has(event.id) && isTold(webhook, event.type))
    const pairs = missed.map((event) => ({ webhook, event }))
    return { queued: await enqueueFor(tx, { at: context.now(), pairs }), cursor, hasMore }
  })
}

/** A message of type `test`. @returns its delivery, to be looked at again. @throws AppError `not_found`; `conflict` while it is off */
export async function sendTestMessage(context: Context, { id }: { id: string }): Promise<Delivery> {
  const tenantId = tenantFor(context, 'webhooks:manage')
  const at = context.now()
  const test = { id: newId(at.getTime()), type: 'test' }
  await context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'webhook.tested', subject: { kind: 'webhook', id } })
    const webhook = await webhookById(tx, tenantId, id)
    assertEnabled(webhook)
    await enqueueFor(tx, { at, pairs: [{ webhook, event: test }] })
  })
  const { webhookDeliveries: deliveries } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.webhookId, id), eq(deliveries.subjectId, test.id)))
  return row!
}
