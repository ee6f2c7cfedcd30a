/** The import itself: each row that passed the check becomes a user, or one more picture of one. */
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/types'
import { writeAudit } from '../audit'
import { insertConsent } from '../consents/record'
import { publishedText, type ConsentText } from '../consents/texts'
import type { Context } from '../context'
import { eraseUser } from '../erasures'
import { AppError } from '../errors'
import { addFace, mostTemplates } from '../faces/add'
import { enrolFace } from '../faces/enrol'
import { isForWantOfRoom } from '../faces/formats'
import { isModelChanged } from '../models/in-use'
import { enqueue } from '../jobs'
import { tenantFor } from '../permissions'
import { createUser } from '../users'
import type { Archive } from './archive'
import { importCall, isAboutPicture } from './check'
import { importById, importFigures } from './one'
import { removeArchive } from './parts'
import { waitMs, type Import } from './upload'
import { sliceJob, type WholeRow, type Work } from './work'

/** Somebody cancelled the import while this row was read: nothing of it stands. */
const ended = Symbol('ended')

/**
 * Imports what the check let pass; also goes on with an import that broke off.
 * @param byJob false: the caller works it off itself
 * @throws AppError `conflict` when it is not checked
 */
export async function runImport(
  context: Context,
  { importId, byJob = true }: { importId: string; byJob?: boolean },
): Promise<Import> {
  const tenantId = tenantFor(context, 'users:import')
  await importById(context.db, tenantId, importId)
  const { imports, importParts } = context.db.tables
  const now = context.now()
  return context.db.transact(async (tx) => {
    const { ok, warning, users } = await importFigures(tx, importId)
    await writeAudit(tx, context, {
      action: 'import.run',
      subject: { kind: 'import', id: importId },
      detail: { rows: ok + warning, users },
    })
    const before = await importById(tx, tenantId, importId)
    const parts = await tx.sql.$count(importParts, eq(importParts.importId, importId))
    const broke = before.state === 'failed' && before.rowCount !== null && parts === before.partCount
    if (before.state !== 'checked' && !broke) {
      throw new AppError('conflict', 'This import was not checked, or ran already.', { subject: 'import' })
    }
    if (ok + warning === 0) throw new AppError('conflict', 'No row passed the check: there is nothing to import.')
    const jobId = byJob ? await enqueue(tx, { tenantId, kind: 'import.run', payload: { importId }, now }) : null
    const expiresAt = new Date(now.getTime() + waitMs)
    const [row] = await tx.sql
      .update(imports)
      .set({ state: 'importing', jobId, expiresAt, error: null, finishedAt: null })
      .where(eq(imports.id, importId))
      .returning()
    return row!
  })
}

export const runWork: Work = {
  state: 'importing',
  prepare: async () => undefined,
  async row(context, work, archive, row) {
    try {
      await importRow(context, work, archive, row)
    } catch (error) {
      if (error === ended) return
      if (isForWantOfRoom(error) || isModelChanged(error)) throw error
      if (isAboutRow(error)) return settle(context, work, row, { outcome: 'refused', reason: error.message })
      // One poisoned picture must not hold up nine thousand others; a database out of reach fails in `settle` as well.
      context.log.error({ err: error, importId: work.id, row: row.row }, 'A row of an import failed.')
      await settle(context, work, row, {
        outcome: 'failed',
        reason: `It failed on our side; see the log, import ${work.id}.`,
      })
    }
  },
  async finish(context, work) {
    const { imports } = context.db.tables
    await context.db.transact(async (tx) => {
      const { outcomes, refused } = await importFigures(tx, work.id)
      await writeAudit(tx, context, {
        action: 'import.finished',
        subject: { kind: 'import', id: work.id },
        detail: { ...outcomes, refusedByCheck: refused },
        tenantId: work.tenantId,
      })
      await tx.sql
        .update(imports)
        .set({ state: 'done', finishedAt: context.now(), jobId: null })
        .where(and(eq(imports.id, work.id), eq(imports.state, 'importing')))
    })
    await removeArchive(context, work.id)
  },
}

export const runImportJob = sliceJob('import.run', runWork)

