/**
 * Sends a QR credential to the person's own address, by a mail job. Only who agreed to be recognised is written to; where that is not so
 * nothing is sent, and the delivery says why. What bounces after a carrier has taken it is not heard of.
 */
import { and, eq, gt, isNull, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle, SealPlace, Tx } from '@/db/types'
import { writeAudit } from '../audit'
import { recognition } from '../consents/texts'
import type { Context } from '../context'
import { AppError } from '../errors'
import type { Owner } from '../faces/record'
import { newId } from '../ids'
import { sendMail } from '../mail/messages'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { userById } from '../users'
import { issueQrCredential } from './issue'
import type { QrDelivery } from './read'

export const addressSchema = z.email().max(254)

export type DeliveryReason =
  'address_missing' | 'consent_missing' | 'user_revoked' | 'user_without_credential' | 'carrier_refused'

export const addressPlace = (tenantId: string, userId: string): SealPlace => ({
  table: 'user_addresses',
  row: userId,
  tenantId,
})

/** @returns what `writeAddress` writes */
export async function sealAddress({ keys }: Pick<Context, 'keys'>, { tenantId, userId }: Owner, address: string) {
  return keys.sealForUser(userId, addressPlace(tenantId, userId), Buffer.from(address))
}

export async function writeAddress(tx: Tx, { tenantId, userId }: Owner, sealed: Buffer, at: Date): Promise<void> {
  await tx.sql
    .insert(tx.tables.userAddresses)
    .values({ tenantId, userId, sealed, changedAt: at })
    .onConflictDoUpdate({ target: tx.tables.userAddresses.userId, set: { sealed, changedAt: at } })
}

const changeSchema = z.object({ userId: z.string(), email: addressSchema.nullable() })

/** Where mail to this person goes from now on; null: nowhere. @throws AppError `not_found` */
export async function changeAddress(context: Context, input: z.input<typeof changeSchema>): Promise<void> {
  const { userId, email } = parse(changeSchema, input)
  const tenantId = tenantFor(context, 'users:rename')
  const owner = { tenantId, userId }
  await userById(context.db, tenantId, userId)
  const sealed = email === null ? null : await sealAddress(context, owner, email)
  await context.db.transact(async (tx) => {
    const { userAddresses } = tx.tables
    // The address itself is in no line of the trail: it outlives the person.
    await writeAudit(tx, context, { action: 'user.address_changed', subject: { kind: 'user', id: userId } })
    if (sealed) await writeAddress(tx, owner, sealed, context.now())
    else await tx.sql.delete(userAddresses).where(eq(userAddresses.userId, userId))
  })
}

/** Null: none is known. For functions that know that the caller may read it. */
export async function addressOf(context: Context, { tenantId, userId }: Owner): Promise<string | null> {
  const { userAddresses } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(userAddresses)
    .where(and(eq(userAddresses.userId, userId), eq(userAddresses.tenantId, tenantId)))
  if (!row) return null
  return (await context.keys.openForUser(userId, addressPlace(tenantId, userId), row.sealed)).toString()
}

/** Whether mail to this person has somewhere to go. The address itself is shown to nobody. @throws AppError `not_found` */
export async function addressKnown(context: Context, { userId }: { userId: string }): Promise<boolean> {
  const tenantId = tenantFor(context, 'qr:read')
  await userById(context.db, tenantId, userId)
  const { userAddresses } = context.db.tables
  return (await context.db.sql.$count(userAddresses, eq(userAddresses.userId, userId))) > 0
}

/** Whether the consent to be recognised is on record and holds. */
export async function hasConsent(handle: Handle, userId: string, now: Date): Promise<boolean> {
  const { consentStates } = handle.tables
  const [row] = await handle.sql
    .select({ userId: consentStates.userId })
    .from(consentStates)
    .where(
      and(
        eq(consentStates.userId, userId),
        eq(consentStates.purpose, recognition),
        eq(consentStates.state, 'given'),
        or(isNull(consentStates.expiresAt), gt(consentStates.expiresAt, now)),
      ),
    )
  return row !== undefined
}

/** With the enrolment that asks for it, behind its consent: without one the delivery says so from the start. */
export async function queueDelivery(
  tx: Tx,
  context: Pick<Context, 'now'>,
  { owner, onboardingId = null }: { owner: Owner; onboardingId?: string | null },
): Promise<QrDelivery> {
  const at = context.now()
  const isAgreed = await hasConsent(tx, owner.userId, at)
  const [row] = await tx.sql
    .insert(tx.tables.qrDeliveries)
    .values({
      ...owner,
      id: newId(at.getTime()),
      onboardingId,
      state: isAgreed ? 'queued' : 'not_sent',
      reason: isAgreed ? null : ('consent_missing' satisfies DeliveryReason),
      createdAt: at,
      changedAt: at,
    })
    .returning()
  if (isAgreed)
    await sendMail(tx, { tenantId: owner.tenantId, now: at }, { kind: 'qr_credential', deliveryId: row!.id })
  return row!
}

const deliverSchema = z.object({
  userId: z.string(),
  /** Replaces the address that is known. */
  email: addressSchema.optional(),
})

/**
 * @throws AppError `not_found`; `rule_broken` (`email_missing`, `consent_missing`); as `issueQrCredential` where there is nothing to send
 */
export async function deliverQrCredential(context: Context, input: z.input<typeof deliverSchema>): Promise<QrDelivery> {
  const { userId, email } = parse(deliverSchema, input)
  const tenantId = tenantFor(context, 'qr:issue')
  const owner = { tenantId, userId }
  await userById(context.db, tenantId, userId)
  if (email === undefined && (await addressOf(context, owner)) === null) {
    throw new AppError('rule_broken', 'No address of this person is known.', { reason: 'email_missing' })
  }
  if (!(await hasConsent(context.db, userId, context.now()))) {
    const message = 'This person’s consent to be recognised is not on record, or it has ended.'
    throw new AppError('rule_broken', message, { reason: 'consent_missing' })
  }
  // What cannot be issued is refused here and not by a mail that never comes.
  await issueQrCredential(context, { userId })
  const sealed = email === undefined ? null : await sealAddress(context, owner, email)
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'qr_credential.delivery_asked', subject: { kind: 'user', id: userId } })
    if (sealed) await writeAddress(tx, owner, sealed, context.now())
    return queueDelivery(tx, context, { owner })
  })
}

export type Delivery = Tables['qrDeliveries']['$inferSelect']

/** The delivery for which a mail was queued; null once its user is gone. */
export async function queuedDelivery(handle: Handle, tenantId: string, id: string): Promise<Delivery | null> {
  const { qrDeliveries } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(qrDeliveries)
    .where(and(eq(qrDeliveries.id, id), eq(qrDeliveries.tenantId, tenantId)))
  return row ?? null
}

export async function settleDelivery(
  context: Pick<Context, 'db' | 'now'>,
  id: string,
  outcome: Pick<Delivery, 'state'> & { reason?: DeliveryReason; credentialId?: string },
): Promise<void> {
  const { qrDeliveries } = context.db.tables
  await context.db.transact((tx) =>
    tx.sql
      .update(qrDeliveries)
      .set({ reason: null, ...outcome, changedAt: context.now() })
      .where(eq(qrDeliveries.id, id))
      .execute(),
  )
}
