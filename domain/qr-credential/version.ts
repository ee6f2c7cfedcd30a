/**
 * The number by which terminals know that something about QR credentials has changed: a key, a recall, a grant that ended. It rises in
 * the transaction of the change, and a line of the feed takes it to whoever follows.
 */
import { eq, sql } from 'drizzle-orm'
import type { Handle, Tx } from '@/db/types'
import { writeChange } from '../changes'

/** The topic of the feed's lines; the subject is the tenant. */
export const qrTopic = 'qr'

/** 0 before the first change. */
export async function qrVersion(handle: Handle, tenantId: string): Promise<number> {
  const { qrVersions } = handle.tables
  const [row] = await handle.sql.select().from(qrVersions).where(eq(qrVersions.tenantId, tenantId))
  return row?.version ?? 0
}

/** To be called in the transaction of the change, behind its audit line. */
export async function raiseQrVersion(tx: Tx, { tenantId, at }: { tenantId: string; at: Date }): Promise<void> {
  const { qrVersions } = tx.tables
  await tx.sql
    .insert(qrVersions)
    .values({ tenantId, version: 1 })
    .onConflictDoUpdate({ target: qrVersions.tenantId, set: { version: sql`${qrVersions.version} + 1` } })
  await writeChange(tx, { tenantId, topic: qrTopic, op: 'upsert', subjectId: tenantId, at })
}
