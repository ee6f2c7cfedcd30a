/** Who stands at a tenant's open door, and whether it is open. What a wallet may do there is in permissions.ts. */
import type { Context } from '../context'
import { AppError } from '../errors'
import { assertRoomAtEngine } from '../faces/formats'
import { slugSchema, findTenantBySlug, tenantById } from '../tenants'
import type { Settings } from '../settings'
import { countWalletCall } from './limits'

/**
 * The context of a wallet that names no key, counted against the limit of the place that it calls from.
 * @throws AppError `not_found` (wallet) when the door is closed or there is no such tenant, which look alike;
 *   `too_many_requests`, `busy`
 */
export async function enterAsWallet(
  context: Context,
  { tenantSlug, purpose, source }: { tenantSlug: string; purpose: 'request' | 'challenge'; source: string },
): Promise<Context> {
  const known = slugSchema.safeParse(tenantSlug).success
  const tenant = known ? await findTenantBySlug(context.db, tenantSlug) : null
  if (!tenant?.settings.walletOpen) throw walletClosed()
  // Turned away before it is counted: a request that was not looked at costs its sender nothing.
  if (purpose === 'request') assertRoomAtEngine(context, tenant.id)
  const limit = tenant.settings.walletRequestsPerHour
  await countWalletCall(context, { tenantId: tenant.id, purpose, source, limit })
  return { ...context, actor: { kind: 'wallet', id: 'wallet', tenantId: tenant.id } }
}

/** @throws AppError `not_found` (wallet) */
export async function assertWalletOpen(context: Context, tenantId: string): Promise<Settings> {
  const { settings } = await tenantById(context.db, tenantId)
  if (!settings.walletOpen) throw walletClosed()
  return settings
}

const walletClosed = () =>
  new AppError(
    'not_found',
    'Wallets cannot ask for credentials at this address. An owner of the bureau can allow it in Settings, Wallet.',
    { subject: 'wallet' },
  )
