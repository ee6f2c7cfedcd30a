/** The voice that one user has enrolled in a language, and how alike another one is to it. */
import { and, eq } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import { confidence, thresholdAt } from '@/engines/thresholds'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isFault } from '../faults'
import type { Settings } from '../settings'
import { asVector, openTemplates } from '../templates'
import { userNotFound, type User } from '../users'
import type { LanguageCode } from './languages'

export type TemplateRow = Tables['templates']['$inferSelect']

export interface Speaker {
  tenantId: string
  userId: string
  language: LanguageCode
}

/** Those of the engine's present model; none means that the user has no voice enrolled in that language. */
export async function ownVoice(context: Context, handle: Handle, speaker: Speaker): Promise<TemplateRow[]> {
  const { templates } = handle.tables
  return handle.sql
    .select()
    .from(templates)
    .where(and(comparableVoices(context, handle, speaker), eq(templates.language, speaker.language)))
}

/** Templates of a user's voice, in any language, that the engine's present model can compare. */
function comparableVoices(
  { engines }: Context,
  { tables: { templates } }: Handle,
  { tenantId, userId }: Omit<Speaker, 'language'>,
) {
  return and(
    eq(templates.tenantId, tenantId),
    eq(templates.userId, userId),
    eq(templates.kind, 'voice'),
    eq(templates.model, engines.voice.model.id),
  )
}

/** In any language, under the engine's present model. */
export async function hasVoice(context: Context, owner: Omit<Speaker, 'language'>): Promise<boolean> {
  const { templates } = context.db.tables
  const [row] = await context.db.sql
    .select({ id: templates.id })
    .from(templates)
    .where(comparableVoices(context, context.db, owner))
    .limit(1)
  return row !== undefined
}

export const noVoice = () =>
  new AppError('not_enrolled', 'The user has no voice enrolled in this language.', { subject: 'voice' })

/** @throws AppError `not_enrolled` for a user whose right to be recognised was revoked */
export function assertAudible({ status }: Pick<User, 'status'>): void {
  if (status !== 'revoked') return
  throw new AppError('not_enrolled', "The user's right to be recognised was revoked.", { subject: 'voice' })
}

/** @throws AppError `not_enrolled` */
export async function requireVoice(context: Context, speaker: Speaker): Promise<TemplateRow[]> {
  const rows = await ownVoice(context, context.db, speaker)
  if (rows.length === 0) throw noVoice()
  return rows
}

type Sealed = Pick<TemplateRow, 'id' | 'tenantId' | 'userId' | 'sealed'>

/** @throws AppError `not_found` when the user was erased meanwhile; SealBroken when a template was altered */
export async function openVoices(context: Context, rows: Sealed[]): Promise<Float32Array[]> {
  return (await openTemplates(context, rows)).map(({ opened }) => {
    const vector = asVector(opened)
    if (vector instanceof Error) throw isFault(vector, 'KeyDestroyed') ? userNotFound(vector) : vector
    return vector
  })
}

/** How alike a voice is to an enrolled one, and what that means. */
export interface Likeness {
  /** Higher is more alike; comparable only with `threshold`. */
  score: number
  /** From which score on it is held to be the same person. */
  threshold: number
  /** The share of strangers whom that threshold lets pass. */
  fmr: number
  /** 0..1, monotone in the score. */
  confidence: number
  isSame: boolean
}

/** @param rows not empty. @throws as `openVoices` */
export async function likeness(
  context: Context,
  { voiceFmr: fmr }: Settings,
  rows: Sealed[],
  probe: Float32Array,
): Promise<Likeness> {
  const { thresholds } = context.engines.voice
  const score = await context.engines.voice.compare(await openVoices(context, rows), probe)
  const threshold = thresholdAt(thresholds, fmr)
  return { score, threshold, fmr, confidence: confidence(thresholds, score), isSame: score >= threshold }
}
