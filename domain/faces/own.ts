/** The templates that one user has enrolled, and how alike a face is to them. */
import { and, eq } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import { thresholdAt } from '@/engines/face/decide'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isFault } from '../faults'
import type { Settings } from '../settings'
import { asVector, openTemplates } from '../templates'
import { userNotFound } from '../users'

export type TemplateRow = Tables['templates']['$inferSelect']

/** Face templates of a tenant that the engine's present model can compare. */
export function comparableFaces(context: Context, { tables: { templates } }: Handle, tenantId: string) {
  const { model } = context.engines.face
  return and(eq(templates.tenantId, tenantId), eq(templates.kind, 'face'), eq(templates.model, model.id))
}

/** Those of the engine's present model; none means that the user has no face enrolled. */
export async function ownTemplates(
  context: Context,
  handle: Handle,
  tenantId: string,
  userId: string,
): Promise<TemplateRow[]> {
  const { templates } = handle.tables
  return handle.sql
    .select()
    .from(templates)
    .where(and(comparableFaces(context, handle, tenantId), eq(templates.userId, userId)))
}

/** @throws AppError `not_enrolled` */
export async function requireTemplates(context: Context, tenantId: string, userId: string): Promise<TemplateRow[]> {
  const rows = await ownTemplates(context, context.db, tenantId, userId)
  if (rows.length === 0) throw notEnrolled()
  return rows
}

export const notEnrolled = () => new AppError('not_enrolled', 'The user has no face enrolled.', { subject: 'face' })

/** From which score on a face is the owner's of these templates: each is another chance for a stranger, together they keep the rate. */
export function ownThreshold({ engines }: Context, { verifyFmr }: Settings, rows: TemplateRow[]): number {
  return thresholdAt(engines.face.thresholds, verifyFmr / Math.max(1, rows.length))
}

/**
 * The cosine of the most alike template.
 * @throws AppError `not_found` when the user was erased meanwhile; SealBroken when a template was altered
 */
export async function bestScore(context: Context, rows: TemplateRow[], probe: Float32Array): Promise<number> {
  let best = -Infinity
  for (const { opened } of await openTemplates(context, rows)) {
    const vector = asVector(opened)
    if (vector instanceof Error) throw isFault(vector, 'KeyDestroyed') ? userNotFound(vector) : vector
    best = Math.max(best, cosine(vector, probe))
  }
  return best
}

/** Of two L2-normalised vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`A template of ${a.length} numbers meets one of ${b.length}.`)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
