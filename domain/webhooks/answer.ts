/** What the customer's own system answers where it is the one that decides: written into the access log, the first answer only. */
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { holdAudit } from '../audit'
import type { Context } from '../context'
import { changeGrants } from '../grants/write'
import type { OutgoingAnswer } from '../outgoing'
import { enqueueWebhooks } from './enqueue'
import type { Delivery } from './message'

const answerSchema = z.object({
  decision: z.enum(['granted', 'denied']),
  reason: z
    .string()
    // Shown to people and kept: no character that no database holds, nor one that moves a cursor.
    .transform((text) => [...text.replaceAll(/[\p{Cc}\p{Surrogate}]/gu, ' ').trim()].slice(0, 200).join(''))
    .nullish(),
})

export type AcsAnswer = z.output<typeof answerSchema>

/** @returns null for an answer that decides nothing: other receivers say `ok`, or nothing at all */
export function readAnswer({ body, isCut }: Pick<OutgoingAnswer, 'body' | 'isCut'>): AcsAnswer | null {
  if (isCut || body.length === 0) return null
  try {
    return answerSchema.safeParse(JSON.parse(body.toString('utf8'))).data ?? null
  } catch {
    // The only way in which the platform says that it is no JSON.
    return null
  }
}

/** A denial becomes the type of the line, and whoever was marked as having come in by it may try again. */
export async function recordAnswer(context: Context, delivery: Delivery, answer: AcsAnswer): Promise<void> {
  const { tenantId, subjectId: id } = delivery
  await context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    const { accessEvents, grants } = tx.tables
    const denied = answer.decision === 'denied'
    const [event] = await tx.sql
      .update(accessEvents)
      .set({
        acsDecision: answer.decision,
        acsReason: answer.reason || null,
        ...(denied ? { type: 'acs_denied' as const } : {}),
      })
      .where(and(eq(accessEvents.id, id), eq(accessEvents.tenantId, tenantId), isNull(accessEvents.acsDecision)))
      .returning()
    if (!event || !denied) return
    const at = context.now()
    const entered =
      event.grantId === null
        ? []
        : await tx.sql
            .select({ id: grants.id, userId: grants.userId })
            .from(grants)
            .where(
              and(
                eq(grants.id, event.grantId),
                eq(grants.tenantId, tenantId),
                isNull(grants.removedAt),
                eq(grants.enteredAt, event.occurredAt),
              ),
            )
    await changeGrants(tx, { tenantId, at, grants: entered, set: { enteredAt: null } })
    await enqueueWebhooks(tx, { tenantId, at, events: [{ id, type: 'acs_denied' }], except: delivery.webhookId })
  })
}

/** For an erasure: the lines stay as what happened at a door, but words of another system may name whoever stood there. */
export async function forgetReasons(tx: Tx, userId: string): Promise<void> {
  const { accessEvents } = tx.tables
  await tx.sql
    .update(accessEvents)
    .set({ acsReason: null })
    .where(and(eq(accessEvents.userId, userId), isNotNull(accessEvents.acsReason)))
}
