/** Who a wallet's key and face are: somebody new, somebody known, or a key and a face that do not belong together. Writes nothing. */
import { and, eq } from 'drizzle-orm'
import type { Context } from '../context'
import { bestScore, ownTemplates, ownThreshold } from '../faces/own'
import { searchUsers, type Match } from '../faces/search'
import { followGallery } from '../gallery'
import type { Settings } from '../settings'
import type { HolderKey } from './holder-keys'
import type { PictureRefusal } from './pictures'

export interface RequestRefusal {
  outcome: 'refused'
  code:
    | PictureRefusal['code']
    | 'public_key_invalid'
    | 'proof_invalid'
    | 'challenge_invalid'
    | 'public_key_taken'
    | 'face_already_registered'
    | 'user_revoked'
  message: string
}

interface Asking {
  tenantId: string
  settings: Settings
  holder: HolderKey
  /** The template of the best picture. */
  probe: Float32Array
}

export interface Newcomer {
  outcome: 'newcomer'
  /** The feed's line up to which other users' faces were looked at. */
  revision: number
  looksLike: Match[]
}

type Known = RequestRefusal | { outcome: 'known'; userId: string }

export async function whoAsks(context: Context, asking: Asking): Promise<Newcomer | Known> {
  const { tenantId, settings, probe } = asking
  const known = await whoHoldsKey(context, asking)
  if (known) return known
  if (settings.duplicates === 'off') return { outcome: 'newcomer', revision: 0, looksLike: [] }
  const revision = await followGallery(context, tenantId)
  const looksLike = await searchUsers(context, { tenantId, settings, alsoRevoked: true }, probe, 5)
  if (settings.duplicates === 'refuse' ? looksLike.length > 0 : await anyHolds(context, tenantId, looksLike)) {
    // It may be this very key's: of a request that was sent twice and overtook this one.
    return (await whoHoldsKey(context, asking)) ?? refused('face_already_registered', registered)
  }
  return { outcome: 'newcomer', revision, looksLike }
}

const registered =
  'This face is registered with another key. Ask the bureau to remove the old registration, or use the old key.'

/** Null: nobody holds the key that asks. */
async function whoHoldsKey(context: Context, { tenantId, settings, holder, probe }: Asking): Promise<Known | null> {
  const { walletHolders, users } = context.db.tables
  const [owner] = await context.db.sql
    .select({ userId: walletHolders.userId, status: users.status })
    .from(walletHolders)
    .innerJoin(users, eq(users.id, walletHolders.userId))
    .where(and(eq(walletHolders.tenantId, tenantId), eq(walletHolders.thumbprint, holder.thumbprint)))
  if (!owner) return null
  const own = await ownTemplates(context, context.db, tenantId, owner.userId)
  const isSame = own.length > 0 && (await bestScore(context, own, probe)) >= ownThreshold(context, settings, own)
  if (!isSame) return refused('public_key_taken', 'This key belongs to somebody else. Generate a new pair of keys.')
  return owner.status === 'revoked'
    ? refused('user_revoked', 'The bureau has taken back your right to be recognised; ask it for the reason.')
    : { outcome: 'known', userId: owner.userId }
}

/** Whether one of them came by a wallet. Others, whom the tenant enrolled itself, are for the tenant's review. */
async function anyHolds(context: Context, tenantId: string, matches: Match[]): Promise<boolean> {
  const { walletHolders } = context.db.tables
  for (const { userId } of matches) {
    const [row] = await context.db.sql
      .select({ userId: walletHolders.userId })
      .from(walletHolders)
      .where(and(eq(walletHolders.tenantId, tenantId), eq(walletHolders.userId, userId)))
      .limit(1)
    if (row) return true
  }
  return false
}

export function refused(code: RequestRefusal['code'], message: string): RequestRefusal {
  return { outcome: 'refused', code, message }
}
