/** Hands out the file of a dump, opened on the way. Each download is a line in the audit trail. */
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { assertFresh } from '../sessions'
import { assertMayTakePlain, findDump, type DumpRow } from './dump'
import { fileNameOf } from './format'
import { openFile } from './sealed-file'

const schema = z.object({
  /** The dump's name or id, with or without the ending of its file. */
  dump: z
    .string()
    .max(100)
    .transform((name) => name.replace(/\.zip(\.age)?$/, '')),
})

export interface Download {
  fileName: string
  contentType: string
  sizeBytes: number
  /** Fails at the end, when the file was altered or cut. */
  bytes: AsyncIterable<Uint8Array>
}

/**
 * @throws AppError `not_found`, also for another tenant's; `conflict` while there is no file; for pictures and templates in the
 * clear `forbidden` to who is no owner, and `fresh_sign_in_required`
 */
export async function downloadDump(context: Context, input: z.input<typeof schema>): Promise<Download> {
  const row = await downloadable(context, input)
  const { tenantId } = row
  await context.db.transact(async (tx) => {
    const { dumps } = tx.tables
    await writeAudit(tx, context, {
      action: 'dump.downloaded',
      subject: { kind: 'dump', id: row.id },
      detail: { biometrics: row.biometrics },
    })
    const still = await tx.sql
      .update(dumps)
      .set({ downloads: sql`${dumps.downloads} + 1` })
      .where(and(eq(dumps.id, row.id), eq(dumps.state, 'ready')))
      .returning({ id: dumps.id })
    if (still.length === 0) throw new AppError('conflict', 'This dump has just ended.', { subject: 'dump' })
  })
  const file = { id: row.id, tenantId, keyOwner: row.keyOwner! }
  return {
    fileName: fileNameOf(row),
    contentType: row.biometrics === 'passphrase' ? 'application/octet-stream' : 'application/zip',
    sizeBytes: row.sizeBytes!,
    bytes: openFile(context, file, context.blobs.getStream(row.blobName!)),
  }
}

/** Whether `downloadDump` would refuse now, without a download. @throws as it does */
export async function assertDownload(context: Context, input: z.input<typeof schema>): Promise<void> {
  await downloadable(context, input)
}

async function downloadable(context: Context, input: z.input<typeof schema>): Promise<DumpRow> {
  const { dump: which } = parse(schema, input)
  const tenantId = tenantFor(context, 'dumps:download')
  const row = await findDump(context.db, tenantId, which)
  if (row.biometrics === 'plain') assertMayTakePlain(context)
  assertReady(context, row)
  if (row.biometrics === 'plain') assertFresh(context)
  return row
}

const reasons: Record<Exclude<DumpRow['state'], 'ready'>, string> = {
  queued: 'This dump has not begun yet. It can be downloaded when it is ready.',
  running: 'This dump is still being made. It can be downloaded when it is ready.',
  failed: 'This dump failed and has no file. Run another one.',
  cancelled: 'This dump was cancelled and has no file. Run another one.',
  exported: 'This dump was written to a file by whoever runs the server; it does not lie here.',
  expired: 'This dump has expired: its file and its key were destroyed. Run another one.',
}

function assertReady(context: Context, { state, expiresAt }: DumpRow): void {
  const now = state === 'ready' && expiresAt! <= context.now() ? 'expired' : state
  if (now !== 'ready') throw new AppError('conflict', reasons[now], { subject: 'dump' })
}
