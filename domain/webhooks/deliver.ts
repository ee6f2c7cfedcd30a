/** One attempt to deliver a message, and what comes of it: done, another one later, or the end of it. */
import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { Context } from '../context'
import { OutgoingFailed, type OutgoingAnswer } from '../outgoing'
import { readAnswer, recordAnswer } from './answer'
import { disableFailing } from './failing'
import { renderMessage, type Delivery } from './message'
import { secretsOf } from './secret'
import { signMessage } from './signature'
import type { WebhookRow } from './webhook'

export const timeoutMs = 10_000
const answerLimit = 4_096

/** Seconds from one attempt to the next of a round: two days altogether. */
const pauses = [5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400]
export const mostAttempts = pauses.length + 1

type Outcome =
  | { kind: 'delivered'; status: number }
  | { kind: 'failed'; status: number | null; error: string; isGone?: true; waitSeconds?: number }
  /** Ours, and no sign of what the receiver does. */
  | { kind: 'fault' }
  /** There is nothing to say any more. */
  | { kind: 'dropped' }
  /** The process ends: as if it had not been tried. */
  | { kind: 'stopped' }

/** @param delivery as it was claimed */
export async function deliver(context: Context, webhook: WebhookRow, delivery: Delivery): Promise<Outcome['kind']> {
  const began = performance.now()
  const outcome = await attempt(context, webhook, delivery).catch((error: unknown): Outcome => {
    context.log.error({ err: error, attempt: delivery.attempts }, 'A message of a webhook could not be sent.')
    return { kind: 'fault' }
  })
  await settle(context, delivery, outcome, Math.round(performance.now() - began))
  if (outcome.kind === 'failed') await disableFailing(context, webhook, { isGone: outcome.isGone ?? false })
  return outcome.kind
}

async function attempt(context: Context, webhook: WebhookRow, delivery: Delivery): Promise<Outcome> {
  const message = await renderMessage(context.db, delivery)
  if (!message) return { kind: 'dropped' }
  const { body, isQuestion } = message
  const signed = signMessage(await secretsOf(context, webhook), { id: delivery.messageId, at: context.now(), body })
  const headers = { ...signed, 'content-type': 'application/json', 'user-agent': 'Limen', accept: 'application/json' }
  let answer: OutgoingAnswer
  try {
    const { url } = webhook
    answer = await context.outgoing.post({ url, headers, body, timeoutMs, answerLimit, signal: context.signal })
  } catch (error) {
    if (!(error instanceof OutgoingFailed)) throw error
    if (error.reason === 'aborted') return { kind: 'stopped' }
    return { kind: 'failed', status: null, error: error.message }
  }
  const { status } = answer
  if (status < 200 || status > 299) {
    const isRedirect = status >= 300 && status <= 399
    const error = isRedirect ? 'It redirects, and redirects are not followed.' : `The server answered ${status}.`
    const waitSeconds = /^\d{1,6}$/.test(answer.headers['retry-after'] ?? '')
      ? Number(answer.headers['retry-after'])
      : undefined
    return { kind: 'failed', status, error, waitSeconds, ...(status === 410 ? { isGone: true } : {}) }
  }
  // Before the end of the delivery: one that is lost here is asked again.
  const decision = isQuestion ? readAnswer(answer) : null
  if (decision) await recordAnswer(context, delivery, decision)
  return { kind: 'delivered', status }
}

/** Writes what came of it, unless the attempt counted as lost meanwhile and is another's now. */
async function settle(context: Context, claimed: Delivery, outcome: Outcome, tookMs: number): Promise<void> {
  const now = context.now()
  await context.db.transact(async (tx) => {
    const { webhookDeliveries: deliveries, webhooks } = tx.tables
    const [mine] = await tx.sql
      .update(deliveries)
      .set(changeBy(outcome, claimed.attempts, now, tookMs))
      .where(
        and(eq(deliveries.id, claimed.id), eq(deliveries.state, 'queued'), eq(deliveries.attempts, claimed.attempts)),
      )
      .returning({ id: deliveries.id })
    if (!mine) return
    const { webhookId } = claimed
    if (outcome.kind === 'delivered') {
      const failing = and(eq(webhooks.id, webhookId), isNotNull(webhooks.failingSince))
      await tx.sql.update(webhooks).set({ failingSince: null }).where(failing)
    } else if (outcome.kind === 'failed') {
      const since = sql`coalesce(${webhooks.failingSince}, ${sql.param(now, webhooks.failingSince)})`
      await tx.sql.update(webhooks).set({ failingSince: since }).where(eq(webhooks.id, webhookId))
    }
  })
}

function changeBy(outcome: Outcome, attempts: number, now: Date, tookMs: number): Partial<Delivery> {
  const told = { lastAttemptAt: now, lastTookMs: tookMs }
  switch (outcome.kind) {
    case 'delivered':
      return {
        ...told,
        state: 'delivered',
        deliveredAt: now,
        nextAttemptAt: null,
        lastStatus: outcome.status,
        lastError: null,
      }
    case 'dropped':
      return { state: 'failed', nextAttemptAt: null, lastError: 'What it was about is not kept any more.' }
    case 'stopped':
      return { attempts: attempts - 1, nextAttemptAt: now }
    case 'fault': {
      const next = nextAttempt(attempts, now)
      const lastError = 'A fault of the bureau; its log tells which.'
      return { ...told, lastStatus: null, lastError, nextAttemptAt: next, ...(next ? {} : { state: 'failed' }) }
    }
    case 'failed': {
      const { status: lastStatus, error: lastError, waitSeconds } = outcome
      const next = nextAttempt(attempts, now, waitSeconds)
      return { ...told, lastStatus, lastError, nextAttemptAt: next, ...(next ? {} : { state: 'failed' }) }
    }
  }
}

/**
 * After so many attempts; null: there is none. One that is sent again by hand goes on in the round that it was at, and begins a
 * new one where that was over.
 * @param waitSeconds what the receiver asked for, which counts where it is longer, up to a day
 */
export function nextAttempt(attempts: number, now: Date, waitSeconds = 0): Date | null {
  const pause = pauses[(attempts - 1) % mostAttempts]
  if (pause === undefined) return null
  const seconds = Math.max(pause, Math.min(waitSeconds, 86_400))
  // Up to a tenth more, so that what failed together does not come back together.
  return new Date(now.getTime() + Math.round(seconds * (1_000 + Math.random() * 100)))
}
