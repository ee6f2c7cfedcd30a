/**
 * Sends what waits, until it is told to stop. Each address has a few places of its own and each tenant a share, so that one that
 * is slow or dead keeps nobody else waiting; one that fails has a single place until it answers again. Instances that share a
 * database share the queue: whoever takes a message says until when, and if nobody has ended it by then it is taken anew.
 */
import { and, asc, eq, exists, inArray, isNull, lte, sql } from 'drizzle-orm'
import { setMaxListeners } from 'node:events'
import type { Database, Handle, Tx } from '@/db/types'
import type { Context } from '../context'
import { newId } from '../ids'
import { deliver, timeoutMs } from './deliver'
import type { Delivery } from './message'
import type { WebhookRow } from './webhook'

/** Messages on their way at the same time, of this process. */
const places = { all: 256, perTenant: 32, perWebhook: 4 }

/** From the claim on; whatever an attempt does besides waiting takes less than the rest. */
const claimMs = timeoutMs + 50_000

export interface LoopOptions {
  /** How long an idle loop waits when nobody wakes it. Default 2000. */
  pollMs?: number
}

/** Resolves once `signal` is aborted and everything that was on its way has ended. */
export async function runWebhooks(
  context: Context,
  signal: AbortSignal,
  { pollMs = 2_000 }: LoopOptions = {},
): Promise<void> {
  const underway = new Underway()
  let ring = () => undefined as void
  const bell = () => ring()
  const unlisten = context.db.listen('webhooks', bell)
  signal.addEventListener('abort', bell)
  const calls = AbortSignal.any([signal])
  // Each call listens, and there may be as many.
  setMaxListeners(places.all + 1, calls)
  while (!signal.aborted) {
    const rung = new Promise<void>((resolve) => (ring = resolve))
    try {
      for (const { webhook, delivery } of await claimDue(context, underway)) {
        const sending = send({ ...context, signal: calls }, webhook, delivery).finally(() => {
          underway.delete(delivery)
          ring()
        })
        underway.add(delivery, { webhook, sending })
      }
    } catch (error) {
      // The database is out of reach, most likely. The queue is safe in it; the loop has to outlive that.
      context.log.error({ err: error }, 'The sending of webhooks was disturbed; it goes on shortly.')
    }
    if (!signal.aborted) await either(rung, pollMs)
  }
  unlisten()
  signal.removeEventListener('abort', bell)
  await underway.ended()
}

async function either(rung: Promise<void>, atMostMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([rung, new Promise<void>((resolve) => (timer = setTimeout(resolve, atMostMs)))])
  clearTimeout(timer)
}

async function send(context: Context, webhook: WebhookRow, delivery: Delivery): Promise<void> {
  const log = context.log.child({ webhookId: webhook.id, deliveryId: delivery.id })
  const { tenantId } = webhook
  const own: Context = { ...context, log, requestId: newId(), actor: { kind: 'system', id: delivery.id, tenantId } }
  try {
    await deliver(own, webhook, delivery)
  } catch (error) {
    // The claim runs out, and it is tried again.
    log.error({ err: error, attempt: delivery.attempts }, 'What came of a message of a webhook was not written.')
  }
}

/** What of this process is on its way, and to whom. */
class Underway {
  /** By the claim: one that is sent again by hand may be on its way twice. */
  readonly #all = new Map<Delivery, { webhook: WebhookRow; sending: Promise<void> }>()

  add(claimed: Delivery, call: { webhook: WebhookRow; sending: Promise<void> }): void {
    this.#all.set(claimed, call)
  }

  delete(claimed: Delivery): void {
    this.#all.delete(claimed)
  }

  /** How many more may go to it now, when `chosen` are about to as well. */
  roomFor(webhook: WebhookRow, chosen: { all: number; ofTenant: number }): number {
    const going = [...this.#all.values()]
    const toIt = going.filter((one) => one.webhook.id === webhook.id).length
    const ofTenant = going.filter((one) => one.webhook.tenantId === webhook.tenantId).length
    const own = webhook.failingSince ? 1 : places.perWebhook
    return Math.max(
      0,
      Math.min(own - toIt, places.perTenant - ofTenant - chosen.ofTenant, places.all - going.length - chosen.all),
    )
  }

  async ended(): Promise<void> {
    await Promise.all([...this.#all.values()].map(({ sending }) => sending))
  }
}

async function claimDue(context: Context, underway: Underway): Promise<{ webhook: WebhookRow; delivery: Delivery }[]> {
  const now = context.now()
  // Nobody comes first twice in a row.
  const waiting = shuffled(await webhooksWithDue(context.db, now))
  const wanted: { webhook: WebhookRow; room: number }[] = []
  const chosen = { all: 0, tenants: new Map<string, number>() }
  for (const webhook of waiting) {
    const ofTenant = chosen.tenants.get(webhook.tenantId) ?? 0
    const room = underway.roomFor(webhook, { all: chosen.all, ofTenant })
    if (room === 0) continue
    chosen.all += room
    chosen.tenants.set(webhook.tenantId, ofTenant + room)
    wanted.push({ webhook, room })
  }
  if (wanted.length === 0) return []
  return context.db.transact(async (tx) => {
    const claimed = []
    for (const { webhook, room } of wanted) {
      for (const delivery of await claimOf(tx, webhook, room, now)) claimed.push({ webhook, delivery })
    }
    return claimed
  })
}

function shuffled<T>(list: T[]): T[] {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

async function webhooksWithDue(db: Database, now: Date): Promise<WebhookRow[]> {
  const { webhooks, webhookDeliveries: deliveries } = db.tables
  const due = db.sql
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(eq(deliveries.webhookId, webhooks.id), eq(deliveries.state, 'queued'), lte(deliveries.nextAttemptAt, now)),
    )
  return db.sql
    .select()
    .from(webhooks)
    .where(and(isNull(webhooks.disabledAt), exists(due)))
}

async function claimOf(tx: Tx, { id }: WebhookRow, room: number, now: Date): Promise<Delivery[]> {
  const { webhookDeliveries: deliveries } = tx.tables
  const isDue = and(eq(deliveries.webhookId, id), eq(deliveries.state, 'queued'), lte(deliveries.nextAttemptAt, now))
  const due = ({ sql: on }: Handle) =>
    on.select({ id: deliveries.id }).from(deliveries).where(isDue).orderBy(asc(deliveries.nextAttemptAt)).limit(room)
  const passing = tx.dialect === 'postgres' ? sql` for update skip locked` : sql``
  const rows = await tx.sql
    .update(deliveries)
    .set({ attempts: sql`${deliveries.attempts} + 1`, nextAttemptAt: new Date(now.getTime() + claimMs) })
    .where(inArray(deliveries.id, sql`(${due(tx)}${passing})`))
    .returning()
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}
