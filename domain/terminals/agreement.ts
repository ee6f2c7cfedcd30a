/**
 * How the bureau and a device come to know each other: keys as JWK, the symmetric feed key that both make of an agreement, and
 * the fingerprint by which people see that nobody stands between. Both sides run this file, in Node and in browsers.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { base64url, calculateJwkThumbprint } from 'jose'
import { z } from 'zod'

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url')

/**
 * What looks like a public key on P-256; whether it is a point of the curve, the platform says when it is used. Private or further members
 * are not looked at and not kept.
 */
export const jwkSchema = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate })

export type PublicJwk = z.output<typeof jwkSchema>

/** For ECDH, and for one agreement. */
export interface AgreementKey {
  privateKey: CryptoKey
  publicJwk: PublicJwk
}

export interface FeedKey {
  id: string
  /** AES-GCM. */
  key: CryptoKey
}

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const
const bytes = (text: string) => new TextEncoder().encode(text)

/**
 * The same on both sides: one has its own private key, and the other's public one.
 * @param of.extractable whether somebody may read the key's bytes
 * @throws DOMException for what is no point of the curve
 */
export async function agree(of: {
  terminalId: string
  own: AgreementKey
  theirs: PublicJwk
  side: 'bureau' | 'terminal'
  extractable: boolean
}): Promise<FeedKey> {
  const { terminalId, own, theirs, side, extractable } = of
  const { subtle } = globalThis.crypto
  const theirKey = await subtle.importKey('jwk', theirs, curve, false, [])
  const pair = side === 'bureau' ? [own.publicJwk, theirs] : [theirs, own.publicJwk]
  const [bureau, terminal] = await Promise.all(pair.map((jwk) => calculateJwkThumbprint(jwk)))
  const id = base64url.encode(sha256(bytes(JSON.stringify(['limen feed key', bureau, terminal]))))
  const agreed = await subtle.deriveKey({ name: 'ECDH', public: theirKey }, own.privateKey, 'HKDF', false, [
    'deriveKey',
  ])
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: bytes(terminalId), info: bytes(`limen feed key ${id}`) }
  const usages = ['encrypt', 'decrypt'] as const
  return { id, key: await subtle.deriveKey(derivation, agreed, { name: 'AES-GCM', length: 256 }, extractable, usages) }
}

/** For who seals it. @throws DOMException for a key that is not extractable */
export async function rawFeedKey({ key }: FeedKey): Promise<Uint8Array> {
  return new Uint8Array(await globalThis.crypto.subtle.exportKey('raw', key))
}

/** 128 bits over the device's key and both sides' agreement keys, in groups for people to compare. */
export function fingerprintOf(deviceThumbprint: string, feedKeyId: string): string {
  const hash = sha256(bytes(JSON.stringify(['limen terminal', deviceThumbprint, feedKeyId])))
  return Array.from({ length: 8 }, (_, group) => hex(hash.subarray(group * 2, group * 2 + 2))).join(' ')
}

const hex = (part: Uint8Array) => Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join('')
