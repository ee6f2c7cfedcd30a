/** Values sealed by a key that no script can read: AES-GCM, nonce | text | tag, bound to the place where they lie. Bytes in them stay bytes. */

const [nonceBytes, tagBytes] = [12, 16]
const textOf = (value: string) => new TextEncoder().encode(value)

export function newStoreKey(): Promise<CryptoKey> {
  return globalThis.crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

export async function seal(key: CryptoKey, place: string, value: unknown): Promise<Uint8Array<ArrayBuffer>> {
  const nonce = globalThis.crypto.getRandomValues(new Uint8Array(nonceBytes))
  const how = { name: 'AES-GCM', iv: nonce, additionalData: textOf(place), tagLength: tagBytes * 8 }
  const text = new Uint8Array(await globalThis.crypto.subtle.encrypt(how, key, textOf(JSON.stringify(value, packed))))
  const sealed = new Uint8Array(nonceBytes + text.length)
  sealed.set(nonce)
  sealed.set(text, nonceBytes)
  return sealed
}

/** @returns null for what was altered, lay elsewhere or is nothing sealed */
export async function open(key: CryptoKey, place: string, sealed: unknown): Promise<unknown> {
  if (!(sealed instanceof Uint8Array) || sealed.length < nonceBytes + tagBytes) return null
  const bytes = Uint8Array.from(sealed)
  const how = {
    name: 'AES-GCM',
    iv: bytes.subarray(0, nonceBytes),
    additionalData: textOf(place),
    tagLength: tagBytes * 8,
  }
  try {
    const text = await globalThis.crypto.subtle.decrypt(how, key, bytes.subarray(nonceBytes))
    return JSON.parse(new TextDecoder().decode(text), unpacked)
  } catch (error) {
    // The only way in which the platform says so.
    if (error instanceof DOMException && error.name === 'OperationError') return null
    throw error
  }
}

/** Tells one sealing of a value from each other one. */
export const nonceOf = (sealed: Uint8Array): Uint8Array => sealed.subarray(0, nonceBytes)

/** JSON knows no bytes. */
function packed(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array
    ? { bytes: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) }
    : value
}

function unpacked(_name: string, value: unknown): unknown {
  const isPacked = typeof value === 'object' && value !== null && 'bytes' in value && typeof value.bytes === 'string'
  return isPacked ? Uint8Array.from(atob(value.bytes as string), (character) => character.charCodeAt(0)) : value
}
