/** The mail with a QR credential: written when it is sent, so that no queue holds the QR or the address. */
import type { Context } from '../context'
import { AppError } from '../errors'
import type { Attachment } from '../mail/transport'
import type { Words } from '../mail/words'
import { tenantById } from '../tenants'
import { addressOf, hasConsent, queuedDelivery, settleDelivery, type DeliveryReason } from './deliver'
import { issueQrCredential } from './issue'
import { qrPng } from './picture'

export interface QrMail {
  to: string
  words: Words
  attachments: Attachment[]
  /** To be told what came of it. */
  settle(state: 'sent' | 'failed'): Promise<void>
}

/** Content-id of the picture in the letter's text. */
const pictureId = 'qr-credential'

/** @returns `why` where nobody needs the mail any more, or nobody may have it; the delivery says so too */
export async function composeQrMail(
  context: Context,
  tenantId: string,
  deliveryId: string,
): Promise<QrMail | { why: string }> {
  const delivery = await queuedDelivery(context.db, tenantId, deliveryId)
  if (!delivery || delivery.state === 'sent') return { why: 'The person is gone, or the mail was sent before.' }
  const { userId } = delivery
  const owner = { tenantId, userId }
  const refuse = async (reason: DeliveryReason) => {
    await settleDelivery(context, deliveryId, { state: 'not_sent', reason })
    return { why: `It may not be sent: ${reason}.` }
  }
  if (!(await hasConsent(context.db, userId, context.now()))) return refuse('consent_missing')
  const to = await addressOf(context, owner)
  if (to === null) return refuse('address_missing')
  try {
    const { credential, text } = await issueQrCredential(context, { userId })
    const content = await qrPng(text)
    const { name } = await tenantById(context.db, tenantId)
    const picture = { name: 'qr-credential.png', contentType: 'image/png', content }
    return {
      to,
      words: qrWords(name, credential.expiresAt),
      attachments: [
        { ...picture, cid: pictureId },
        { ...picture, cid: null },
      ],
      settle: (state) =>
        settleDelivery(context, deliveryId, {
          state,
          credentialId: credential.id,
          ...(state === 'failed' && { reason: 'carrier_refused' }),
        }),
    }
  } catch (error) {
    const reason = reasonIn(error)
    if (!reason) throw error
    return refuse(reason)
  }
}

function reasonIn(error: unknown): DeliveryReason | null {
  if (!(error instanceof AppError)) return null
  if (error.code === 'not_enrolled') return 'user_without_credential'
  return error.options.reason === 'credential_revoked' ? 'user_revoked' : null
}

function qrWords(tenant: string, expiresAt: Date): Words {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(expiresAt)
  return {
    subject: `Your QR code for ${tenant}`,
    preview: `Good until ${day}.`,
    heading: 'Your QR code',
    paragraphs: [
      `Hold this code up to the camera of a terminal of ${tenant}, then look at the camera. It opens for you only, where and when you may come in.`,
      `It is good until ${day}. Print it, or show it on your phone.`,
    ],
    picture: { cid: pictureId, alt: 'Your QR code', sizePx: 320 },
    remarks: [
      'The code holds numbers made of your face, sealed so that only the terminals can read them.',
      'Lost it? Ask whoever enrolled you: they can recall it and send another.',
    ],
  }
}
