/**
 * Taking an enrolment back, by the person themselves: the link in their mail stays good as long as they are enrolled. It withdraws
 * the consent and erases them, with everything the bureau knows of them.
 */
import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/types'
import { insertWithdrawal } from '../consents/record'
import { recognition } from '../consents/texts'
import type { Context } from '../context'
import { AppError } from '../errors'
import { eraseFor } from '../erasures'
import { tenantById } from '../tenants'
import { asEnrollee, finishedByToken, type EnrolmentLanguage } from './link'

export interface WithdrawalView {
  tenant: string
  language: EnrolmentLanguage | null
  enrolledAt: Date
  /** What will be erased. */
  templates: number
  samples: number
  documents: number
}

/** Null: the token is none of ours, or whom it was for is erased already. Looking changes nothing. */
export async function readWithdrawal(context: Context, { token }: { token: string }): Promise<WithdrawalView | null> {
  const row = await finishedByToken(context, token)
  if (!row) return null
  const userId = row.userId!
  const { name } = await tenantById(context.db, row.tenantId)
  const { templates, samples, documents } = context.db.tables
  const of = (table: typeof templates | typeof samples | typeof documents) =>
    context.db.sql.$count(table, eq(table.userId, userId))
  return {
    tenant: name,
    language: row.language,
    enrolledAt: row.finishedAt!,
    templates: await of(templates),
    samples: await of(samples),
    documents: await of(documents),
  }
}

/** @returns the number of the receipt @throws AppError `not_found`, subject `enrolment_link` */
export async function withdrawEnrolment(
  context: Context,
  { token }: { token: string },
): Promise<{ receiptId: string }> {
  const row = await finishedByToken(context, token)
  if (!row) {
    const message = 'There is nothing to withdraw: the enrolment was erased already, or never was.'
    throw new AppError('not_found', message, { subject: 'enrolment_link' })
  }
  const own = asEnrollee(context, row)
  const owner = { tenantId: row.tenantId, userId: row.userId! }
  const { receipt } = await eraseFor(own, { ...owner, assertDue: (tx) => noteWithdrawal(tx, own, owner) })
  return { receiptId: receipt.id }
}

/** With the erasure, whose receipt then tells all that went. Somebody may have written the withdrawal down before, and left the user. */
async function noteWithdrawal(tx: Tx, context: Context, owner: { tenantId: string; userId: string }): Promise<void> {
  try {
    await insertWithdrawal(tx, context, { ...owner, purpose: recognition, how: 'self_enrolment' })
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'conflict')) throw error
  }
}
