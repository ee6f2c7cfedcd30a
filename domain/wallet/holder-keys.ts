/**
 * The public keys of wallets, in the two forms in which they come: the decimal digits of old wallets and JWKs. Either way only
 * public members are ever taken up. Which key belongs to whom is in request.ts.
 */
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose'
import { createPublicKey } from 'node:crypto'

/** Members in the order of RFC 7638, so that equal keys give equal text. */
export type PublicJwk = Record<string, string>

export interface HolderKey {
  jwk: PublicJwk
  /** RFC 7638, SHA-256, base64url. */
  thumbprint: string
  /** How the holder is called in a credential: `did:jwk:…`. */
  did: string
}

/** The only exponent that wallets use; with it the joined digits have one reading. */
const exponentDigits = '65537'
const modulusBits = { least: 2048, most: 8192 }
/** Digits of 2^8192, and the exponent's. */
const mostDigits = 2467 + exponentDigits.length

/**
 * Digits of an RSA modulus followed by those of the exponent 65537, with nothing between.
 * @returns null when the text is no such key
 */
export async function holderOfDecimal(text: string): Promise<HolderKey | null> {
  if (text.length > mostDigits || !/^[1-9]\d+$/.test(text) || !text.endsWith(exponentDigits)) return null
  const modulus = BigInt(text.slice(0, -exponentDigits.length))
  const hex = modulus.toString(16)
  const bits = hex.length * 4 - Math.clz32(Number.parseInt(hex[0]!, 16)) + 28
  if (bits < modulusBits.least || bits > modulusBits.most || modulus % 2n === 0n) return null
  const n = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
  return holder({ e: 'AQAB', kty: 'RSA', n })
}

/** The public members of each kind of key, in the order of RFC 7638. */
const members: Record<string, readonly string[]> = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
}

/** By key type and curve. A symmetric key has no place here. */
const algorithms: Record<string, string[]> = {
  'RSA undefined': ['RS256', 'PS256'],
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
}

/**
 * Anything but the public members, a private key above all, is left out unread.
 * @returns null when it is no public key of a kind and size that we take
 */
export async function holderOfJwk(given: Record<string, unknown>): Promise<HolderKey | null> {
  const names = members[String(given.kty)]
  if (!names) return null
  const jwk: PublicJwk = {}
  for (const name of names) {
    const value = given[name]
    if (typeof value !== 'string' || value.length > 2048) return null
    jwk[name] = value
  }
  if (!algorithmsOf(jwk)) return null
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    const { modulusLength: bits, publicExponent } = key.asymmetricKeyDetails ?? {}
    if (bits !== undefined && (bits < modulusBits.least || bits > modulusBits.most)) return null
    if (publicExponent !== undefined && publicExponent !== BigInt(exponentDigits)) return null
    // Written anew, so that one key has one text whatever base64 it came in.
    const clean = key.export({ format: 'jwk' }) as PublicJwk
    return await holder(Object.fromEntries(names.map((name) => [name, clean[name]!])))
  } catch {
    return null
  }
}

/** Whether `proof` is a JWS (compact) over exactly these bytes by that key. */
export async function isSignedBy({ jwk }: HolderKey, proof: string, challenge: string): Promise<boolean> {
  try {
    const key = await importJWK(jwk, algorithmOf(proof))
    const { payload } = await compactVerify(proof, key, { algorithms: algorithmsOf(jwk) })
    return Buffer.from(payload).equals(Buffer.from(challenge))
  } catch {
    // Every way in which it can be wrong is the same to its sender: it is no proof.
    return false
  }
}

const algorithmsOf = ({ kty, crv }: PublicJwk) => algorithms[`${kty} ${kty === 'RSA' ? undefined : crv}`]

function algorithmOf(jws: string): string | undefined {
  const header = JSON.parse(Buffer.from(jws.split('.', 1)[0]!, 'base64url').toString()) as { alg?: unknown }
  return typeof header.alg === 'string' ? header.alg : undefined
}

async function holder(jwk: PublicJwk): Promise<HolderKey> {
  const did = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`
  return { jwk, thumbprint: await calculateJwkThumbprint(jwk), did }
}
