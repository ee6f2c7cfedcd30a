/**
 * How the bureau and a device come to know each other: keys as JWK, the symmetric feed key that both make of an agreement, and
 * the fingerprint by which people see that nobody stands between. Pure; the device calls the same functions.
 */
import { calculateJwkThumbprint } from 'jose'
import { createHash, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { newKeyPair } from '../key-pairs'
import { publicKeyOf } from '../public-keys'
import { deriveFeedKey } from './wire'

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url')

/** A public key on P-256. Private or further members are not looked at and not kept. */
export const publicJwkSchema = z
  .object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate })
  .refine(isOnCurve, 'is no point of the curve P-256')

export type PublicJwk = z.output<typeof publicJwkSchema>

function isOnCurve(jwk: { kty: string; crv: string; x: string; y: string }): boolean {
  try {
    publicKeyOf(jwk)
    return true
  } catch {
    // The only way in which the platform says so.
    return false
  }
}

export interface AgreementKey {
  privateKey: KeyObject
  publicJwk: PublicJwk
}

/** Used for one agreement. */
export function newAgreementKey(): AgreementKey {
  const { privateKey, publicKey } = newKeyPair()
  const { x, y } = publicKey.export({ format: 'jwk' })
  return { privateKey, publicJwk: { kty: 'EC', crv: 'P-256', x: x!, y: y! } }
}

export interface FeedKey {
  id: string
  key: Buffer
}

/** The same on both sides: one has its own private key, and the other's public one. */
export async function agree(of: {
  terminalId: string
  own: AgreementKey
  theirs: PublicJwk
  side: 'bureau' | 'terminal'
}): Promise<FeedKey> {
  const { terminalId, own, theirs, side } = of
  const publicKey = createPublicKey({ key: theirs, format: 'jwk' })
  const agreed = diffieHellman({ privateKey: own.privateKey, publicKey })
  const pair = side === 'bureau' ? [own.publicJwk, theirs] : [theirs, own.publicJwk]
  const [bureau, terminal] = await Promise.all(pair.map((jwk) => calculateJwkThumbprint(jwk)))
  const id = createHash('sha256')
    .update(JSON.stringify(['limen feed key', bureau, terminal]))
    .digest('base64url')
  return { id, key: deriveFeedKey(agreed, { terminalId, keyId: id }) }
}

/** 128 bits over the device's key and both sides' agreement keys, in groups for people to compare. */
export function fingerprintOf(deviceThumbprint: string, feedKeyId: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(['limen terminal', deviceThumbprint, feedKeyId]))
    .digest('hex')
  return hash.slice(0, 32).match(/.{4}/g)!.join(' ')
}
