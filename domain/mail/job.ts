/** Sends one mail: looks up whom it goes to and what it says now, gives it a look, hands it to the carrier. */
import { and, eq } from 'drizzle-orm'
import { bureau } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { hasFactor } from '../factors/factors'
import { jobHandler } from '../jobs'
import { linkUrlForMail, stateOf } from '../links'
import { tenantById } from '../tenants'
import { messageSchema, type Message } from './messages'
import { renderLetter } from './render'
import { composeQrMail } from '../qr-credential/mail'
import { MailRefused, type Attachment } from './transport'
import { approvalWords, linkWords, noticeWords, webhookWords, type Words } from './words'

/** 12 tries take almost three hours: a mail server may be down for a while. */
const maxAttempts = 12

/** Result: `{ carrier, sent: true, reference }`, or `{ sent: false, why }` for a test that failed and a mail nobody needs any more. */
export const sendMailJob = jobHandler(
  messageSchema,
  async (context, message, job) => {
    const addressed = await compose(context, message)
    if ('why' in addressed) return { sent: false, ...addressed }
    const { to, words, attachments, settle } = addressed
    const letter = { to, key: job.id, attachments, ...(await renderLetter(words, context.publicUrl)) }
    const carrier = context.mail.kind
    try {
      const reference = await context.mail.deliver(letter)
      // A letter in a file waits for somebody who knows where it is.
      if (carrier === 'files') context.log.info({ file: reference }, 'A mail was written to a file.')
      await settle?.('sent')
      return { carrier, sent: true, reference }
    } catch (error) {
      if (error instanceof MailRefused || job.attempt >= maxAttempts) await settle?.('failed')
      const why = withoutAddress(error, to)
      // Somebody waits before the screen for what comes of a test.
      if (message.kind === 'notice' && message.notice === 'test') return { carrier, sent: false, why }
      // Without its cause, whose text may hold the address and would come into the log.
      throw new AppError(error instanceof MailRefused ? 'invalid_input' : 'internal', why)
    }
  },
  { maxAttempts },
)

type Addressed =
  | {
      to: string
      words: Words
      attachments?: readonly Attachment[]
      /** Tells whoever keeps account of this mail what came of it. */
      settle?(state: 'sent' | 'failed'): Promise<void>
    }
  | { why: string }

async function compose(context: Context, message: Message): Promise<Addressed> {
  switch (message.kind) {
    case 'link':
      return composeLink(context, message.linkId)
    case 'notice': {
      const admin = await adminOf(context, message.adminId)
      if (!admin) return { why: 'The account is gone.' }
      const [{ publicUrl, db }, { role, email }] = [context, admin]
      const standing = { publicUrl, role, hasFactor: await hasFactor(db, admin.id) }
      return { to: email, words: noticeWords(message.notice, standing) }
    }
    case 'qr_credential':
      return composeQrMail(context, tenantOf(context), message.deliveryId)
    case 'approval_wanted': {
      const { registrations } = context.db.tables
      const [waiting] = await context.db.sql
        .select()
        .from(registrations)
        .where(and(eq(registrations.id, message.registrationId), eq(registrations.tenantId, tenantOf(context))))
      const owner = await adminOf(context, message.adminId)
      if (!waiting || !owner || owner.suspendedAt) return { why: 'Nobody waits any more, or the owner is gone.' }
      return { to: owner.email, words: approvalWords(waiting.email, context.publicUrl) }
    }
    case 'webhook_disabled': {
      const { webhooks } = context.db.tables
      const [webhook] = await context.db.sql
        .select()
        .from(webhooks)
        .where(and(eq(webhooks.id, message.webhookId), eq(webhooks.tenantId, tenantOf(context))))
      const owner = await adminOf(context, message.adminId)
      const isOff = webhook?.disabledBecause === 'failing'
      if (!isOff || !owner || owner.suspendedAt) return { why: 'The webhook is on again or gone, or the owner is.' }
      return {
        to: owner.email,
        words: webhookWords(new URL(webhook.url).host, webhook.failingSince, context.publicUrl),
      }
    }
  }
}

async function composeLink(context: Context, linkId: string): Promise<Addressed> {
  const { links } = context.db.tables
  const [link] = await context.db.sql
    .select()
    .from(links)
    .where(and(eq(links.id, linkId), eq(links.tenantId, tenantOf(context))))
  if (!link || stateOf(link, context.now()) !== 'open') return { why: 'The link has ended before its mail was sent.' }
  const tenant = await tenantById(context.db, link.tenantId)
  const maker = link.madeBy === null ? null : await adminOf(context, link.madeBy)
  const madeBy = maker ? `${maker.firstName} ${maker.lastName}` : undefined
  return {
    to: link.email,
    words: linkWords(link, await linkUrlForMail(context, link), { tenant: tenant.name, madeBy }),
  }
}

async function adminOf(context: Context, adminId: string) {
  const { admins } = context.db.tables
  const [admin] = await context.db.sql
    .select()
    .from(admins)
    .where(and(eq(admins.id, adminId), eq(admins.tenantId, tenantOf(context))))
  return admin ?? null
}

/** Jobs run as their tenant. */
function tenantOf({ actor }: Context): string {
  return 'tenantId' in actor ? actor.tenantId : bureau
}

/** What a carrier complained of is kept with the job and shown to owners; whom the mail was for is not. */
function withoutAddress(error: unknown, to: string): string {
  const words = error instanceof Error ? error.message : String(error)
  return words.replaceAll(to, '(the address)').slice(0, 500)
}
