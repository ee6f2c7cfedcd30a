/**
 * The enrolment itself, by the person who holds the link: a liveness check, whose best frontal frame becomes the picture. User,
 * face, consent, the end of the link and the mail come together or not at all.
 */
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Tx } from '@/db/types'
import type { BurstFrame } from '@/engines/liveness/types'
import { writeAudit } from '../audit'
import { insertConsent } from '../consents/record'
import { publishedText, recognition } from '../consents/texts'
import type { Context } from '../context'
import { AppError } from '../errors'
import { enrolFace } from '../faces/enrol'
import { sendMail } from '../mail/messages'
import {
  judgeLivenessCheck,
  startLivenessCheck,
  type LivenessChallenge,
  type LivenessVerdict,
} from '../liveness/challenge'
import { holderOf } from '../liveness/proof'
import { keepsPictures } from '../retention/rules'
import { tenantById } from '../tenants'
import { enrolNewUser } from '../users/enrol'
import {
  asEnrollee,
  linkById,
  linkEnded,
  mostTries,
  renewTokens,
  stateOf,
  usableLink,
  withdrawalUrl,
  type LinkRow,
} from './link'

/** As for whoever stands at a camera in the portal. */
const gate = 'wallet' as const

export type SelfEnrolment =
  | { outcome: 'enrolled'; picturesKept: boolean; mailed: boolean; withdrawalUrl: string }
  | { outcome: 'not_passed'; reasons: LivenessVerdict['reasons']; triesLeft: number }
  /** The check was passed; its picture is not good enough. `reason` is a code of the gate. */
  | { outcome: 'refused'; reason: string; triesLeft: number }
  /** This face is enrolled already, and the tenant takes each once. */
  | { outcome: 'duplicate' }

/** @throws AppError `not_found`; `conflict` (`link_*`, `consent_missing`) */
export async function startEnrolmentCheck(
  context: Context,
  { token, calm }: { token: string; calm: boolean },
): Promise<LivenessChallenge> {
  const row = await consentedLink(context, token)
  const own = asEnrollee(context, row)
  return startLivenessCheck(own, { ...holding(own, row), calm })
}

/** @throws as `startEnrolmentCheck`, and AppError `not_found` (liveness_check), `picture_refused`, `busy`, `user_quota_reached` */
export async function submitEnrolmentCheck(
  context: Context,
  { token, id, checkToken, frames }: { token: string; id: string; checkToken: string; frames: BurstFrame[] },
): Promise<SelfEnrolment> {
  const before = await consentedLink(context, token)
  const own = asEnrollee(context, before)
  const row = await countTry(own, before)
  try {
    const judged = await judgeLivenessCheck(own, { ...holding(own, row), id, token: checkToken, frames })
    const triesLeft = mostTries - row.tries
    if (!judged.passed || !judged.frontal) return { outcome: 'not_passed', reasons: judged.reasons, triesLeft }
    return await enrol(own, row, { picture: judged.frontal, checkId: judged.id })
  } catch (error) {
    // Nobody looked at it: that costs no try.
    if (error instanceof AppError && error.code === 'busy') await takeTryBack(own, row)
    throw error
  }
}

/** A check is the link's own: nobody else can answer it. */
const holding = ({ actor }: Context, { tenantId }: LinkRow) => ({ tenantId, holder: holderOf(actor) })

async function consentedLink(context: Context, token: string): Promise<LinkRow> {
  const row = await usableLink(context, token)
  if (row.consentedAt) return row
  const message = 'Please read the text and agree to it first.'
  throw new AppError('conflict', message, { subject: 'consent', reason: 'consent_missing' })
}

/** Before anything costly, so that many at once count too. @throws AppError `conflict` (`link_locked`, …) */
async function countTry(context: Context, { id, tenantId }: LinkRow): Promise<LinkRow> {
  const counted = await context.db.transact(async (tx) => {
    const { enrolmentLinks } = tx.tables
    const now = context.now()
    const usable = and(
      eq(enrolmentLinks.id, id),
      isNull(enrolmentLinks.finishedAt),
      isNull(enrolmentLinks.withdrawnAt),
      gt(enrolmentLinks.expiresAt, now),
      lt(enrolmentLinks.tries, mostTries),
    )
    const [row] = await tx.sql
      .update(enrolmentLinks)
      .set({ tries: sql`${enrolmentLinks.tries} + 1` })
      .where(usable)
      .returning()
    if (row?.tries === mostTries) {
      await writeAudit(tx, context, { action: 'enrolment_link.last_try', subject: { kind: 'enrolment_link', id } })
    }
    return row
  })
  if (counted) return counted
  throw linkEnded(stateOf(await linkById(context, tenantId, id), context.now()))
}

