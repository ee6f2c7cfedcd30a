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
export async function ownVoice(
  { engines }: Context,
  { sql, tables: { templates } }: Handle,
  { tenantId, userId, language }: Speaker,
): Promise<TemplateRow[]> {
  return sql
    .select()
    .from(templates)
    .where(
      and(
        eq(templates.tenantId, tenantId),
        eq(templates.userId, userId),
        eq(templates.kind, 'voice'),
        eq(templates.model, engines.voice.model.id),
        eq(templates.language, language),
      ),
    )
}

/** In any language, under the engine's present model. */
export async function hasVoice(
  { engines, db }: Context,
  { tenantId, userId }: { tenantId: string; userId: string },
): Promise<boolean> {
  const { templates } = db.tables
  const [row] = await db.sql
    .select({ id: templates.id })
    .from(templates)
    .where(
      and(
        eq(templates.tenantId, tenantId),
        eq(templates.userId, userId),
        eq(templates.kind, 'voice'),
        eq(templates.model, engines.voice.model.id),
      ),
    )
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

/** One voice out of several recordings of one person: the mean of their templates, of length 1. */
export function meanVoice(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]!.length)
  for (const vector of vectors) for (const [at, value] of vector.entries()) mean[at]! += value
  const length = Math.hypot(...mean) || 1
  return mean.map((value) => value / length)
}
