/**
 * Seals bytes to a place: AES-256-GCM, with the place as additional data, so that neither an altered nor a moved value
 * opens. Layout: version (1) | nonce (12, random) | ciphertext | tag (16). Which key is keys.ts's business.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { SealBroken, type SealPlace } from './types'

const version = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + nonceBytes
export const keyBytes = 32

export function seal(key: Buffer, place: SealPlace, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(placeBytes(place))
  const body = cipher.update(plain)
  return Buffer.concat([Buffer.from([version]), nonce, body, cipher.final(), cipher.getAuthTag()])
}

/** @throws SealBroken when the key, the place or any bit of the value is not the one it was sealed with */
export function unseal(key: Buffer, place: SealPlace, sealed: Uint8Array): Buffer {
  if (sealed.length < headBytes + tagBytes || sealed[0] !== version) throw sealBroken(place)
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, headBytes), { authTagLength: tagBytes })
  decipher.setAAD(placeBytes(place))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const plain = decipher.update(sealed.subarray(headBytes, -tagBytes))
  try {
    // GCM is a stream: all of the plain text is out already, and this only says whether it may be used.
    decipher.final()
  } catch {
    throw sealBroken(place)
  }
  return plain
}

/** A JSON array of strings reads back in one way only, so that no two places share their bytes. */
function placeBytes({ table, row, tenantId }: SealPlace): Buffer {
  return Buffer.from(JSON.stringify(['limen', version, table, row, tenantId]))
}

/** The error of a value that does not open. */
export function sealBroken({ table, row }: SealPlace): SealBroken {
  return new SealBroken(
    `The sealed value of ${table} ${row} does not open: it was altered, moved or sealed by another key.`,
  )
}
