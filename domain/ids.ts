/** Ids, keys and tokens: how they are made, hashed and compared. Which row carries which, the tables say. */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'

/** Only what a machine presents as proof carries a prefix, so that a leaked one is recognised by scanners and by people. */
const prefixes = {
  clientKey: 'limen_key_',
  clientSecret: 'limen_secret_',
  appToken: 'limen_app_',
  setUpLink: 'limen_setup_',
  walletChallenge: 'limen_challenge_',
} as const

export type TokenKind = keyof typeof prefixes

/** 256 random bits in base64url behind the kind's prefix. Shown once; only its hash is kept (a client's key excepted). */
export function newToken(kind: TokenKind): string {
  return prefixes[kind] + randomBytes(32).toString('base64url')
}

/** SHA-256 in hex. Enough for 256 random bits; never for anything a person chose. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex')
}

/** Compares hashes of a secret in constant time. False when the lengths differ. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** A user's id: 24 hex digits, random throughout, so that it tells nothing about when or after whom. */
export function newUserId(): string {
  return randomBytes(12).toString('hex')
}

export function isUserId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text)
}

/** A user's second id, for the events API. */
export function newUuid(): string {
  return randomUUID()
}

/** Name of a blob: 128 random bits in hex, says nothing. */
export function newBlobName(): string {
  return randomBytes(16).toString('hex')
}

let lastMs = 0
let counter = 0

/**
 * UUIDv7 (RFC 9562): 48 bits of milliseconds, a 12-bit counter that starts low at random and rises within a millisecond,
 * 62 random bits. Ids of one process rise strictly, also when the clock steps back.
 */
export function newId(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = randomBytes(2).readUInt16BE() & 0x7ff
  } else if (++counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  // The last 64 bits of the two versions are alike. Node draws many of these at once, and 1,000 of bytes cost as much as their rows.
  const random = randomUUID().slice(19)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${random}`
}

/** Below every id that `newId` gave at that moment and later. */
export function idBefore(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0`
}