async function importRow(context: Context, work: Import, archive: Archive, row: WholeRow): Promise<void> {
  const picture = await archive.readPicture(row.file)
  const made = await createUser(context, { externalId: row.externalId })
  const userId = made.user.id
  const call = { ...importCall, userId, picture }
  const text = row.consentTextId ? await publishedText(context.db, work.tenantId, row.consentTextId) : null
  const within = (outcome: 'enrolled' | 'added') => async (tx: Tx) => {
    await settleIn(tx, context, work, row, { outcome, reason: row.reason, userId }, text)
  }
  try {
    const enrolment = await enrolFace(context, call, within('enrolled'))
    if (enrolment.outcome === 'enrolled') return
    const isOwn = enrolment.outcome === 'found' && enrolment.userId === userId
    if (isOwn && (await wasImported(context, work, userId))) {
      const addition = await addFace(context, call, within('added'))
      if (addition.outcome === 'added') return
      const reason =
        addition.outcome === 'refused'
          ? addition.reason.message
          : addition.outcome === 'full'
            ? `The user has ${mostTemplates} pictures, and no more are kept.`
            : 'It does not show the person of the other rows.'
      return await settle(context, work, row, { outcome: 'refused', reason })
    }
    if (isOwn) {
      const reason = 'The user was enrolled before, with a picture of the same person.'
      return await settle(context, work, row, { outcome: 'exists', reason, userId }, text)
    }
    const reason =
      enrolment.outcome === 'found' ? `It shows user ${enrolment.userId} already.` : enrolment.reason.message
    await settle(context, work, row, { outcome: 'refused', reason })
    await takeBack(context, made.outcome === 'created' ? userId : null)
  } catch (error) {
    if (error === ended || isAboutRow(error)) await takeBack(context, made.outcome === 'created' ? userId : null)
    throw error
  }
}

/** A user who was made for this row alone and has no face does not stay. */
async function takeBack(context: Context, userId: string | null): Promise<void> {
  if (userId === null) return
  await eraseUser(context, { userId }, async (tx) => {
    const { templates } = tx.tables
    // Another row of the same person came first after all.
    if ((await tx.sql.$count(templates, eq(templates.userId, userId))) > 0) throw kept
  }).catch((error: unknown) => {
    if (error !== kept && !(error instanceof AppError && error.code === 'not_found')) throw error
  })
}

const kept = Symbol('kept')

async function wasImported(context: Context, { id }: Import, userId: string): Promise<boolean> {
  const { importRows } = context.db.tables
  const [row] = await context.db.sql
    .select({ row: importRows.row })
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, id),
        eq(importRows.userId, userId),
        inArray(importRows.outcome, ['enrolled', 'added']),
      ),
    )
    .limit(1)
  return row !== undefined
}

interface Settlement {
  outcome: NonNullable<WholeRow['outcome']>
  reason: string | null
  userId?: string
}

async function settle(
  context: Context,
  work: Import,
  row: WholeRow,
  settlement: Settlement,
  text: ConsentText | null = null,
): Promise<void> {
  await context.db.transact((tx) => settleIn(tx, context, work, row, settlement, text))
}

/** Throws `ended` when the import was cancelled or the row was settled by somebody else: then nothing of this stands. */
async function settleIn(
  tx: Tx,
  context: Context,
  work: Import,
  row: WholeRow,
  { outcome, reason, userId }: Settlement,
  text: ConsentText | null,
): Promise<void> {
  const { imports, importRows } = tx.tables
  // Locks the import, so that no cancellation comes in between.
  const [open] = await tx.sql
    .update(imports)
    .set({ state: 'importing' })
    .where(and(eq(imports.id, work.id), eq(imports.state, 'importing')))
    .returning({ id: imports.id })
  if (!open) throw ended
  const [settled] = await tx.sql
    .update(importRows)
    .set({ outcome, reason, userId: userId ?? null, faceSealed: null })
    .where(and(eq(importRows.importId, work.id), eq(importRows.row, row.row), isNull(importRows.outcome)))
    .returning({ row: importRows.row })
  if (!settled) throw ended
  if (text && userId) await insertConsent(tx, context, { tenantId: work.tenantId, userId, text, how: 'import' })
}

/** What is said of the row and is no fault of ours. */
function isAboutRow(error: unknown): error is AppError {
  if (isAboutPicture(error)) return true
  return (
    error instanceof AppError && ['user_quota_reached', 'not_found', 'conflict', 'not_enrolled'].includes(error.code)
  )
}
