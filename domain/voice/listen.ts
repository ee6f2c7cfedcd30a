/** The recordings a user's voice was enrolled from, what was made of them, and listening to one of them. */
import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import { judgeVoice, type VoiceReason } from '@/engines/voice/gate'
import type { VoiceQuality } from '@/engines/voice/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { samplePlace } from '../faces/record'
import { assertMayLook, lookPurposes, openSealed } from '../looks'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { isFirstOfSample } from '../samples'
import { userById } from '../users'
import { isLanguage, languages, type LanguageCode } from './languages'

type Ids = readonly string[]

export interface Recording {
  id: string
  userId: string
  createdAt: Date
  /** The language of the enrolment that it is part of. */
  language: LanguageCode
  contentType: string
  byteCount: number
  /** As the engine measured it: engines/voice/types.ts, VoiceQuality, and whether several people seem to speak. */
  quality: Record<string, unknown> | null
  /** What could be better about it. */
  warnings: VoiceReason[]
  /** Of the template that was made of it; null once that has gone. */
  model: string | null
}

/** What is kept of a user, oldest first, without the recordings themselves. @throws AppError `not_found` (user) */
export async function listRecordings(context: Context, { userId }: { userId: string }): Promise<Recording[]> {
  await userById(context.db, tenantFor(context, 'users:read'), userId)
  return (await recordingsOfUsers(context, [userId]))[0]!
}

/** Of many users at once, in the order of the ids. No user has many: an enrolment keeps three in each language. */
export async function recordingsOfUsers(context: Context, userIds: Ids): Promise<Recording[][]> {
  const tenantId = tenantFor(context, 'users:read')
  const { samples, templates } = context.db.tables
  const isVoice = and(eq(samples.tenantId, tenantId), eq(samples.kind, 'voice'))
  const rows = await context.db.sql
    .select({ sample: samples, model: templates.model })
    .from(samples)
    .leftJoin(templates, isFirstOfSample(context.db))
    .where(and(isVoice, isOneOf(context.db, samples.userId, userIds)))
    .orderBy(asc(samples.createdAt), asc(samples.id))
  const recordings = rows.map(({ sample, model }): Recording => {
    const { id, userId, createdAt, contentType, byteCount, quality } = sample
    const warnings = warningsOf(quality)
    return { id, userId, createdAt, language: codeOf(sample), contentType, byteCount, quality, warnings, model }
  })
  return userIds.map((userId) => recordings.filter((recording) => recording.userId === userId))
}

/** The engine's own words for what it measured at the time. */
function warningsOf(quality: Record<string, unknown> | null): VoiceReason[] {
  if (!quality) return []
  const { severalSpeakers, ...measured } = quality as unknown as VoiceQuality & { severalSpeakers: boolean }
  const reading = { quality: measured, severalSpeakers, speech: [], embedding: null, fingerprint: new Uint8Array() }
  return judgeVoice(reading, 'prompt').warnings
}

/** A voice as it is enrolled in one language. */
export interface EnrolledVoice {
  language: LanguageCode
  /** In the language itself. */
  languageName: string
  /** When its last recording was spoken. */
  enrolledAt: Date
  templates: number
  model: string
  /** Made by the engine that runs now, so that it is compared. */
  isCurrent: boolean
}

/** @throws AppError `not_found` (user) */
export async function listVoices(context: Context, { userId }: { userId: string }): Promise<EnrolledVoice[]> {
  await userById(context.db, tenantFor(context, 'users:read'), userId)
  return (await voicesOfUsers(context, [userId]))[0]!
}

/** Of many users at once, in the order of the ids; each by language. */
export async function voicesOfUsers(context: Context, userIds: Ids): Promise<EnrolledVoice[][]> {
  const tenantId = tenantFor(context, 'users:read')
  const { templates } = context.db.tables
  const isVoice = and(eq(templates.tenantId, tenantId), eq(templates.kind, 'voice'))
  const rows = await context.db.sql
    .select({
      userId: templates.userId,
      language: templates.language,
      createdAt: templates.createdAt,
      model: templates.model,
    })
    .from(templates)
    .where(and(isVoice, isOneOf(context.db, templates.userId, userIds)))
    .orderBy(asc(templates.language), asc(templates.createdAt))
  return userIds.map((userId) =>
    byLanguage(
      context,
      rows.filter((row) => row.userId === userId),
    ),
  )
}

type TemplateRow = { language: string | null; createdAt: Date; model: string }

/** An enrolment takes the place of the one before, so that there is one model in each language; two while the bureau switches to another. */
function byLanguage({ engines }: Context, rows: TemplateRow[]): EnrolledVoice[] {
  return [...new Set(rows.map(codeOf))].map((language) => {
    const all = rows.filter((row) => row.language === language)
    const present = all.filter((row) => row.model === engines.voice.model.id)
    const own = present.length > 0 ? present : all
    const { createdAt: enrolledAt, model } = own.at(-1)!
    const isCurrent = model === engines.voice.model.id
    return { language, languageName: languages[language].name, enrolledAt, templates: own.length, model, isCurrent }
  })
}

function codeOf({ language }: { language: string | null }): LanguageCode {
  if (language !== null && isLanguage(language)) return language
  throw new Error(`A voice is stored under ${language}, which is no language.`)
}

const schema = z.object({
  userId: z.string(),
  recordingId: z.string().max(64),
  purpose: z.enum(lookPurposes, 'Say what you listen to the recording for.'),
})

/**
 * One time. The line stands also where the recording then turns out to have gone.
 * @throws AppError `not_found` (user, recording); `forbidden` for an auditor whose tenant keeps pictures from auditors
 */
export async function listenToRecording(
  context: Context,
  input: z.input<typeof schema>,
): Promise<{ bytes: Buffer; contentType: string }> {
  const { userId, recordingId, purpose } = parse(schema, input)
  const tenantId = await assertMayLook(context, 'Auditors may not listen to recordings in this bureau.')
  await userById(context.db, tenantId, userId)
  const { samples } = context.db.tables
  const isOwn = and(eq(samples.userId, userId), eq(samples.tenantId, tenantId), eq(samples.kind, 'voice'))
  const [row] = await context.db.sql
    .select()
    .from(samples)
    .where(and(eq(samples.id, recordingId), isOwn))
  if (!row) throw gone()
  const sealed = {
    userId,
    blobName: row.blobName,
    place: samplePlace(tenantId, recordingId),
    action: 'recording.listened',
    detail: { recording: recordingId, purpose },
  }
  return { bytes: await openSealed(context, sealed, gone), contentType: row.contentType }
}

const gone = (cause?: unknown) =>
  new AppError('not_found', 'This recording does not exist any more.', { subject: 'recording', cause })
