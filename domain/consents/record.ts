/**
 * Consents given and withdrawn. Each is an event that is only ever added; what holds now is written in the same transaction.
 * A withdrawn consent to be recognised takes the face with it, where the tenant wants that: nobody is recognised afterwards.
 */
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { deleteKept } from '../documents/kept-rows'
import { deleteFaces, removeBlobs, type Deleted, type Owner } from '../faces/record'
import { newId } from '../ids'
import { parse, storableTime } from '../parse'
import { tenantFor } from '../permissions'
import { rulesAt } from '../retention/rules'
import { tenantById } from '../tenants'
import { userById } from '../users'
import { dropDialogue } from '../voice/dialogues'
import { deleteVoice } from '../voice/takes'
import { keptDocuments, publishedText, recognition, type TextHead } from './texts'

export type Consent = Tables['consents']['$inferSelect']

const how = z.enum(['portal', 'import', 'wallet', 'self_enrolment', 'api'])

const givenSchema = z.object({
  userId: z.string(),
  textId: z.string(),
  how: how.default('portal'),
  expiresAt: storableTime.nullable().default(null),
})

/**
 * Writes down that somebody has agreed to a published text, of whatever version.
 * @throws AppError `not_found` (user, consent_text); `invalid_input` for an end that has passed
 */
export async function recordConsent(context: Context, input: z.input<typeof givenSchema>): Promise<Consent> {
  const given = parse(givenSchema, input)
  const tenantId = tenantFor(context, 'consents:record')
  if (given.expiresAt && given.expiresAt <= context.now()) {
    const problem = { field: 'expiresAt', message: 'must be in the future' }
    throw new AppError('invalid_input', 'The consent would have ended already.', { fields: [problem] })
  }
  const text = await publishedText(context.db, tenantId, given.textId)
  return context.db.transact((tx) => insertConsent(tx, context, { ...given, text, tenantId }))
}

/** For whoever writes the consent together with something else; the caller has asked for permission. @throws AppError `not_found` (user) */
export async function insertConsent(
  tx: Tx,
  context: Pick<Context, 'actor' | 'now'>,
  given: {
    tenantId: string
    userId: string
    text: TextHead
    how: Consent['how']
    expiresAt?: Date | null
    /** When they agreed, where that was before now. */
    at?: Date
  },
): Promise<Consent> {
  const { tenantId, userId, text, how, expiresAt = null, at } = given
  const { id: textId, purpose } = text
  return add(tx, context, { tenantId, userId, textId, purpose, state: 'given', how, expiresAt, at })
}

/**
 * As `insertConsent`, for whoever takes away what the consent allowed in the same transaction.
 * @throws AppError `not_found` (user); `conflict` when there is no consent to withdraw
 */
export async function insertWithdrawal(
  tx: Tx,
  context: Pick<Context, 'actor' | 'now'>,
  withdrawn: Pick<Consent, 'tenantId' | 'userId' | 'purpose' | 'how'>,
): Promise<Consent> {
  return add(tx, context, { ...withdrawn, state: 'withdrawn', expiresAt: null })
}

const withdrawnSchema = z.object({
  userId: z.string(),
  purpose: z.string().default(recognition),
  how: how.default('portal'),
})

export interface Withdrawal {
  consent: Consent
  /** What went with it at once. */
  removed: { templates: number; samples: number }
  /** When the user is erased unless consent is given again; null: not by this. */
  eraseAt: Date | null
}

/** @throws AppError `not_found` (user); `conflict` when there is no consent to withdraw */
export async function withdrawConsent(context: Context, input: z.input<typeof withdrawnSchema>): Promise<Withdrawal> {
  const { userId, purpose, how } = parse(withdrawnSchema, input)
  const tenantId = tenantFor(context, 'consents:record')
  await userById(context.db, tenantId, userId)

  const { blobNames, ...withdrawal } = await context.db.transact(async (tx) => {
    const { settings } = await tenantById(tx, tenantId)
    const consent = await insertWithdrawal(tx, context, { tenantId, userId, purpose, how })
    const nothing = { templates: 0, samples: 0, blobNames: [] as string[] }
    if (purpose === keptDocuments) {
      const blobNames = await withdrawDocuments(tx, context, userId, consent.id)
      return { consent, eraseAt: null, removed: nothing, blobNames }
    }
    if (purpose !== recognition) return { consent, eraseAt: null, removed: nothing, blobNames: nothing.blobNames }
    const { withdrawnDays } = rulesAt(settings, context.now())
    const eraseAt = withdrawnDays === null ? null : new Date(consent.at.getTime() + withdrawnDays * 86_400_000)
    if (settings.onWithdrawal !== 'revoke') return { consent, eraseAt, removed: nothing, blobNames: [] }
    const { blobNames, ...removed } = await withdrawRecognition(tx, context, { tenantId, userId }, consent.id)
    return { consent, eraseAt, removed, blobNames }
  })
  await removeBlobs(context, blobNames)
  return { ...withdrawal, removed: { templates: withdrawal.removed.templates, samples: withdrawal.removed.samples } }
}

