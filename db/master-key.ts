/**
 * The master key and what is derived from it. It never enters a database: the keystore holds only what it seals.
 * Each purpose gets a key of its own (HKDF-SHA-256), so that no use of one can weaken another.
 */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { WrappedKey } from './keystore'
import { keyBytes, seal, unseal } from './seal'
import { SealBroken, type SealPlace } from './types'

export interface MasterKey {
  /** Tells one master key from another; not secret. */
  readonly fingerprint: string
  /** Seals tenant keys. */
  readonly wrapping: Buffer
  readonly signing: {
    readonly keyId: string
    readonly privateKey: KeyObject
    /** In DER, as SubjectPublicKeyInfo. */
    readonly publicKey: Buffer
  }
  /** A key for message authentication, bound to its purpose. */
  macKey(purpose: string): Buffer
}

export function masterKeyFrom(secret: Buffer): MasterKey {
  if (secret.length !== keyBytes) throw new Error(`A master key has ${keyBytes} bytes; this one has ${secret.length}.`)
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `limen/1/${purpose}`, keyBytes))
  // RFC 8410: this prefix and a 32-byte seed are an Ed25519 private key in PKCS#8.
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), derive('sign')])
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  return {
    fingerprint: derive('fingerprint').toString('hex', 0, 8),
    wrapping: derive('wrap'),
    signing: { keyId: createHash('sha256').update(publicKey).digest('hex').slice(0, 16), privateKey, publicKey },
    macKey: (purpose) => derive(`mac/${purpose}`),
  }
}

/** The public half of this master key's signing key as the keystore holds it. */
export function signingRow({ wrapping, signing }: MasterKey): WrappedKey {
  return { id: signing.keyId, wrapped: seal(wrapping, signingPlace(signing.keyId), signing.publicKey) }
}

/** @throws SealBroken when the row was not sealed by this master key */
export function openSigningRow({ wrapping }: MasterKey, { id, wrapped }: WrappedKey): Buffer {
  return unseal(wrapping, signingPlace(id), wrapped)
}

/** True when every row was sealed by this master key; so for a keystore without rows. */
export function fits(master: MasterKey, rows: WrappedKey[]): boolean {
  try {
    for (const row of rows) openSigningRow(master, row)
    return true
  } catch (error) {
    if (error instanceof SealBroken) return false
    throw error
  }
}

export function tenantKeyPlace(tenantId: string): SealPlace {
  return { table: 'tenant_keys', row: tenantId, tenantId }
}

function signingPlace(keyId: string): SealPlace {
  return { table: 'signing_keys', row: keyId, tenantId: '' }
}