async function takeTryBack(context: Context, { id }: LinkRow): Promise<void> {
  const { enrolmentLinks } = context.db.tables
  await context.db.transact((tx) =>
    tx.sql
      .update(enrolmentLinks)
      .set({ tries: sql`${enrolmentLinks.tries} - 1` })
      .where(and(eq(enrolmentLinks.id, id), gt(enrolmentLinks.tries, 0)))
      .execute(),
  )
}

async function enrol(
  context: Context,
  row: LinkRow,
  { picture, checkId }: { picture: Uint8Array; checkId: string },
): Promise<SelfEnrolment> {
  const { tenantId } = row
  const { settings } = await tenantById(context.db, tenantId)
  const call = { gate, liveness: { kind: 'proof', id: checkId } as const }
  const userId = row.userId ?? (await waitingUser(context, row))
  const done = userId
    ? await enrolFace(context, { ...call, userId, picture }, (tx) => finish(tx, context, row, userId))
    : await enrolNewUser(
        context,
        { ...call, externalId: row.externalId ?? undefined, pictures: [picture] },
        async (newId) => (tx) => finish(tx, context, row, newId),
      )
  switch (done.outcome) {
    case 'enrolled':
      return {
        outcome: 'enrolled',
        picturesKept: keepsPictures(settings, context.now()),
        mailed: row.email !== null,
        withdrawalUrl: withdrawalUrl(context, row.id),
      }
    case 'refused':
      if (done.reason.code === 'already_enrolled') throw await overtaken(context, row)
      return { outcome: 'refused', reason: done.reason.code, triesLeft: mostTries - row.tries }
    case 'found':
      if (done.userId === userId) throw await overtaken(context, row)
      return { outcome: 'duplicate' }
    case 'duplicate':
      return { outcome: 'duplicate' }
    case 'exists':
      throw await overtaken(context, row)
  }
}

/** Somebody who came to have this external id since the link was made, and has no face. */
async function waitingUser(context: Context, { tenantId, externalId }: LinkRow): Promise<string | null> {
  if (externalId === null) return null
  const { users } = context.db.tables
  const [user] = await context.db.sql
    .select({ id: users.id, hasFace: users.hasFace })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.externalId, externalId)))
  return user && !user.hasFace ? user.id : null
}

/** The user whom the link means has a face meanwhile: by this link, sent twice, or by somebody else. */
async function overtaken(context: Context, row: LinkRow): Promise<AppError> {
  const state = stateOf(await linkById(context, row.tenantId, row.id), context.now())
  if (state === 'finished') return linkEnded(state)
  const message = 'Somebody is enrolled under this name already.'
  return new AppError('conflict', message, { subject: 'user', reason: 'already_enrolled' })
}

/** In the transaction that enrols them: of two who hand in at once, one does. */
async function finish(tx: Tx, context: Context, row: LinkRow, userId: string): Promise<void> {
  const { enrolmentLinks } = tx.tables
  const now = context.now()
  const [done] = await tx.sql
    .update(enrolmentLinks)
    .set({ finishedAt: now, userId })
    .where(and(eq(enrolmentLinks.id, row.id), isNull(enrolmentLinks.finishedAt), isNull(enrolmentLinks.withdrawnAt)))
    .returning()
  if (!done) {
    const [other] = await tx.sql.select().from(enrolmentLinks).where(eq(enrolmentLinks.id, row.id))
    throw linkEnded(other ? stateOf(other, now) : 'withdrawn')
  }
  await writeConsent(tx, context, done, userId, row.userId !== null)
  await renewTokens(tx, context, done)
  await writeAudit(tx, context, {
    action: 'enrolment_link.finished',
    subject: { kind: 'enrolment_link', id: row.id },
    detail: { user: userId, tries: done.tries },
  })
  if (done.email) {
    await sendMail(tx, { tenantId: done.tenantId, now }, { kind: 'enrolment', about: 'done', linkId: done.id })
  }
}

/** @param isInLedger written when they agreed; it must still hold */
async function writeConsent(tx: Tx, context: Context, row: LinkRow, userId: string, isInLedger: boolean) {
  const { tenantId, consentTextId, consentedAt } = row
  if (!isInLedger) {
    const text = await publishedText(tx, tenantId, consentTextId!)
    await insertConsent(tx, context, { tenantId, userId, text, how: 'self_enrolment', at: consentedAt! })
    return
  }
  const { consentStates } = tx.tables
  const [now] = await tx.sql
    .select({ state: consentStates.state })
    .from(consentStates)
    .where(and(eq(consentStates.userId, userId), eq(consentStates.purpose, recognition)))
  if (now?.state === 'given') return
  const message = 'The consent was withdrawn meanwhile. Please open the link again.'
  throw new AppError('conflict', message, { subject: 'consent', reason: 'consent_missing' })
}
