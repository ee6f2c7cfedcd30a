/**
 * Wallets for tests: pairs of keys in both forms, pictures as they send them, a tenant that is open to them, and what they and
 * others find. Nothing outside of tests imports it.
 */
import { CompactSign, compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { createPublicKey, type KeyObject } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import type { Context, Role } from '../context'
import { picture, type TestFace } from '../faces/testing'
import { newEdwardsKeyPair, newKeyPair, newRsaKeyPair } from '../key-pairs'
import { ensureTenant, updateTenant } from '../tenants'
import type { CredentialDocument } from './document'
import { publishedKeys } from './issuer'
import { enterAsWallet } from './open'
import { requestCredential, type CredentialAnswer } from './request'
import { readStatusList } from './status-lists'
import { adminActor } from '../testing'

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
  const pair = newRsaKeyPair(bits)
  const wallet = walletOf(pair.privateKey, 'RS256')
  if (bits === 2048) made[number] = wallet
  return wallet
}

export function ellipticWallet(): TestWallet {
  return walletOf(newKeyPair().privateKey, 'ES256')
}

export function edwardsWallet(): TestWallet {
  return walletOf(newEdwardsKeyPair().privateKey, 'EdDSA')
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

export const publicUrl = 'https://limen.example'
export const day = 86_400_000

export async function openDoor(
  operator: Context,
  slug = 'main',
  settings: Record<string, unknown> = {},
): Promise<Context> {
  await ensureTenant(operator, slug)
  await updateTenant(operator, { slug, settings: { walletOpen: true, ...settings } })
  return enterAsWallet(operator, { tenantSlug: slug, purpose: 'request', source: '192.0.2.1' })
}

export const asClient = (operator: Context, wallet: Context): Context => {
  const { tenantId } = wallet.actor as { tenantId: string }
  return { ...operator, actor: { kind: 'client', id: 'lender', tenantId, scopes: ['enrol', 'read', 'erase'] } }
}
export const asAdmin = (operator: Context, wallet: Context, role: Role = 'owner'): Context => {
  const { tenantId } = wallet.actor as { tenantId: string }
  return { ...operator, actor: adminActor({ tenantId, role }) }
}

export function ask(
  wallet: Context,
  { publicKey }: TestWallet,
  biometrics: string[],
  more: { idempotencyKey?: string } = {},
) {
  return requestCredential(wallet, { biometrics, holder: { kind: 'decimal', publicKey }, publicUrl, ...more })
}

export function issued(answer: CredentialAnswer): { credential: CredentialDocument; userId: string } {
  if (answer.outcome !== 'issued') throw new Error(`No credential: ${answer.code}: ${answer.message}`)
  return answer
}

export const keysOf = async (context: Context, tenantSlug = 'main') =>
  createLocalJWKSet((await publishedKeys(context, { tenantSlug })) as JSONWebKeySet)

export const idOf = ({ id }: CredentialDocument) => String(id).replace('urn:uuid:', '')

/** @param read of another instance */
export async function bitOf(
  context: Context,
  credential: CredentialDocument,
  read: typeof readStatusList = readStatusList,
): Promise<number> {
  const { statusListIndex, statusListCredential } = credential.credentialStatus as Record<string, string>
  const list = Number(statusListCredential!.split('/').at(-1))
  const { document, jwt } = await read(context, { tenantSlug: 'main', list, publicUrl })
  const { payload } = await compactVerify(jwt, await keysOf(context))
  const signed = JSON.parse(Buffer.from(payload).toString())
  const { proof: _proof, ...unsigned } = document
  expect(signed).toMatchObject(unsigned)
  const bits = gunzipSync(Buffer.from(signed.credentialSubject.encodedList.slice(1), 'base64url'))
  expect(bits.length).toBe(16_384)
  const index = Number(statusListIndex)
  return (bits[index >> 3]! >> (7 - (index & 7))) & 1
}

export const linesOf = async ({ db }: Context) =>
  (await db.sql.select().from(db.tables.auditLines)).map(({ action }) => action)
