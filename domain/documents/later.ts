/**
 * Documents that a caller does not wait for: the pictures lie sealed until a job has read them, on whichever instance; the answer
 * lies sealed for ten minutes more, for whoever asked.
 */
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { holdAudit, writeAudit } from '../audit'
import type { Actor, Context } from '../context'
import { AppError } from '../errors'
import { checkPicture, isForWantOfRoom } from '../faces/formats'
import { removeBlobs } from '../faces/record'
import { isFault } from '../faults'
import { newBlobName, newId } from '../ids'
import { enqueue, jobHandler, PutOff } from '../jobs'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import {
  assertRoom,
  documentGone,
  forgetAt,
  heldMs,
  holderOf,
  openReading,
  ownReading,
  readingPlace,
  removeSealed,
  sealReading,
  type ReadingRow,
} from './held'
import { pack, unpack } from './pack'
import {
  auditDetail,
  documentInputSchema,
  ofSide,
  readDocument,
  type DocumentInput,
  type DocumentValidation,
} from './read'
import { documentSettings } from './setting'

/** Of one tenant: as many as are read within a minute or two. */
const mostWaiting = 50
/** Whatever was not read by then is given up. */
const waitingMs = 60 * 60_000
const attempts = 5

/** @returns the id by which the caller asks for the answer. @throws AppError `not_found` (document_engine), `picture_refused`, `busy` */
export async function startDocumentReading(
  context: Context,
  input: z.input<typeof documentInputSchema>,
): Promise<{ processId: string }> {
  const call = parse(documentInputSchema, input)
  const { tenantId } = await documentSettings(context, 'documents:read')
  for (const side of ['front', 'back'] as const) {
    const picture = call[side]
    try {
      if (picture) checkPicture(picture, call.formats)
    } catch (error) {
      throw ofSide(side, error)
    }
  }
  const room = { state: 'waiting' as const, most: mostWaiting }
  await assertRoom(context.db, context, tenantId, room)
  const createdAt = context.now()
  const id = newId(createdAt.getTime())
  const blobName = newBlobName()
  await context.blobs.put(blobName, await context.keys.sealForTenant(readingPlace(tenantId, id), pack(call)))
  const expiresAt = new Date(createdAt.getTime() + waitingMs)
  const reading = { id, tenantId, ...holderOf(context), state: 'waiting' as const, blobName, createdAt, expiresAt }
  try {
    await context.db.transact(async (tx) => {
      await holdAudit(tx, tenantId)
      await assertRoom(tx, context, tenantId)
      await assertRoom(tx, context, tenantId, room)
      const job = { tenantId, kind: 'document.read', payload: { readingId: id }, now: createdAt }
      const jobId = await enqueue(tx, job)
      await tx.sql.insert(tx.tables.documentReadings).values({ ...reading, jobId })
      await forgetAt(tx, context, expiresAt)
    })
  } catch (error) {
    await removeSealed(context, reading, error)
    throw error
  }
  return { processId: id }
}

export type DocumentProcess =
  | { state: 'processing' }
  | { state: 'done'; validation: DocumentValidation }
  /** `picture_refused`: the pictures are none that can be read; `failed`: it is no fault of theirs. */
  | { state: 'failed'; reason: { code: 'picture_refused' | 'failed'; message: string } }

const askSchema = z.object({ processId: z.string().max(64) })

/** @throws AppError `not_found` (document): expired, another's and unknown look alike */
export async function documentReadingOf(context: Context, input: z.input<typeof askSchema>): Promise<DocumentProcess> {
  const { processId } = parse(askSchema, input)
  const tenantId = tenantFor(context, 'documents:read')
  const row = await ownReading(context, tenantId, processId)
  if (!row) throw documentGone()
  switch (row.state) {
    case 'waiting':
      return (await isGivenUp(context, row)) ? failed : { state: 'processing' }
    case 'failed':
      return row.failureCode === 'picture_refused' && row.failure !== null
        ? { state: 'failed', reason: { code: 'picture_refused', message: row.failure } }
        : failed
    case 'read': {
      const validation = await openReading(context, row)
      if (!validation) throw documentGone()
      return { state: 'done', validation }
    }
  }
}

const failed: DocumentProcess = {
  state: 'failed',
  reason: { code: 'failed', message: 'The document could not be read. Send its pictures again.' },
}

