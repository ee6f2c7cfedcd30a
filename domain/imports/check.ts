/**
 * The dry run: looks at every row as the import will, and makes nobody a user. What it finds may change until the import,
 * which therefore asks again.
 */
import { and, eq, isNull } from 'drizzle-orm'
import type { Context } from '../context'
import { AppError } from '../errors'
import { ownTemplates } from '../faces/own'
import { readSingleFace } from '../faces/read'
import { searchUsers } from '../faces/search'
import type { Settings } from '../settings'
import { tenantById } from '../tenants'
import type { Archive } from './archive'
import { forgetPeople, gatherPeople, meetPeople, sealFaceOfRow } from './people'
import { readRows } from './read-table'
import type { Import } from './upload'
import { sliceJob, type WholeRow, type Work } from './work'
import { writeAudit } from '../audit'
import { importFigures } from './one'

/** The widest gate: pictures that lie in a company's files are often small ones. */
export const importCall = {
  formats: ['jpeg', 'png', 'webp'],
  gate: 'legacy',
  // Nobody was in front of a camera: there is no liveness to ask for.
  liveness: { kind: 'claimed' },
} as const

interface Finding {
  check: NonNullable<WholeRow['check']>
  reason: string | null
  face: Float32Array | null
}

export const checkWork: Work = {
  state: 'checking',
  async prepare(context, work, archive) {
    if (work.rowCount === null) await readRows(context, work, archive)
    await gatherPeople(context, work)
  },
  async row(context, work, archive, row) {
    const { settings } = await tenantById(context.db, work.tenantId)
    const { check, reason, face } = await look(context, work, archive, settings, row)
    const faceSealed = face && (await sealFaceOfRow(context, work, row.row, face))
    const { importRows } = context.db.tables
    await context.db.transact(async (tx) => {
      await tx.sql
        .update(importRows)
        .set({ check, reason, faceSealed })
        .where(and(eq(importRows.importId, work.id), eq(importRows.row, row.row), isNull(importRows.check)))
    })
  },
  async finish(context, work) {
    const { imports } = context.db.tables
    await context.db.transact(async (tx) => {
      const { rows, refused, warning } = await importFigures(tx, work.id)
      await writeAudit(tx, context, {
        action: 'import.checked',
        subject: { kind: 'import', id: work.id },
        detail: { rows, refused, warning },
        tenantId: work.tenantId,
      })
      await tx.sql
        .update(imports)
        .set({ state: 'checked', jobId: null })
        .where(and(eq(imports.id, work.id), eq(imports.state, 'checking')))
    })
    await forgetPeople(context, work.id)
  },
}

export const checkImportJob = sliceJob('import.check', checkWork)

async function look(
  context: Context,
  work: Import,
  archive: Archive,
  settings: Settings,
  row: WholeRow,
): Promise<Finding> {
  if (!settings.faceEngine) return refused('Face recognition is switched off.')
  let face: Float32Array
  let warnings: string[]
  try {
    const picture = await archive.readPicture(row.file)
    const single = await readSingleFace(context, { ...importCall, formats: [...importCall.formats], picture }, settings)
    if (single.outcome === 'refused') return refused(single.reason.message)
    face = single.face.embedding
    warnings = single.warnings.map(({ message }) => message)
  } catch (error) {
    if (isAboutPicture(error)) return refused(error.message)
    throw error
  }

  const enrolled = await enrolledUser(context, work.tenantId, row.externalId)
  if (enrolled) warnings.unshift('The user is enrolled already and stays as it is; only what is new of the row counts.')
  const { unlikeRow, likeRows } = await meetPeople(context, work, settings, row, face)
  if (unlikeRow !== null)
    return refused(`It does not show the person of row ${unlikeRow}, which has the same external_id.`)
  const doubles = settings.duplicates === 'off' ? [] : likeRows.map((other) => `row ${other}`)
  if (settings.duplicates !== 'off' && !enrolled) {
    const known = await searchUsers(context, { tenantId: work.tenantId, settings }, face, 3)
    doubles.push(...known.map(({ userId }) => `user ${userId}`))
  }
  if (doubles.length > 0) {
    const words = `It looks like ${doubles.slice(0, 3).join(', ')}: perhaps the same person.`
    if (settings.duplicates === 'refuse') return refused(words)
    warnings.unshift(words)
  }
  return warnings.length > 0
    ? { check: 'warning', reason: warnings.join(' '), face }
    : { check: 'ok', reason: null, face }
}

/** What of a failure is the picture's fault, or the archive's, and is said of the row. */
export function isAboutPicture(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'picture_refused' || error.code === 'invalid_input')
}

async function enrolledUser(context: Context, tenantId: string, externalId: string): Promise<string | null> {
  const { users } = context.db.tables
  const [user] = await context.db.sql
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.externalId, externalId)))
  return user && (await ownTemplates(context, context.db, tenantId, user.id)).length > 0 ? user.id : null
}

const refused = (reason: string): Finding => ({ check: 'refused', reason, face: null })