/** By whatever the person was recognised: their face, their voice in every language, and a voice that is being enrolled. */
async function withdrawRecognition(tx: Tx, context: Context, owner: Owner, consentId: string): Promise<Deleted> {
  const subject = { kind: 'user', id: owner.userId }
  const why = { because: 'consent_withdrawn', consent: consentId }
  const { blobNames, ...face } = await deleteFaces(tx, context, owner)
  if (face.templates > 0) {
    await writeAudit(tx, context, { action: 'face.removed', subject, detail: { ...why, ...face } })
  }
  const spoken = await dropDialogue(tx, owner.userId)
  const voice = await deleteVoice(tx, owner)
  const { templates } = voice
  const samples = voice.blobNames.length
  if (templates > 0) {
    await writeAudit(tx, context, { action: 'voice.removed', subject, detail: { ...why, templates, samples } })
  }
  return {
    blobNames: [...blobNames, ...voice.blobNames, ...spoken],
    templates: face.templates + templates,
    samples: face.samples + samples,
  }
}

/** What was kept by leave of the person goes as soon as that is withdrawn, whatever the tenant has set. @returns the blobs */
async function withdrawDocuments(tx: Tx, context: Context, userId: string, consentId: string): Promise<string[]> {
  const kept = await deleteKept(tx, userId)
  for (const { id } of kept) {
    await writeAudit(tx, context, {
      action: 'document.removed',
      subject: { kind: 'user', id: userId },
      detail: { document: id, because: 'consent_withdrawn', consent: consentId },
    })
  }
  return kept.map(({ blobName }) => blobName)
}

/** `textId` is left out for a withdrawal, which is of whatever text was agreed to. */
type NewEvent = Pick<Consent, 'tenantId' | 'userId' | 'purpose' | 'state' | 'how' | 'expiresAt'> & {
  textId?: string
  at?: Date
}

async function add(tx: Tx, context: Pick<Context, 'actor' | 'now'>, event: NewEvent): Promise<Consent> {
  const { consents, consentStates } = tx.tables
  const { tenantId, userId, purpose, state, how, expiresAt, at = context.now() } = event
  const id = newId(at.getTime())
  // First the line: it lets one writer of the tenant through at a time, so that what is read below still holds at the end.
  await writeAudit(tx, context, {
    action: `consent.${state}`,
    subject: { kind: 'user', id: userId },
    detail: { consent: id, purpose, how, ...(event.textId && { text: event.textId }) },
  })
  await userById(tx, tenantId, userId)
  let { textId } = event
  if (textId === undefined) {
    const [now] = await tx.sql
      .select()
      .from(consentStates)
      .where(and(eq(consentStates.userId, userId), eq(consentStates.purpose, purpose)))
    if (now?.state !== 'given') {
      throw new AppError('conflict', 'There is no consent to withdraw: none was given, or it was withdrawn before.', {
        subject: 'consent',
      })
    }
    textId = now.textId
  }
  const known = { tenantId, userId, purpose, textId, state, at, expiresAt }
  const actorId = 'id' in context.actor ? context.actor.id : ''
  const [consent] = await tx.sql
    .insert(consents)
    .values({ id, ...known, how, actorKind: context.actor.kind, actorId })
    .returning()
  await tx.sql
    .insert(consentStates)
    .values(known)
    .onConflictDoUpdate({
      target: [consentStates.userId, consentStates.purpose],
      set: { textId, state, at, expiresAt },
    })
  return consent!
}
