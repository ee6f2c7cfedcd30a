/** Rotation of the master key, as the operator asks for it. What a key is and how it wraps others is in db/keys.ts. */
import { bureau, writeAudit } from './audit'
import { makeCheckpoints } from './checkpoints'
import type { Context } from './context'
import { assertMay } from './permissions'

/**
 * Seals every tenant's key by a new master key. Data and user keys stay as they are, and running servers with a key file
 * follow by themselves.
 * @param next 32 bytes; needed when the key comes from the environment, made at random when it lies in a file
 * @returns the new signing key's id and the number of tenant keys that were sealed again
 */
export async function rotateMasterKey(context: Context, next?: Buffer): Promise<{ keyId: string; tenants: number }> {
  assertMay(context, 'tenants:manage')
  // What the outgoing key can still vouch for, it does: afterwards nobody could say when the line before was signed.
  await makeCheckpoints(context)
  const rotated = await context.keys.rotateMasterKey(next)
  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: 'master_key.rotated',
      subject: { kind: 'key', id: rotated.keyId },
      detail: { tenants: rotated.tenants },
      tenantId: bureau,
    }),
  )
  return rotated
}
