/** Making webhooks, changing them, giving them new secrets, turning them off and on, deleting them. */
import { count, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { assertFresh } from '../fresh'
import { newId } from '../ids'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { newSecret, sealSecret } from './secret'
import { hostOf, toWebhook, webhookById, webhookFields, type Webhook, type WebhookRow } from './webhook'

/** Of a tenant: each access is told to every one of them. */
export const mostWebhooks = 20

const hourMs = 3_600_000

const createSchema = z.object({
  url: webhookFields.url,
  description: webhookFields.description.default(''),
  types: webhookFields.types.default(null),
})

/**
 * @returns the secret besides, shown this once
 * @throws AppError `invalid_input` for an address that may not be called; `rule_broken` where there are as many as there may be
 */
export async function createWebhook(
  context: Context,
  input: z.input<typeof createSchema>,
): Promise<{ webhook: Webhook; secret: string }> {
  const fields = parse(createSchema, input)
  const tenantId = tenantFor(context, 'webhooks:manage')
  // First, so that nobody proves who they are for nothing.
  assertAddress(context, fields.url)
  // It goes on telling where people go long after the session has ended.
  assertFresh(context)
  const createdAt = context.now()
  const [id, secret] = [newId(createdAt.getTime()), newSecret()]
  const secretSealed = await sealSecret(context, { id, tenantId }, secret)
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'webhook.created',
      subject: { kind: 'webhook', id },
      detail: { host: hostOf(fields), types: fields.types },
    })
    await assertRoom(tx, tenantId)
    const [row] = await tx.sql
      .insert(tx.tables.webhooks)
      .values({ ...fields, id, tenantId, createdAt, secretSealed })
      .returning()
    return { webhook: toWebhook(row!), secret }
  })
}

function assertAddress({ outgoing }: Context, url: string): void {
  const message = outgoing.objection(url)
  if (message) throw new AppError('invalid_input', message, { fields: [{ field: 'url', message }] })
}

async function assertRoom(tx: Tx, tenantId: string): Promise<void> {
  const { webhooks } = tx.tables
  const [row] = await tx.sql.select({ count: count() }).from(webhooks).where(eq(webhooks.tenantId, tenantId))
  if (row!.count < mostWebhooks) return
  const reason = 'webhooks_limit_exceeded'
  throw new AppError('rule_broken', `There are ${mostWebhooks} webhooks already; delete one first.`, { reason })
}

const changeSchema = z.object({
  id: z.string(),
  url: webhookFields.url.optional(),
  description: webhookFields.description.optional(),
  types: webhookFields.types.optional(),
})

/** What waits in its queue goes to the new address as well. @throws AppError `not_found`, `invalid_input` */
export async function changeWebhook(context: Context, input: z.input<typeof changeSchema>): Promise<Webhook> {
  const { id, ...set } = parse(changeSchema, input)
  if (set.url !== undefined) {
    tenantFor(context, 'webhooks:manage')
    assertAddress(context, set.url)
    assertFresh(context)
  }
  return change(context, id, 'webhook.changed', (before) => {
    const after = { ...before, ...set }
    const told = (row: WebhookRow) => ({ host: hostOf(row), types: row.types })
    const moved = before.url === after.url ? {} : { failingSince: null }
    return { set: { ...set, ...moved }, detail: { before: told(before), after: told(after) } }
  })
}

const rotateSchema = z.object({
  id: z.string(),
  /** For how long the secret of now goes on signing beside the new one. */
  overlapHours: z.number().int().min(0).max(168).default(24),
})

/** @returns the new secret, shown this once. One that was still going on from the rotation before ends. @throws AppError `not_found` */
export async function rotateWebhookSecret(
  context: Context,
  input: z.input<typeof rotateSchema>,
): Promise<{ webhook: Webhook; secret: string }> {
  const { id, overlapHours } = parse(rotateSchema, input)
  const tenantId = tenantFor(context, 'webhooks:manage')
  assertFresh(context)
  const secret = newSecret()
  const secretSealed = await sealSecret(context, { id, tenantId }, secret)
  const webhook = await change(context, id, 'webhook.secret_rotated', (before) => ({
    set: {
      secretSealed,
      previousSecretSealed: overlapHours > 0 ? before.secretSealed : null,
      previousSecretUntil: overlapHours > 0 ? new Date(context.now().getTime() + overlapHours * hourMs) : null,
    },
    detail: { overlapHours },
  }))
  return { webhook, secret }
}

/** Twice changes nothing. What waits in its queue waits on, and nothing new comes into it. @throws AppError `not_found` */
export async function disableWebhook(context: Context, { id }: { id: string }): Promise<Webhook> {
  return change(context, id, 'webhook.disabled', (before) =>
    before.disabledAt
      ? { set: {} }
      : { set: { disabledAt: context.now(), disabledBecause: 'admin' }, detail: { because: 'admin' } },
  )
}

/** What waited is sent; what happened meanwhile can be replayed. @throws AppError `not_found` */
export async function enableWebhook(context: Context, { id }: { id: string }): Promise<Webhook> {
  return change(context, id, 'webhook.enabled', () => ({
    set: { disabledAt: null, disabledBecause: null, failingSince: null },
  }))
}

/** With its queue and its log of deliveries. @throws AppError `not_found` */
export async function deleteWebhook(context: Context, { id }: { id: string }): Promise<void> {
  const tenantId = tenantFor(context, 'webhooks:manage')
  await context.db.transact(async (tx) => {
    const { webhooks } = tx.tables
    await writeAudit(tx, context, { action: 'webhook.deleted', subject: { kind: 'webhook', id } })
    await webhookById(tx, tenantId, id)
    await tx.sql.delete(webhooks).where(eq(webhooks.id, id))
  })
}

interface Change {
  set: Partial<WebhookRow>
  detail?: Record<string, unknown>
}

async function change(
  context: Context,
  id: string,
  action: string,
  decide: (before: WebhookRow) => Change,
): Promise<Webhook> {
  const tenantId = tenantFor(context, 'webhooks:manage')
  return context.db.transact(async (tx) => {
    const { webhooks } = tx.tables
    // A write that changes nothing: it locks the row, so that what is decided below still holds at the end.
    await tx.sql.update(webhooks).set({ id }).where(eq(webhooks.id, id))
    const { set, detail } = decide(await webhookById(tx, tenantId, id))
    await writeAudit(tx, context, { action, subject: { kind: 'webhook', id }, detail })
    const [row] = await tx.sql
      .update(webhooks)
      .set({ id, ...set })
      .where(eq(webhooks.id, id))
      .returning()
    if ('disabledAt' in set) tx.wake('webhooks', '')
    return toWebhook(row!)
  })
}
