/** What a webhook is: an address of the customer's own that is told what happens at the doors. Never shown with its secret. */
import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { accessTypes } from '@/db/tables/access-log'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { storableText } from '../parse'
import { tenantFor } from '../permissions'

export type WebhookRow = Tables['webhooks']['$inferSelect']

/** What leaves this folder. */
export type Webhook = Omit<WebhookRow, 'secretSealed' | 'previousSecretSealed' | 'tenantId'>

export const webhookFields = {
  url: storableText.pipe(z.string().trim().min(1)),
  description: storableText.pipe(z.string().trim().max(200)),
  /** Null: every type. */
  types: z
    .array(z.enum(accessTypes))
    .min(1, 'at least one')
    .transform((given) => [...new Set(given)])
    .nullable(),
}

export function toWebhook({
  secretSealed: _secret,
  previousSecretSealed: _previous,
  tenantId: _t,
  ...row
}: WebhookRow) {
  return row satisfies Webhook
}

/** In order of creation. */
export async function listWebhooks(context: Context): Promise<Webhook[]> {
  const tenantId = tenantFor(context, 'webhooks:read')
  const { webhooks } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(webhooks)
    .where(eq(webhooks.tenantId, tenantId))
    .orderBy(asc(webhooks.createdAt), asc(webhooks.id))
  return rows.map(toWebhook)
}

/** @throws AppError `not_found` */
export async function requireWebhook(context: Context, id: string): Promise<Webhook> {
  return toWebhook(await webhookById(context.db, tenantFor(context, 'webhooks:read'), id))
}

/** For domain functions that have asked for permission. @throws AppError `not_found` */
export async function webhookById(handle: Handle, tenantId: string, id: string): Promise<WebhookRow> {
  const { webhooks } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.id, id), eq(webhooks.tenantId, tenantId)))
  if (!row) throw new AppError('not_found', 'There is no such webhook.', { subject: 'webhook' })
  return row
}

/** @throws AppError `conflict`: nothing new is put into the queue of one that is off */
export function assertEnabled({ disabledAt }: Pick<WebhookRow, 'disabledAt'>): void {
  if (!disabledAt) return
  throw new AppError('conflict', 'The webhook is off. Turn it on first.', { subject: 'webhook' })
}

/** Whether it is told of this type. */
export const isTold = ({ types }: Pick<WebhookRow, 'types'>, type: string) => types === null || types.includes(type)

/** Where it leads, without the path and the query, which may hold what only the receiver should know. */
export const hostOf = ({ url }: Pick<WebhookRow, 'url'>) => new URL(url).host
