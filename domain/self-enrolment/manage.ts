/** What admins and clients do with enrolment links: make one, see how far it has come, withdraw it. */
import { and, desc, eq, inArray, isNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import { emailSchema } from '../admins/admin'
import { writeAudit } from '../audit'
import { newestTexts, recognition } from '../consents/texts'
import type { Context } from '../context'
import { AppError } from '../errors'
import { faceSettings } from '../faces/setting'
import { newId } from '../ids'
import { sendMail } from '../mail/messages'
import { parse, storableText, storableTime } from '../parse'
import { tenantFor } from '../permissions'
import { assertPlaceForUser, externalIdSchema, userById, type User } from '../users'
import {
  enrolmentLanguages,
  enrolUrl,
  hashesOf,
  isUsable,
  linkById,
  linkEnded,
  noLink,
  stateOf,
  toLink,
  type EnrolmentLink,
} from './link'

const dayMs = 86_400_000
export const defaultDays = 7
export const mostDays = 30

/** Control characters would reach a mail; the others turn the direction of what follows them. */
const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

const createSchema = z.object({
  /** Who is there already and has no face yet. */
  userId: z.string().optional(),
  /** Of the user that comes of it; where somebody has it already, that user is enrolled. */
  externalId: externalIdSchema.optional(),
  name: storableText
    .pipe(z.string().trim().min(1).max(100))
    .refine((text) => !unseen.test(text), 'Leave out line breaks and other signs that cannot be seen.')
    .optional(),
  email: emailSchema.optional(),
  language: z.enum(enrolmentLanguages).optional(),
  days: z.number().int().min(1).max(mostDays).default(defaultDays),
  /** Sends the link to the address. */
  mail: z.boolean().default(false),
})

/**
 * An earlier link for the same user or external id stops working.
 * @returns the address as well, which is shown once and otherwise only mailed
 * @throws AppError `conflict` with the reason `no_consent_text`, `already_enrolled`; `not_found` (user, face_engine);
 *   `user_quota_reached`; `invalid_input`
 */
export async function createEnrolmentLink(
  context: Context,
  input: z.input<typeof createSchema>,
): Promise<{ link: EnrolmentLink; url: string }> {
  const given = parse(createSchema, input)
  const { tenantId } = await faceSettings(context, 'enrolment-links:manage')
  if (given.mail && !given.email) throw fieldProblem('email', 'Say where the mail goes to.')
  if (given.userId !== undefined && given.externalId !== undefined) {
    throw fieldProblem('externalId', 'The user has an external id of their own, or none.')
  }
  if ((await newestTexts(context.db, tenantId, recognition)).length === 0) {
    const message = 'People have to be told what they agree to. Publish a consent text for recognition first.'
    throw new AppError('conflict', message, { subject: 'consent_text', reason: 'no_consent_text' })
  }
  const user = await userOf(context, tenantId, given)
  if (user) assertWithoutFace(user)
  else await assertPlaceForUser({ ...context, actor: { kind: 'enrollee', id: '', tenantId } })

  const now = context.now()
  const id = newId(now.getTime())
  const row = await context.db.transact(async (tx) => {
    const { enrolmentLinks } = tx.tables
    const subject = { kind: 'enrolment_link', id }
    await writeAudit(tx, context, {
      action: 'enrolment_link.created',
      subject,
      detail: { ...(user && { user: user.id }), days: given.days, mailed: given.mail },
    })
    const same = user
      ? eq(enrolmentLinks.userId, user.id)
      : given.externalId === undefined
        ? null
        : eq(enrolmentLinks.externalId, given.externalId)
    if (same) {
      await tx.sql
        .update(enrolmentLinks)
        .set({ withdrawnAt: now })
        .where(and(eq(enrolmentLinks.tenantId, tenantId), same, stillOpen(enrolmentLinks)))
    }
    const [added] = await tx.sql
      .insert(enrolmentLinks)
      .values({
        id,
        tenantId,
        ...hashesOf(context, id),
        userId: user?.id ?? null,
        externalId: user ? user.externalId : (given.externalId ?? null),
        name: given.name ?? null,
        email: given.email ?? null,
        language: given.language ?? null,
        madeByKind: context.actor.kind,
        madeById: 'id' in context.actor ? context.actor.id : '',
        createdAt: now,
        expiresAt: new Date(now.getTime() + given.days * dayMs),
      })
      .returning()
    if (given.mail) await sendMail(tx, { tenantId, now }, { kind: 'enrolment', about: 'link', linkId: id })
    return added!
  })
  return { link: toLink(row, now), url: enrolUrl(context, id) }
}

const byId = z.object({ linkId: z.string().min(1).max(100) })

/** The link stops at once; who is enrolled by one stays enrolled. @throws AppError `not_found`; `conflict` when it has ended */
export async function withdrawEnrolmentLink(context: Context, input: z.input<typeof byId>): Promise<EnrolmentLink> {
  const { linkId } = parse(byId, input)
  const tenantId = tenantFor(context, 'enrolment-links:manage')
  await linkById(context, tenantId, linkId)
  const now = context.now()
  return context.db.transact(async (tx) => {
    const { enrolmentLinks } = tx.tables
    await writeAudit(tx, context, {
      action: 'enrolment_link.withdrawn',
      subject: { kind: 'enrolment_link', id: linkId },
    })
    const [gone] = await tx.sql
      .update(enrolmentLinks)
      .set({ withdrawnAt: now })
      .where(and(eq(enrolmentLinks.id, linkId), eq(enrolmentLinks.tenantId, tenantId), stillOpen(enrolmentLinks)))
      .returning()
    if (gone) return toLink(gone, now)
    const [row] = await tx.sql.select().from(enrolmentLinks).where(eq(enrolmentLinks.id, linkId))
    throw row ? linkEnded(stateOf(row, now)) : noLink()
  })
}

/** Mails the link again. @throws AppError `not_found`; `conflict` when it has ended; `invalid_input` where there is no address */
export async function mailEnrolmentLink(context: Context, input: z.input<typeof byId>): Promise<EnrolmentLink> {
  const { linkId } = parse(byId, input)
  const tenantId = tenantFor(context, 'enrolment-links:manage')
  const row = await linkById(context, tenantId, linkId)
  const now = context.now()
  const state = stateOf(row, now)
  if (!isUsable(state)) throw linkEnded(state)
  if (!row.email) throw fieldProblem('email', 'This link was made without an address.')
  await context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'enrolment_link.mailed', subject: { kind: 'enrolment_link', id: linkId } })
    await sendMail(tx, { tenantId, now }, { kind: 'enrolment', about: 'link', linkId })
  })
  return toLink(row, now)
}

