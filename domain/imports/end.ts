/** Ends imports: by hand, and by the clock where nobody came back to an archive. Results are kept a month, archives never longer. */
import { and, eq, inArray, isNotNull, isNull, lt, lte, or } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { cancelJob, jobHandler } from '../jobs'
import { tenantFor } from '../permissions'
import { importById } from './one'
import { removeArchive } from './parts'
import { forgetPeople } from './people'
import type { Import } from './upload'
import { failImport } from './work'

const resultMs = 30 * 86_400_000

/** Users who were imported already stay. @throws AppError `not_found`; `conflict` when it has ended */
export async function cancelImport(context: Context, { importId }: { importId: string }): Promise<Import> {
  const tenantId = tenantFor(context, 'users:import')
  await importById(context.db, tenantId, importId)
  const { imports } = context.db.tables
  const now = context.now()
  const cancelled = await context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'import.cancelled', subject: { kind: 'import', id: importId } })
    const [row] = await tx.sql
      .update(imports)
      .set({ state: 'cancelled', finishedAt: now, jobId: null })
      .where(
        and(
          eq(imports.id, importId),
          inArray(imports.state, ['uploading', 'checking', 'checked', 'importing', 'failed']),
        ),
      )
      .returning({ id: imports.id })
    if (!row) throw new AppError('conflict', 'This import has ended already.', { subject: 'import' })
    return importById(tx, tenantId, importId)
  })
  const jobId = await jobOf(context, tenantId, importId)
  if (jobId) {
    await context.db
      .transact((tx) => cancelJob(tx, tenantId, jobId, now))
      .catch((error: unknown) => {
        // It ended by itself meanwhile.
        if (!(error instanceof AppError)) throw error
      })
  }
  await forgetPeople(context, importId)
  await removeArchive(context, importId)
  return cancelled
}

/** The job that still works on it, or waits to. */
async function jobOf(context: Context, tenantId: string, importId: string): Promise<string | null> {
  const { jobs } = context.db.tables
  const open = await context.db.sql
    .select({ id: jobs.id, payload: jobs.payload })
    .from(jobs)
    .where(
      and(
        eq(jobs.tenantId, tenantId),
        inArray(jobs.state, ['queued', 'running']),
        inArray(jobs.kind, ['import.check', 'import.run']),
      ),
    )
  const mine = open.find(({ payload }) => (payload as { importId?: string }).importId === importId)
  return mine?.id ?? null
}

/** Whose job ended without a word, as when the process was killed each time: it can be gone on with, or cancelled. */
async function failAbandoned(context: Context): Promise<number> {
  const { imports, jobs } = context.db.tables
  const abandoned = await context.db.sql
    .select({ id: imports.id })
    .from(imports)
    .leftJoin(jobs, eq(jobs.id, imports.jobId))
    .where(
      and(
        inArray(imports.state, ['checking', 'importing']),
        isNotNull(imports.jobId),
        or(isNull(jobs.id), inArray(jobs.state, ['failed', 'cancelled'])),
      ),
    )
  for (const { id } of abandoned) await failImport(context, id, 'It broke off: the server was stopped again and again.')
  return abandoned.length
}

/** Removes archives that nobody came back to, what a crash left of ended ones, and results that are a month old. */
export const expireImportsJob = jobHandler(
  z.object({}),
  async (context) => {
    const { imports, importParts } = context.db.tables
    const now = context.now()
    const expired = await context.db.transact((tx) =>
      tx.sql
        .update(imports)
        .set({ state: 'expired', finishedAt: now, jobId: null })
        .where(
          and(
            inArray(imports.state, ['uploading', 'checking', 'checked', 'importing', 'failed']),
            lte(imports.expiresAt, now),
          ),
        )
        .returning({ id: imports.id }),
    )
    const broken = await failAbandoned(context)
    const over = await context.db.sql
      .selectDistinct({ id: imports.id })
      .from(imports)
      .innerJoin(importParts, eq(importParts.importId, imports.id))
      .where(inArray(imports.state, ['done', 'cancelled', 'expired']))
    for (const { id } of over) await removeArchive(context, id)
    const forgotten = await context.db.transact((tx) =>
      tx.sql
        .delete(imports)
        .where(lt(imports.finishedAt, new Date(now.getTime() - resultMs)))
        .returning({ id: imports.id }),
    )
    return { expired: expired.length, broken, archives: over.length, forgotten: forgotten.length }
  },
  { everyMs: 3_600_000 },
)
