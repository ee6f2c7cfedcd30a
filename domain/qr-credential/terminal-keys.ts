/** The tenant's QR keys on their way to one terminal: sealed by its feed key (AES-256-GCM, nonce | text | tag, base64url). For both sides. */
import { z } from 'zod'
import { importQrKey } from './open'

const nonceBytes = 12

export const sealedQrKeysSchema = z.object({
  /** Of the feed key that opens them. */
  id: z.string(),
  sealed: z.string(),
})

/** What `GET /edge/v1/qr` answers. */
export const qrAnswerSchema = z.object({
  tenant: z.string(),
  /** As in the heartbeat's answer and in pages of the feed: ask again once that is another one. */
  version: z.number().int(),
  keys: sealedQrKeysSchema,
  jwks: z.object({ keys: z.array(z.record(z.string(), z.string())) }),
  deny_list: z.string(),
  /** Of two templates of this model, from which cosine on they are one person's. */
  recognition: z.object({ model: z.string(), threshold: z.number(), fmr: z.number() }),
  /** The rows of the terminal's zone and, for a space, of its facility: a credential's scopes are told by them. */
  place: z.object({ terminal: z.string(), zones: z.array(z.string()), time_zone: z.string() }),
})

export type QrAnswer = z.output<typeof qrAnswerSchema>

const keysSchema = z.array(z.object({ id: z.string(), key: z.string() }))

/** Who opens them has to be this terminal. */
const placeOf = (terminalId: string) => new TextEncoder().encode(JSON.stringify(['limen qr keys', terminalId]))

export async function sealQrKeys(
  feedKey: CryptoKey,
  terminalId: string,
  keys: readonly { id: string; key: Uint8Array }[],
): Promise<string> {
  const plain = JSON.stringify(keys.map(({ id, key }) => ({ id, key: toBase64url(key) })))
  const nonce = globalThis.crypto.getRandomValues(new Uint8Array(nonceBytes))
  const seal = { name: 'AES-GCM', iv: nonce, additionalData: placeOf(terminalId) }
  const text = await globalThis.crypto.subtle.encrypt(seal, feedKey, new TextEncoder().encode(plain))
  return toBase64url(Uint8Array.from([...nonce, ...new Uint8Array(text)]))
}

/**
 * @param feedKey AES-GCM, may decrypt
 * @returns the keys by their ids, which cannot be read out again
 * @throws Error where they are another terminal's, or were altered
 */
export async function openQrKeys(
  feedKey: CryptoKey,
  terminalId: string,
  sealed: string,
): Promise<Map<string, CryptoKey>> {
  const bytes = fromBase64url(sealed)
  if (bytes.length <= nonceBytes) throw new Error('These are no sealed QR keys.')
  const seal = { name: 'AES-GCM', iv: bytes.slice(0, nonceBytes), additionalData: placeOf(terminalId) }
  const plain = await globalThis.crypto.subtle.decrypt(seal, feedKey, bytes.slice(nonceBytes))
  const keys = keysSchema.parse(JSON.parse(new TextDecoder().decode(plain)))
  return new Map(
    await Promise.all(keys.map(async ({ id, key }) => [id, await importQrKey(fromBase64url(key))] as const)),
  )
}

function toBase64url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))
}
