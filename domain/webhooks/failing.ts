/** A webhook that has failed for days is turned off by itself, and the owners are told: a dead address is not called for ever. */
import { and, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { sendMail } from '../mail/messages'
import type { WebhookRow } from './webhook'

export const patienceMs = 5 * 86_400_000

/** @param isGone the receiver said itself that it wants nothing any more (410) */
export async function disableFailing(
  context: Context,
  { id, tenantId }: Pick<WebhookRow, 'id' | 'tenantId'>,
  { isGone }: { isGone: boolean },
): Promise<void> {
  const isOver = ({ failingSince, disabledAt }: WebhookRow) =>
    !disabledAt && failingSince !== null && (isGone || context.now().getTime() - failingSince.getTime() >= patienceMs)
  const { webhooks } = context.db.tables
  const [seen] = await context.db.sql.select().from(webhooks).where(eq(webhooks.id, id))
  if (!seen || !isOver(seen)) return
  const now = context.now()
  const system: Context = { ...context, actor: { kind: 'system', id: context.requestId, tenantId } }
  await context.db.transact(async (tx) => {
    const { admins } = tx.tables
    // A write that changes nothing: it locks the row, so that what is decided below still holds at the end.
    const [row] = await tx.sql.update(webhooks).set({ id }).where(eq(webhooks.id, id)).returning()
    if (!row || !isOver(row)) return
    await writeAudit(tx, system, {
      action: 'webhook.disabled',
      subject: { kind: 'webhook', id },
      detail: { because: isGone ? 'gone' : 'failing', failingSince: row.failingSince },
    })
    await tx.sql.update(webhooks).set({ disabledAt: now, disabledBecause: 'failing' }).where(eq(webhooks.id, id))
    const owners = await tx.sql
      .select({ id: admins.id })
      .from(admins)
      .where(and(eq(admins.tenantId, tenantId), eq(admins.role, 'owner'), isNull(admins.suspendedAt)))
    for (const owner of owners) {
      await sendMail(tx, { tenantId, now }, { kind: 'webhook_disabled', webhookId: id, adminId: owner.id })
    }
  })
}
