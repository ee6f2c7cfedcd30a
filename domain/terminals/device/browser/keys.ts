/** The keys of a device in a browser: made there, never readable by a script. */
import { jwkSchema, type AgreementKey, type PublicJwk } from '../../agreement'
import type { DeviceKeys } from '../keys'

const readable = false

/** What the database keeps of them. */
export interface DeviceKeyPair {
  privateKey: CryptoKey
  publicJwk: PublicJwk
}

export async function newDeviceKeyPair(): Promise<DeviceKeyPair> {
  return halves(
    await globalThis.crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, readable, ['sign', 'verify']),
  )
}

async function newAgreementKey(): Promise<AgreementKey> {
  return halves(
    await globalThis.crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, readable, ['deriveKey']),
  )
}

async function halves({ privateKey, publicKey }: CryptoKeyPair): Promise<DeviceKeyPair> {
  return { privateKey, publicJwk: jwkSchema.parse(await globalThis.crypto.subtle.exportKey('jwk', publicKey)) }
}

export const deviceKeysOf = (pair: DeviceKeyPair): DeviceKeys => ({ ...pair, newAgreementKey })
