/**
 * Public keys on P-256 as the platform wants them, of their JWK. They are kept, because making one asks whether it is a point of
 * the curve, which takes longer than to verify with it, and the same callers come again and again.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'

/** Those that were used last; some 2 kB each. */
const most = 4_096
const kept = new Map<string, KeyObject>()

/** @throws TypeError for what is no key on this curve */
export function publicKeyOf({ kty, crv, x, y }: { kty?: string; crv?: string; x?: string; y?: string }): KeyObject {
  if (kty !== 'EC' || crv !== 'P-256') throw new TypeError('This is no key on the curve P-256.')
  const place = `${x} ${y}`
  const key = kept.get(place) ?? createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })
  // Behind all others again.
  kept.delete(place)
  kept.set(place, key)
  if (kept.size > most) kept.delete(kept.keys().next().value!)
  return key
}
