/** Which QR credentials hold a template of somebody who is erased: on paper and on phones, where the bureau does not reach. */
import { and, asc, eq, gt } from 'drizzle-orm'
import type { Handle } from '@/db/types'
import type { Holder } from '../erasure-holders'

export const qrHolder = { kind: 'qr_credential', name: 'QR credential', biometrics: true } as const

/**
 * To be asked while the user is there: nothing says afterwards whose they were. Recalled ones too: what is printed stays printed. They
 * open by QR keys alone, which terminals keep until what is sealed by them has expired.
 */
export async function qrCredentialsThatHold(
  handle: Handle,
  { tenantId, userId, now }: { tenantId: string; userId: string; now: Date },
): Promise<Holder[]> {
  const { qrCredentials } = handle.tables
  const rows = await handle.sql
    .select()
    .from(qrCredentials)
    .where(
      and(eq(qrCredentials.userId, userId), eq(qrCredentials.tenantId, tenantId), gt(qrCredentials.expiresAt, now)),
    )
    .orderBy(asc(qrCredentials.issuedAt), asc(qrCredentials.id))
  return rows.map(({ id, expiresAt }) => ({ ...qrHolder, id, until: expiresAt.toISOString() }))
}
