/** Rotation: seals everything that the master key seals by another one. User keys and data stay as they are. */
import { randomBytes } from 'node:crypto'
import { unlink } from 'node:fs/promises'
import { makeKeyFile, nextKeyFile, promoteKeyFile } from './key-file'
import type { Keystore } from './keystore'
import { fits, masterKeyFrom, openSigningRow, signingRow, tenantKeyPlace, type MasterKey } from './master-key'
import { keyBytes, seal, unseal } from './seal'
import type { MasterKeySource } from './unlock'

/**
 * The order makes a crash harmless: the next key is on disk before the keystore depends on it, and it takes the key
 * file's place only afterwards; in between, unlock.ts finds it beside the old one.
 * @param given the next key; without it a key file gets a random one, and a given key cannot be rotated
 */
export async function rotateMasterKey(
  keystore: Keystore,
  source: MasterKeySource,
  old: MasterKey,
  given?: Buffer,
): Promise<{ next: MasterKey; tenants: number }> {
  if (!given && source.kind === 'given') {
    throw new Error('A master key that comes from the environment is rotated by giving the next one.')
  }
  const secret = given ?? randomBytes(keyBytes)
  const next = masterKeyFrom(secret)
  if (next.fingerprint === old.fingerprint) throw new Error('The next master key is the present one.')
  if (source.kind === 'given') return { next, tenants: await rewrap(keystore, old, next) }

  const draft = nextKeyFile(source.path, next.fingerprint)
  await makeKeyFile(draft, secret)
  let tenants: number
  try {
    tenants = await rewrap(keystore, old, next)
  } catch (error) {
    // The commit may have happened all the same; then this file is the only copy of the key.
    if (!fits(next, await keystore.signingKeys())) await unlink(draft)
    throw error
  }
  await promoteKeyFile(draft, source.path)
  return { next, tenants }
}

async function rewrap(keystore: Keystore, old: MasterKey, next: MasterKey): Promise<number> {
  let tenants = 0
  await keystore.rewrap(async (rows) => {
    if (!fits(old, rows.signing)) throw new Error('The master key was rotated by another process meanwhile.')
    for (const row of rows.signing) {
      const publicKey = openSigningRow(old, row)
      await rows.putSigning(signingRow({ ...next, signing: { ...next.signing, keyId: row.id, publicKey } }))
    }
    await rows.putSigning(signingRow(next))
    for (const { id, wrapped } of rows.tenants) {
      const place = tenantKeyPlace(id)
      await rows.putTenant({ id, wrapped: seal(next.wrapping, place, unseal(old.wrapping, place, wrapped)) })
    }
    tenants = rows.tenants.length
  })
  return tenants
}
