/** Wallets for tests: pairs of keys in both forms, and pictures as they send them. Nothing outside of tests imports it. */
import { CompactSign } from 'jose'
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { picture, type TestFace } from '../faces/testing'

export interface TestWallet {
  jwk: Record<string, unknown>
  /** Digits of modulus and exponent, joined. */
  publicKey: string
  sign(challenge: string): Promise<string>
}

/** Making RSA keys takes a while, so that tests take them from here in turn. */
const made: TestWallet[] = []

export function testWallet(number = 0, bits = 2048): TestWallet {
  const known = bits === 2048 ? made[number] : undefined
  if (known) return known
  const pair = generateKeyPairSync('rsa', { modulusLength: bits })
  const wallet = walletOf(pair.privateKey, 'RS256')
  if (bits === 2048) made[number] = wallet
  return wallet
}

export function ellipticWallet(): TestWallet {
  return walletOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'ES256')
}

export function edwardsWallet(): TestWallet {
  return walletOf(generateKeyPairSync('ed25519').privateKey, 'EdDSA')
}

function walletOf(privateKey: KeyObject, alg: string): TestWallet {
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' }) as Record<string, unknown>
  const publicKey = jwk.n ? decimal(String(jwk.n)) : ''
  return {
    jwk,
    publicKey,
    sign: (challenge) => new CompactSign(Buffer.from(challenge)).setProtectedHeader({ alg }).sign(privateKey),
  }
}

/** As old wallets write a key. */
export function decimal(modulus: string): string {
  return `${BigInt(`0x${Buffer.from(modulus, 'base64url').toString('hex')}`)}65537`
}

export function photo(...faces: (TestFace | string)[]): string {
  return Buffer.from(picture(...faces)).toString('base64')
}