/** A process that dies with each attempt can tell nobody, and neither can a job that somebody stopped. */
async function isGivenUp({ db }: Context, { jobId }: ReadingRow): Promise<boolean> {
  const { jobs } = db.tables
  if (jobId === null) return false
  const [job] = await db.sql.select({ state: jobs.state }).from(jobs).where(eq(jobs.id, jobId))
  return job === undefined || job.state === 'failed' || job.state === 'cancelled'
}

/** In the name of whoever asked. A second run finds that there is nothing to do. */
export const readDocumentJob = jobHandler(
  z.object({ readingId: z.string() }),
  async (context, { readingId }, job) => {
    const { documentReadings } = context.db.tables
    const [row] = await context.db.sql.select().from(documentReadings).where(eq(documentReadings.id, readingId))
    if (row?.state !== 'waiting' || row.blobName === null) return { reading: readingId }
    const own: Context = { ...context, actor: askerOf(context, row), signal: job.signal }
    try {
      const call = await openPictures(context, row, row.blobName)
      if (!call) return { reading: readingId }
      await settle(own, row, row.blobName, await readDocument(own, call, row.id))
    } catch (error) {
      if (isForWantOfRoom(error) && !job.signal.aborted) throw new PutOff(pauseOf(error), { cause: error })
      const refusal = error instanceof AppError && error.code === 'picture_refused' ? error : null
      if (!refusal && (job.attempt < attempts || job.signal.aborted)) throw error
      await fail(own, row, row.blobName, refusal ?? { code: 'failed', message: failed.reason.message })
      if (!refusal) throw error
    }
    return { reading: readingId }
  },
  { maxAttempts: attempts },
)

/** As long as the engine says, and not so long that somebody who asks for the answer gives up. */
function pauseOf({ options }: AppError): number {
  return Math.min(30, options.retryAfterSeconds ?? 1) * 1000
}

function askerOf({ actor }: Context, { tenantId, actorKind, actorId: id }: ReadingRow): Actor {
  if (actorKind === 'client') return { kind: 'client', id, tenantId, scopes: ['enrol'] }
  // Whoever signed in proved who they are then; a job never does.
  if (actorKind === 'admin') return { kind: 'admin', id, tenantId, role: 'admin', provedAt: new Date(0) }
  return actor
}

/** Null when they were swept a moment ago. */
async function openPictures(
  context: Context,
  { tenantId, id }: ReadingRow,
  blobName: string,
): Promise<DocumentInput | null> {
  try {
    const sealed = await context.blobs.get(blobName)
    return unpack<DocumentInput>(await context.keys.openForTenant(readingPlace(tenantId, id), sealed))
  } catch (error) {
    if (isFault(error, 'BlobMissing')) return null
    throw error
  }
}

/** The answer takes the place of the pictures, unless the row has gone or another run was faster. */
async function settle(context: Context, row: ReadingRow, picturesBlob: string, validation: DocumentValidation) {
  const sealed = await sealReading(context, row.tenantId, validation)
  const overtaken = Symbol('overtaken')
  try {
    await context.db.transact(async (tx) => {
      await writeAudit(tx, context, {
        action: 'document.validated',
        subject: { kind: 'document', id: row.id },
        detail: auditDetail(validation),
      })
      const { documentReadings } = tx.tables
      const { blobName, expiresAt } = sealed
      const settled = await tx.sql
        .update(documentReadings)
        .set({ state: 'read', blobName, expiresAt })
        .where(and(eq(documentReadings.id, row.id), eq(documentReadings.state, 'waiting')))
        .returning({ id: documentReadings.id })
      if (settled.length === 0) throw overtaken
      await forgetAt(tx, context, expiresAt)
    })
  } catch (error) {
    if (error !== overtaken) throw error
    return removeBlobs(context, [sealed.blobName!])
  }
  await removeBlobs(context, [picturesBlob])
}

async function fail(
  context: Context,
  row: ReadingRow,
  picturesBlob: string,
  { code, message }: { code: string; message: string },
): Promise<void> {
  const expiresAt = new Date(context.now().getTime() + heldMs)
  await context.db.transact(async (tx) => {
    const { documentReadings } = tx.tables
    await tx.sql
      .update(documentReadings)
      .set({ state: 'failed', failureCode: code, failure: message, blobName: null, expiresAt })
      .where(and(eq(documentReadings.id, row.id), eq(documentReadings.state, 'waiting')))
    await forgetAt(tx, context, expiresAt)
  })
  await removeBlobs(context, [picturesBlob])
}
