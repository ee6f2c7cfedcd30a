/**
 * Opens a QR credential with nothing but what a terminal holds: the tenant's public keys, its QR keys and its deny-list. By WebCrypto, in
 * browsers and in Node alike. Whoever holds all of that can read such codes and make none: the key that signs is the bureau's.
 */
import type { DenyList } from './deny-list'
import { readContents, readText, type Contents, type Signed } from './format'
import { CredentialRefused } from './refused'

/** A member of the tenant's JWK set; `kid` is the key's thumbprint. */
export type SigningKey = Readonly<Record<string, unknown>> & { kid?: string }

export interface Trust {
  tenantId: string
  jwks: readonly SigningKey[]
  /** By their ids. */
  qrKeys: ReadonlyMap<string, CryptoKey>
  denyList: DenyList
  /** The model in use. */
  model: string
}

/** How far the bureau's clock may be ahead of the terminal's. */
const aheadMs = 60_000

/**
 * What the credential says, without the scopes that have ended since.
 * @throws CredentialRefused and nothing else, whatever the text
 */
export async function openCredential(text: string, trust: Trust, now: Date): Promise<Contents> {
  return stillTaken(await unseal(readText(text), trust), trust, now)
}

/**
 * The same of one that was opened before: it may be over by now, or recalled.
 * @throws CredentialRefused
 */
export function stillTaken(
  contents: Contents,
  { denyList, model }: Pick<Trust, 'denyList' | 'model'>,
  now: Date,
): Contents {
  if (now.getTime() + aheadMs < contents.issuedAt.getTime()) throw new CredentialRefused('not_yet_valid')
  if (now >= contents.expiresAt) throw new CredentialRefused('expired')
  if (denyList.recalled.has(contents.id)) throw new CredentialRefused('recalled')
  if (contents.model !== model) throw new CredentialRefused('wrong_model')
  const ended = denyList.ended.get(contents.id)
  return { ...contents, scopes: contents.scopes.filter(({ grantId }) => !ended?.has(grantId)) }
}

async function unseal(parts: Signed, { tenantId, jwks, qrKeys }: Trust): Promise<Contents> {
  if (parts.tenantId !== tenantId) throw new CredentialRefused('wrong_tenant')
  const qrKey = qrKeys.get(parts.qrKeyId)
  const signer = jwks.find(({ kid }) => kid !== undefined && signerIdOf(kid) === parts.signerId)
  if (!qrKey || !signer) throw new CredentialRefused('unknown_key')
  const { subtle } = globalThis.crypto
  const publicKey = await publicKeyOf(signer)
  const signature = { name: 'ECDSA', hash: 'SHA-256' }
  if (!(await subtle.verify(signature, publicKey, parts.signature, parts.signed))) {
    throw new CredentialRefused('signature_invalid')
  }
  const seal = { name: 'AES-GCM', iv: parts.nonce, additionalData: parts.bound, tagLength: 128 }
  const plain = await subtle.decrypt(seal, qrKey, parts.sealed).catch(() => {
    // Says no more than that the seal is broken: signed by us, and not sealed by this key.
    throw new CredentialRefused('malformed')
  })
  return readContents(new Uint8Array(plain))
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' }

/** `use` and `alg` are the tenant's to say; the key itself is all that WebCrypto has to know. */
function publicKeyOf({ kty, crv, x, y }: SigningKey): Promise<CryptoKey> {
  const jwk = { kty, crv, x, y } as JsonWebKey
  return globalThis.crypto.subtle.importKey('jwk', jwk, curve, false, ['verify']).catch(() => {
    // What is published under this id is no key of the curve.
    throw new CredentialRefused('unknown_key')
  })
}

/** How a credential names the key that signed it: the first 8 bytes of the thumbprint, in hex. Empty for what is no thumbprint. */
export function signerIdOf(kid: string): string {
  if (!/^[A-Za-z0-9_-]{43}$/.test(kid)) return ''
  const bytes = atob(kid.replaceAll('-', '+').replaceAll('_', '/').slice(0, 12)).slice(0, 8)
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

/** 32 bytes into a key that opens and cannot be read out again. */
export function importQrKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return globalThis.crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt'])
}
