/** Keys of an agreement as Node makes and checks them: for the bureau, and for a device that runs on Node. */
import { z } from 'zod'
import { newKeyPair } from '../key-pairs'
import { publicKeyOf } from '../public-keys'
import { jwkSchema, type AgreementKey } from './agreement'

/** A public key on P-256, as somebody sends it. */
export const publicJwkSchema = jwkSchema.refine(isOnCurve, 'is no point of the curve P-256')

function isOnCurve(jwk: z.output<typeof jwkSchema>): boolean {
  try {
    publicKeyOf(jwk)
    return true
  } catch {
    // The only way in which the platform says so.
    return false
  }
}

export async function newAgreementKey(): Promise<AgreementKey> {
  // Not asked of WebCrypto: what holds for its makers' key objects (../key-pairs) holds for its own.
  const jwk = newKeyPair().privateKey.export({ format: 'jwk' })
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const privateKey = await globalThis.crypto.subtle.importKey('jwk', jwk, curve, false, ['deriveKey'])
  return { privateKey, publicJwk: jwkSchema.parse(jwk) }
}
