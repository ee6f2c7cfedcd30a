/**
 * How what was spoken comes into the database and leaves it: sealed recordings and templates, first as takes of an open dialogue, then
 * as samples and templates of the enrolled voice, under the ids they had. Judges nothing.
 */
import { and, asc, desc, eq, inArray, notInArray } from 'drizzle-orm'
import { templatePlace } from '@/db/places'
import type { Tables } from '@/db/tables'
import type { Handle, SealPlace, Tx } from '@/db/types'
import { withoutMetadata } from '@/engines/voice/bare'
import type { Context } from '../context'
import { samplePlace } from '../faces/record'
import { isFault } from '../faults'
import { newBlobName, newId } from '../ids'
import { assertInUse } from '../models/in-use'
import { vectorBytes } from '../templates'
import { userNotFound } from '../users'
import { restateUser } from '../users/standing'
import type { LanguageCode } from './languages'
import type { Speaker } from './own'
import type { Heard } from './read'

export type TakeRow = Tables['voiceTakes']['$inferSelect']
export type PrintRow = Tables['voicePrints']['$inferInsert']

export const recordingType = 'audio/wav'

/** Of one user: the most recent ones. A recording that is older than so many others is forgotten. */
const mostPrints = 50

const printPlace = (tenantId: string, id: string): SealPlace => ({ table: 'voice_prints', row: id, tenantId })

/**
 * Seals what was heard with the user's key. The recording is durable when this resolves; the rows come later.
 * @throws AppError `not_found` when the user was erased meanwhile
 */
export async function sealTake(
  context: Context,
  { tenantId, userId }: Omit<Speaker, 'language'>,
  dialogueId: string,
  { voice, reading }: Heard,
  recording: Uint8Array | null,
): Promise<TakeRow> {
  const createdAt = context.now()
  const [id, templateId] = [newId(createdAt.getTime()), newId(createdAt.getTime())]
  const seal = (place: SealPlace, plain: Uint8Array) => sealFor(context, userId, place, plain)
  const sealed = await seal(templatePlace(tenantId, templateId), vectorBytes(voice))
  const kept = recording && withoutMetadata(recording)
  let blobName: string | null = null
  if (kept) {
    blobName = newBlobName()
    await context.blobs.put(blobName, await seal(samplePlace(tenantId, id), kept))
  }
  return {
    id,
    tenantId,
    userId,
    createdAt,
    dialogueId,
    templateId,
    model: context.engines.voice.model.id,
    sealed,
    blobName,
    byteCount: kept?.length ?? 0,
    quality: { ...reading.quality, severalSpeakers: reading.severalSpeakers },
  }
}

/** @throws AppError `not_found` when the user was erased meanwhile */
export async function sealPrint(
  context: Context,
  { tenantId, userId }: Omit<Speaker, 'language'>,
  fingerprint: Uint8Array,
): Promise<PrintRow> {
  const createdAt = context.now()
  const id = newId(createdAt.getTime())
  return {
    id,
    tenantId,
    userId,
    createdAt,
    sealed: await sealFor(context, userId, printPlace(tenantId, id), fingerprint),
  }
}

async function sealFor({ keys }: Context, userId: string, place: SealPlace, plain: Uint8Array): Promise<Buffer> {
  return keys.sealForUser(userId, place, plain).catch((error: unknown) => {
    throw isFault(error, 'KeyDestroyed') ? userNotFound(error) : error
  })
}

/** Keeps a print, and forgets those that are too many. */
export async function insertPrint(tx: Tx, print: PrintRow): Promise<void> {
  const { voicePrints } = tx.tables
  await tx.sql.insert(voicePrints).values(print)
  const kept = tx.sql
    .select({ id: voicePrints.id })
    .from(voicePrints)
    .where(eq(voicePrints.userId, print.userId))
    .orderBy(desc(voicePrints.createdAt), desc(voicePrints.id))
    .limit(mostPrints)
  await tx.sql.delete(voicePrints).where(and(eq(voicePrints.userId, print.userId), notInArray(voicePrints.id, kept)))
}

