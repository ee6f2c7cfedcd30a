/** What an owner decides about wallets, and what the page on which they do has to say. What each setting means is in ../settings.ts. */
import { and, count, eq, gt, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { gateProfiles } from '@/engines/face/decide'
import type { Context } from '../context'
import { assertFresh } from '../fresh'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { settingsChangeSchema, type Settings } from '../settings'
import { applyChange, tenantById } from '../tenants'
import { issuerUrl, jwksPath } from './issuer'

const names = {
  walletOpen: true,
  walletIssuer: true,
  walletValidityDays: true,
  walletRequestsPerHour: true,
} as const

export type WalletSettings = Pick<Settings, keyof typeof names>

const changeSchema = settingsChangeSchema.pick(names)

/** Only what is named is changed; credentials that were issued stay as they are. @throws AppError `forbidden` for who is no owner */
export async function changeWalletSettings(
  context: Context,
  input: z.input<typeof changeSchema>,
): Promise<WalletSettings> {
  const change = parse(changeSchema, input)
  const tenantId = tenantFor(context, 'wallet:manage')
  assertFresh(context)
  return context.db.transact(async (tx) => {
    const which = eq(tx.tables.tenants.id, tenantId)
    const { tenant } = await applyChange(tx, context, which, { settings: change })
    return pick(tenant.settings)
  })
}

export interface WalletOverview {
  settings: WalletSettings
  /** What is typed into the wallet as the bureau's address. */
  address: string
  keysAddress: string
  /** Users who came by a wallet. */
  users: number
  /** Credentials that are good now, superseded ones included. */
  credentials: number
  /** What a wallet's pictures need between the eyes. */
  eyeDistancePx: number
  /** How many users more the tenant may have; null for any number. */
  placesLeft: number | null
}

export async function walletOverview(context: Context, { publicUrl }: { publicUrl: string }): Promise<WalletOverview> {
  const tenantId = tenantFor(context, 'credentials:read')
  const { slug, settings, userQuota } = await tenantById(context.db, tenantId)
  const { walletHolders, verifiableCredentials: issued, users } = context.db.tables
  const [holders] = await context.db.sql
    .select({ total: count() })
    .from(walletHolders)
    .where(eq(walletHolders.tenantId, tenantId))
  const [good] = await context.db.sql
    .select({ total: count() })
    .from(issued)
    .where(and(eq(issued.tenantId, tenantId), isNull(issued.revokedAt), gt(issued.expiresAt, context.now())))
  const [all] =
    userQuota === null
      ? []
      : await context.db.sql.select({ total: count() }).from(users).where(eq(users.tenantId, tenantId))
  const address = issuerUrl(publicUrl, slug)
  return {
    settings: pick(settings),
    address,
    keysAddress: address + jwksPath,
    users: holders!.total,
    credentials: good!.total,
    eyeDistancePx: settings.minEyeDistancePx ?? gateProfiles.wallet.minEyeDistancePx,
    placesLeft: userQuota === null ? null : Math.max(0, userQuota - all!.total),
  }
}

function pick({ walletOpen, walletIssuer, walletValidityDays, walletRequestsPerHour }: Settings): WalletSettings {
  return { walletOpen, walletIssuer, walletValidityDays, walletRequestsPerHour }
}
