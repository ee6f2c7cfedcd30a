/**
 * The certificate of a terminal's device key: the tenant says which terminal in which zone this key is, for as long as the terminal may
 * go on without the bureau.
 */
import { signCertificate } from '../decisions'
import type { Context } from '../context'
import { AppError } from '../errors'
import type { Tables } from '@/db/tables'
import { tenantById } from '../tenants'
import { issuerUrl, presentIssuerKey } from '../wallet/issuer'
import { zoneByRow } from '../zones/zones'

export type CertifiedTerminal = Pick<
  Tables['terminals']['$inferSelect'],
  'id' | 'tenantId' | 'zoneRow' | 'state' | 'deviceJwk'
>

/**
 * For domain functions that know that this terminal asks: it gets a new one with its heartbeat, well before the last one ends.
 * One that was moved to another zone or was retired gets none for the old place any more.
 * @throws AppError `conflict` for a terminal that is not in use
 */
export async function issueTerminalCertificate(
  context: Context,
  { id, tenantId, zoneRow, state, deviceJwk }: CertifiedTerminal,
): Promise<{ certificate: string; expiresAt: Date }> {
  if (state !== 'active' || !deviceJwk) {
    throw new AppError('conflict', 'The terminal is not in use.', { subject: 'terminal' })
  }
  const tenant = await tenantById(context.db, tenantId)
  const { zoneId } = await zoneByRow(context.db, tenantId, zoneRow)
  const key = await presentIssuerKey(context, tenantId)
  const now = context.now()
  const issuer = issuerUrl(context.publicUrl, tenant.slug)
  const seconds = tenant.settings.terminalStalenessHours * 3_600
  const certificate = await signCertificate(key, { issuer, terminalId: id, zoneId, deviceJwk }, now, seconds)
  return { certificate, expiresAt: new Date((Math.floor(now.getTime() / 1_000) + seconds) * 1_000) }
}