/** Whether a recording was heard of this user before. @throws as `openManyForUsers` */
export async function wasHeard(context: Context, userId: string, fingerprint: Uint8Array): Promise<boolean> {
  const { voicePrints } = context.db.tables
  const rows = await context.db.sql.select().from(voicePrints).where(eq(voicePrints.userId, userId))
  const opened = await context.keys.openManyForUsers(
    rows.map(({ id, tenantId, sealed }) => ({ userId, place: printPlace(tenantId, id), sealed })),
  )
  for (const print of opened) {
    if (print instanceof Error) throw isFault(print, 'KeyDestroyed') ? userNotFound(print) : print
    if (context.engines.voice.sameTake(print, fingerprint)) return true
    // Long recordings take milliseconds each: others have their turn in between.
    await new Promise(setImmediate)
  }
  return false
}

export async function takesOf({ sql, tables: { voiceTakes } }: Handle, dialogueId: string): Promise<TakeRow[]> {
  return sql.select().from(voiceTakes).where(eq(voiceTakes.dialogueId, dialogueId)).orderBy(asc(voiceTakes.id))
}

/** A take's template, as `own.ts` opens one. */
export const templateOf = ({ templateId, tenantId, userId, sealed }: TakeRow) => ({
  id: templateId,
  tenantId,
  userId,
  sealed,
})

/** A take of an open dialogue. Behind an audit line, or a hold. @throws AppError `busy` when its model is not in use any more */
export async function insertTake(tx: Tx, take: TakeRow): Promise<void> {
  await assertInUse(tx, 'voice', take.model, take.createdAt)
  await tx.sql.insert(tx.tables.voiceTakes).values(take)
}

/**
 * Puts takes in the place of the voice that was enrolled in that language. Behind an audit line.
 * @returns blobs to remove
 * @throws AppError `busy` when their model is not in use any more
 */
export async function enrolTakes(tx: Tx, speaker: Speaker, takes: TakeRow[], at: Date): Promise<string[]> {
  const { samples, templates } = tx.tables
  for (const model of new Set(takes.map((take) => take.model))) await assertInUse(tx, 'voice', model, at)
  const { blobNames } = await deleteVoice(tx, speaker)
  for (const take of takes) {
    const { id, templateId, tenantId, userId, createdAt, blobName, byteCount, quality, model, sealed } = take
    const common = { tenantId, userId, createdAt, kind: 'voice' as const, language: speaker.language }
    if (blobName) {
      await tx.sql.insert(samples).values({ ...common, id, blobName, contentType: recordingType, byteCount, quality })
    }
    await tx.sql.insert(templates).values({ ...common, id: templateId, sampleId: blobName && id, model, sealed })
  }
  await restateUser(tx, speaker.userId)
  return blobNames
}

export interface DeletedVoice {
  templates: number
  /** To be removed once the transaction has committed. */
  blobNames: string[]
}

/** Deletes a user's voice in one language, or in all, of whatever model, with its recordings. Terminals hold none, so that no feed has to tell. */
export async function deleteVoice(
  tx: Tx,
  { userId, language }: { userId: string; language?: LanguageCode },
): Promise<DeletedVoice> {
  const { samples, templates } = tx.tables
  const removed = await tx.sql
    .delete(templates)
    .where(and(eq(templates.userId, userId), eq(templates.kind, 'voice'), language && eq(templates.language, language)))
    .returning({ id: templates.id })
  const recordings = await tx.sql
    .delete(samples)
    .where(and(eq(samples.userId, userId), eq(samples.kind, 'voice'), language && eq(samples.language, language)))
    .returning({ blobName: samples.blobName })
  await restateUser(tx, userId)
  return { templates: removed.length, blobNames: recordings.map(({ blobName }) => blobName) }
}

/** What a dialogue has recorded, with it. @returns the blobs to remove once the transaction has committed */
export async function deleteTakes(tx: Tx, which: { userId: string } | { dialogueIds: string[] }): Promise<string[]> {
  const { voiceTakes } = tx.tables
  const where =
    'userId' in which ? eq(voiceTakes.userId, which.userId) : inArray(voiceTakes.dialogueId, which.dialogueIds)
  const gone = await tx.sql.delete(voiceTakes).where(where).returning({ name: voiceTakes.blobName })
  return gone.flatMap(({ name }) => (name === null ? [] : [name]))
}
