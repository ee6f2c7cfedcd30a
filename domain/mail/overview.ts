/** What owners see of mail: what carries it, what became of the last ones, and a test that they send to themselves. */
import { and, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { AppError } from '../errors'
import { countRequestFrom } from '../guesses'
import type { Job } from '../jobs'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import type { LinkKind } from '../links'
import { mailJobKind, messageSchema, sendMail, type Message, type Notice } from './messages'
import type { Mail } from './transport'

export interface MailOutcome {
  id: string
  /** What the mail is about; never to whom. */
  about:
    LinkKind | 'enrolment_link' | 'enrolment_done' | 'approval_wanted' | 'webhook_disabled' | 'qr_credential' | Notice
  createdAt: Date
  /** `dropped`: nobody needed it any more. */
  state: 'waiting' | 'sent' | 'failed' | 'dropped'
  /** Why it failed, or why it was not tried again yet. */
  why: string | null
}

export interface MailOverview {
  carrier: Mail['kind']
  place: string
  from: string
  /** Newest first. */
  recent: MailOutcome[]
}

export async function readMailOverview(context: Context): Promise<MailOverview> {
  const tenantId = tenantFor(context, 'mail:manage')
  const { jobs } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(jobs)
    .where(and(eq(jobs.tenantId, tenantId), eq(jobs.kind, mailJobKind)))
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(20)
  const { kind, place, from } = context.mail
  return { carrier: kind, place, from, recent: rows.map(outcomeOf) }
}

/** Sends a mail to the admin who asks. @returns its id, for `readMailOutcome` */
export async function sendTestMail(context: Context): Promise<string> {
  const tenantId = tenantFor(context, 'mail:manage')
  const { actor } = context
  if (actor.kind !== 'admin') throw new AppError('forbidden', 'A test goes to the admin who asks for it.')
  await countRequestFrom(context, 'test mail', actor.id)
  return context.db.transact((tx) =>
    sendMail(tx, { tenantId, now: context.now() }, { kind: 'notice', notice: 'test', adminId: actor.id }),
  )
}

/** @throws AppError `not_found` */
export async function readMailOutcome(context: Context, input: { id: string }): Promise<MailOutcome> {
  const { id } = parse(z.object({ id: z.string().max(100) }), input)
  const tenantId = tenantFor(context, 'mail:manage')
  const { jobs } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(jobs)
    .where(and(eq(jobs.id, id), eq(jobs.tenantId, tenantId), eq(jobs.kind, mailJobKind)))
  if (!row) throw new AppError('not_found', 'There is no such mail.', { subject: 'mail' })
  return outcomeOf(row)
}

const resultSchema = z.object({ sent: z.boolean(), why: z.string().optional() })

function outcomeOf({ id, createdAt, payload, state, result, error }: Job): MailOutcome {
  const message = messageSchema.parse(payload)
  const about = aboutOf(message)
  const mail = { id, about, createdAt }
  if (state === 'failed' || state === 'cancelled') return { ...mail, state: 'failed', why: error }
  if (state !== 'done') return { ...mail, state: 'waiting', why: error }
  const { sent, why = null } = resultSchema.parse(result)
  // A test is tried once, so that its fault is said at once.
  return { ...mail, state: sent ? 'sent' : about === 'test' ? 'failed' : 'dropped', why }
}

function aboutOf(message: Message): MailOutcome['about'] {
  if (message.kind === 'link') return message.link
  if (message.kind === 'enrolment') return `enrolment_${message.about}`
  return message.kind === 'notice' ? message.notice : message.kind
}
