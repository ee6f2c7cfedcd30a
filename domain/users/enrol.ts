/** Enrols a new user at once: user and face, or neither. And takes it back a moment later. */
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '@/db/types'
import type { Reason } from '@/engines/face/decide'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { eraseFor, type SignedReceipt } from '../erasures'
import { addFace } from '../faces/add'
import { enrolFace, type Enrolment } from '../faces/enrol'
import { faceInputSchema } from '../faces/read'
import type { Match } from '../faces/search'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { createUser, externalIdSchema, userById, type User } from '../users'

const schema = faceInputSchema.omit({ picture: true }).extend({
  externalId: externalIdSchema.optional(),
  /** Whoever enrols them says that the person was told and agreed, or that another ground in law holds. Written down. */
  told: z.boolean().default(false),
  /** The best first: it decides whether there is an enrolment. The others are added if they show the same person. */
  pictures: z
    .array(faceInputSchema.shape.picture)
    .min(1, 'Choose at least one picture.')
    .max(5, 'Choose at most five pictures.'),
})

export type NewEnrolment =
  | { outcome: 'enrolled'; user: User; warnings: Reason[]; looksLike: Match[]; added: number; leftOut: LeftOut[] }
  /** Nobody was made: the external id names this user already. */
  | { outcome: 'exists'; user: User }
  /** Nobody was made: this face is enrolled already and the tenant refuses duplicates. */
  | { outcome: 'duplicate'; userId: string }
  | { outcome: 'refused'; reason: Pick<Reason, 'message'> & { code: string } }

/** Which of the further pictures was not taken, and why. */
export interface LeftOut {
  /** Place among the pictures that were given, from 0. */
  index: number
  message: string
}

/** Once the user's key is there: readies what comes along. @returns writes it in the transaction that enrols them */
type Along = (userId: string) => Promise<(tx: Tx) => Promise<void>>

/** @throws AppError `user_quota_reached`, `not_found` (face_engine), `liveness_*`, `picture_refused`, `busy` */
export async function enrolNewUser(
  context: Context,
  input: z.input<typeof schema>,
  along?: Along,
): Promise<NewEnrolment> {
  const { externalId, pictures, told, ...call } = parse(schema, input)
  const tenantId = tenantFor(context, 'users:create')
  const { user, outcome } = await createUser(context, { externalId })
  if (outcome !== 'created') return { outcome: 'exists', user }

  const [first, ...others] = pictures
  let enrolment: Enrolment
  try {
    enrolment = await enrolFace(context, { ...call, userId: user.id, picture: first! }, await along?.(user.id))
  } catch (error) {
    await eraseFor(context, { tenantId, userId: user.id })
    throw error
  }
  if (enrolment.outcome !== 'enrolled') {
    await eraseFor(context, { tenantId, userId: user.id })
    return enrolment.outcome === 'found' ? { outcome: 'duplicate', userId: enrolment.userId } : enrolment
  }
  if (told) {
    const subject = { kind: 'user', id: user.id }
    await context.db.transact((tx) => writeAudit(tx, context, { action: 'user.told_of_use', subject }))
  }
  const leftOut: LeftOut[] = []
  for (const [at, picture] of others.entries()) {
    const message = await tryToAdd(context, { ...call, userId: user.id, picture })
    if (message !== null) leftOut.push({ index: at + 1, message })
  }
  return {
    outcome: 'enrolled',
    user: await userById(context.db, tenantId, user.id),
    warnings: enrolment.warnings,
    looksLike: enrolment.looksLike,
    added: others.length - leftOut.length,
    leftOut,
  }
}

/** @returns why not; null where it was added. The user is enrolled by now, so that no picture may undo it. */
async function tryToAdd(context: Context, input: Parameters<typeof addFace>[1]): Promise<string | null> {
  try {
    const added = await addFace(context, input)
    switch (added.outcome) {
      case 'added':
        return null
      case 'another_person':
        return 'It shows another person than the first picture.'
      case 'full':
        return 'The user has as many pictures as are of use.'
      case 'refused':
        return added.reason.message
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'picture_refused') return error.message
    throw error
  }
}

/** How long an enrolment can be taken back without the ceremony of an erasure. */
export const undoMs = 10 * 60_000

/** Whether the caller made this user a moment ago. */
export async function mayUndoEnrolment(context: Context, { userId }: { userId: string }): Promise<boolean> {
  const tenantId = tenantFor(context, 'users:create')
  if (context.actor.kind !== 'admin') return false
  const user = await userById(context.db, tenantId, userId)
  if (context.now().getTime() - user.createdAt.getTime() > undoMs) return false
  const { auditLines } = context.db.tables
  const [line] = await context.db.sql
    .select({ seq: auditLines.seq })
    .from(auditLines)
    .where(
      and(
        eq(auditLines.tenantId, tenantId),
        eq(auditLines.subjectKind, 'user'),
        eq(auditLines.subjectId, userId),
        eq(auditLines.action, 'user.created'),
        eq(auditLines.actorKind, 'admin'),
        eq(auditLines.actorId, context.actor.id),
      ),
    )
    .limit(1)
  return line !== undefined
}

/** Erases a user whom the caller made a moment ago. @throws AppError `not_found`; `conflict` when it is too late for that */
export async function undoEnrolment(context: Context, { userId }: { userId: string }): Promise<SignedReceipt> {
  const tenantId = tenantFor(context, 'users:create')
  if (!(await mayUndoEnrolment(context, { userId }))) {
    throw new AppError('conflict', 'This enrolment can no longer be undone. Erase the user instead.', {
      subject: 'user',
    })
  }
  return eraseFor(context, { tenantId, userId })
}
