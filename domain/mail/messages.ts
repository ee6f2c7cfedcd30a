/**
 * Which mails there are, and the one way to send one. A mail is a job whose payload holds ids only: the address and the
 * token of a link are looked up and derived when it is sent, so that no queue ever keeps either.
 */
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { enqueue } from '../jobs'

const id = z.string().min(1).max(100)

/** Of something that an admin signs in with: factor-words.ts. */
const factorNotices = [
  'password_changed',
  'authenticator_added',
  'authenticator_removed',
  'passkey_added',
  'passkey_removed',
  'recovery_codes_made',
  'factors_removed',
] as const

export const messageSchema = z.discriminatedUnion('kind', [
  /** To whom the link is for. */
  z.object({ kind: z.literal('link'), link: z.enum(['invite', 'confirm', 'reset']), linkId: id }),
  /** To an admin, about their own account. */
  z.object({
    kind: z.literal('notice'),
    notice: z.enum([...factorNotices, 'address_taken', 'approved', 'role_changed', 'suspended', 'test']),
    adminId: id,
  }),
  /** To a user: their QR credential. */
  z.object({ kind: z.literal('qr_credential'), deliveryId: id }),
  /** To an owner: somebody waits for an answer. */
  z.object({ kind: z.literal('approval_wanted'), registrationId: id, adminId: id }),
  /** To an owner: an address of theirs has not answered for days and is called no more. */
  z.object({ kind: z.literal('webhook_disabled'), webhookId: id, adminId: id }),
])

export type Message = z.output<typeof messageSchema>
export type Notice = Extract<Message, { kind: 'notice' }>['notice']
export type FactorNotice = (typeof factorNotices)[number]

export const mailJobKind = 'mail.send'

/** Sends the mail once this transaction has committed. @returns the job's id */
export async function sendMail(tx: Tx, of: { tenantId: string; now: Date }, message: Message): Promise<string> {
  const jobId = await enqueue(tx, { ...of, kind: mailJobKind, payload: message })
  return jobId!
}
