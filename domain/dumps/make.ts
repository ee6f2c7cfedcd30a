/**
 * The job that makes a dump that was asked for. Begins anew after a crash or a stop of the server; fails at once, with words
 * for people and nothing left behind, when it cannot be made; ends when it is cancelled.
 */
import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { newBlobName } from '../ids'
import { jobHandler, type RunningJob } from '../jobs'
import { tenantById } from '../tenants'
import { activeStates, endDump, type DumpRow } from './dump'
import { openPassphrase, sealPassphrase } from './passphrase'
import { sealFile } from './sealed-file'
import { writeDump, type Written } from './write'

const dayMs = 86_400_000
/** How often progress is written, and with it looked whether somebody cancelled. */
const reportMs = 1_000

/** The dump was cancelled, or is another process's now. */
class Ended extends Error {
  override readonly name = 'Ended'
}

export const makeDumpJob = jobHandler(
  z.object({ dumpId: z.string() }),
  async (context, { dumpId }, job) => {
    const { dumps } = context.db.tables
    const [row] = await context.db.sql.select().from(dumps).where(eq(dumps.id, dumpId))
    // Before the state is read: whoever is erased from now on finds the dump in their receipt.
    if (!row || !(await change(context, row, { state: 'running' }))) return { state: row?.state ?? 'gone' }
    try {
      await make(context, row, job)
      return { state: 'ready' }
    } catch (error) {
      return settle(context, row.id, job, error)
    }
  },
  { maxAttempts: 3 },
)

async function make(context: Context, row: DumpRow, job: RunningJob): Promise<void> {
  const { id, tenantId } = row
  const passphrase = row.passphraseSealed
    ? await openPassphrase(context, { id, tenantId, keyOwner: row.keyOwner! }, row.passphraseSealed)
    : null
  const order = {
    tenantId,
    withBiometrics: row.biometrics !== 'none',
    passphrase,
    createdBy: { kind: 'admin', id: row.requestedBy },
    signal: job.signal,
    progress: reporter(context, row, job),
  }
  let made: string | undefined
  try {
    const written = await writeDump(context, order, async (file, takenAt) => {
      const { blobName, keyOwner } = await renew(context, row.id, passphrase, takenAt)
      made = blobName
      await context.blobs.putStream(blobName, sealFile(context, { id, tenantId, keyOwner }, file))
    })
    await finish(context, row, written)
  } catch (error) {
    // Whoever ended the dump may have looked for the file before it was there.
    if (made) await context.blobs.remove(made)
    throw error
  }
}

/** Each try has a key and a blob of its own; those of the try before go. */
async function renew(context: Context, id: string, passphrase: string | null, takenAt: Date) {
  const { dumps } = context.db.tables
  const [before] = await context.db.sql.select().from(dumps).where(eq(dumps.id, id))
  const { tenantId } = before!
  const [keyOwner, blobName] = [await context.keys.createDumpKey(tenantId), newBlobName()]
  const passphraseSealed = passphrase && (await sealPassphrase(context, { id, tenantId, keyOwner }, passphrase))
  if (!(await change(context, before!, { keyOwner, blobName, passphraseSealed: passphraseSealed || null, takenAt }))) {
    await context.keys.destroyUser(keyOwner)
    throw new Ended()
  }
  if (before!.keyOwner) await context.keys.destroyUser(before!.keyOwner)
  if (before!.blobName) await context.blobs.remove(before!.blobName)
  return { keyOwner, blobName }
}

async function finish(context: Context, { id, tenantId }: DumpRow, written: Written): Promise<void> {
  const { takenAt, sizeBytes, sha256, counts } = written
  await context.db.transact(async (tx) => {
    const { dumps } = tx.tables
    const { settings } = await tenantById(tx, tenantId)
    const now = context.now()
    const [row] = await tx.sql
      .update(dumps)
      .set({
        state: 'ready',
        takenAt,
        sizeBytes,
        sha256,
        counts,
        finishedAt: now,
        expiresAt: new Date(now.getTime() + settings.dumpDays * dayMs),
        progress: null,
        passphraseSealed: null,
      })
      .where(and(eq(dumps.id, id), eq(dumps.state, 'running')))
      .returning({ id: dumps.id })
    if (!row) throw new Ended()
    await writeAudit(tx, context, {
      action: 'dump.made',
      subject: { kind: 'dump', id },
      detail: { sha256, sizeBytes, records: counts },
    })
  })
}

/** What becomes of a dump that was not finished. */
async function settle(context: Context, id: string, job: RunningJob, error: unknown): Promise<{ state: string }> {
  const { dumps } = context.db.tables
  const [now] = await context.db.sql.select().from(dumps).where(eq(dumps.id, id))
  if (!now) return { state: 'gone' }
  if (now.state !== 'running') return { state: now.state }
  // The process stops, or another has taken over: the next one begins anew.
  if (job.signal.aborted || error instanceof Ended) throw error
  context.log.error({ err: error, dump: id }, 'a dump failed')
  await endDump(context, now, { state: 'failed', action: 'dump.failed', error: wordsFor(error) })
  return { state: 'failed' }
}

/** For people, and without anything that an error might carry. */
export function wordsFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return 'The disk is full. Nothing was left behind; make room where the pictures lie, and run the dump again.'
  }
  return 'It could not be made. The log of the server tells why; then run the dump again.'
}

function reporter(context: Context, row: DumpRow, job: RunningJob) {
  let reportedAt = 0
  return async (share: number, note: string) => {
    job.progress(share, note)
    if (Date.now() - reportedAt < reportMs) return
    reportedAt = Date.now()
    if (!(await change(context, row, { progress: { share, note } }))) throw new Ended()
  }
}

/** @returns false when it has ended meanwhile */
async function change(context: Context, { id }: DumpRow, set: Partial<DumpRow>): Promise<boolean> {
  const { dumps } = context.db.tables
  const rows = await context.db.transact(async (tx) =>
    tx.sql
      .update(dumps)
      .set(set)
      .where(and(eq(dumps.id, id), inArray(dumps.state, [...activeStates])))
      .returning({ id: dumps.id }),
  )
  return rows.length > 0
}