const listSchema = z.object({
  first: z.number().int().min(1).max(200).default(50),
  after: z.object({ createdAt: storableTime, id: z.string() }).optional(),
})

/** One page, newest first. Those that came to nothing are forgotten a month after their end. */
export async function listEnrolmentLinks(
  context: Context,
  input: z.input<typeof listSchema> = {},
): Promise<{ links: EnrolmentLink[]; hasMore: boolean }> {
  const { first, after } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'enrolment-links:read')
  const { enrolmentLinks } = context.db.tables
  const { createdAt, id } = enrolmentLinks
  const rows = await context.db.sql
    .select()
    .from(enrolmentLinks)
    .where(
      and(
        eq(enrolmentLinks.tenantId, tenantId),
        after && or(lt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), lt(id, after.id))),
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(first + 1)
  const now = context.now()
  return { links: rows.slice(0, first).map((row) => toLink(row, now)), hasMore: rows.length > first }
}

/** In the order of the ids; null for each that is absent or another tenant's. */
export async function enrolmentLinksByIds(context: Context, ids: readonly string[]): Promise<(EnrolmentLink | null)[]> {
  const tenantId = tenantFor(context, 'enrolment-links:read')
  const { enrolmentLinks } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(enrolmentLinks)
    .where(and(eq(enrolmentLinks.tenantId, tenantId), inArray(enrolmentLinks.id, [...ids])))
  const now = context.now()
  const found = new Map(rows.map((row) => [row.id, toLink(row, now)]))
  return ids.map((id) => found.get(id) ?? null)
}

type Table = Context['db']['tables']['enrolmentLinks']

const stillOpen = (table: Table) => and(isNull(table.finishedAt), isNull(table.withdrawnAt))

async function userOf(
  context: Context,
  tenantId: string,
  { userId, externalId }: Pick<z.output<typeof createSchema>, 'userId' | 'externalId'>,
): Promise<User | null> {
  if (userId !== undefined) return userById(context.db, tenantId, userId)
  if (externalId === undefined) return null
  const { users } = context.db.tables
  const [row] = await context.db.sql
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.externalId, externalId)))
  return row ? userById(context.db, tenantId, row.id) : null
}

/** @throws AppError `conflict` */
export function assertWithoutFace({ hasFace, status }: Pick<User, 'hasFace' | 'status'>): void {
  if (!hasFace && status !== 'revoked') return
  const message = hasFace
    ? 'This user has a face enrolled already.'
    : 'This user’s right to be recognised was revoked. Give it back first.'
  throw new AppError('conflict', message, { subject: 'user', reason: hasFace ? 'already_enrolled' : 'revoked' })
}

const fieldProblem = (field: string, message: string) =>
  new AppError('invalid_input', message, { fields: [{ field, message }] })
