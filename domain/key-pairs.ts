/**
 * New pairs of keys. Their makers are asked for bytes, never for key objects: such an object shares its lock with its maker, which takes the
 * lock when it is collected. Where that happens while the key is exported, which allocates under the lock, the process waits for
 * itself for ever (Node 20, `KeyPairGenConfig`; the linter lets nobody else ask for pairs).
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

export interface KeyPair {
  privateKey: KeyObject
  publicKey: KeyObject
}

const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const
const publicKeyEncoding = { type: 'spki', format: 'der' } as const

export function newKeyPair(namedCurve: 'P-256' | 'P-384' = 'P-256'): KeyPair {
  return opened(generateKeyPairSync('ec', { namedCurve, privateKeyEncoding, publicKeyEncoding }))
}

/** Takes a while: 100 ms at 2048 bits. */
export function newRsaKeyPair(modulusLength: number): KeyPair {
  return opened(generateKeyPairSync('rsa', { modulusLength, privateKeyEncoding, publicKeyEncoding }))
}

export function newEdwardsKeyPair(): KeyPair {
  return opened(generateKeyPairSync('ed25519', { privateKeyEncoding, publicKeyEncoding }))
}

function opened(made: { privateKey: Buffer; publicKey: Buffer }): KeyPair {
  return {
    privateKey: createPrivateKey({ key: made.privateKey, ...privateKeyEncoding }),
    publicKey: createPublicKey({ key: made.publicKey, ...publicKeyEncoding }),
  }
}
