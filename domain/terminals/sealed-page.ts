/** How the bureau seals the templates of a page, once for all terminals and their key for each, and writes the page. */
import { createCipheriv, randomBytes, type KeyObject } from 'node:crypto'
import { nonceBytes, pageKeyPlace, tagBytes, templatesPlace, type WirePerson } from './wire'

const keyBytes = 32

/**
 * @param vectors of the templates of all people, in their order
 * @returns the templates under a key of their own, and that key
 */
export function sealTemplates(
  people: readonly WirePerson[],
  vectors: readonly Uint8Array[],
): { templates: string; key: Buffer } {
  const key = randomBytes(keyBytes)
  return { templates: seal(key, templatesPlace(people), Buffer.concat(vectors)).toString('base64url'), key }
}

export function sealPageKey(feedKey: KeyObject, terminalId: string, key: Buffer): string {
  return seal(feedKey, pageKeyPlace(terminalId), key).toString('base64url')
}

function seal(key: Uint8Array | KeyObject, place: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(place)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** JSON of people whom many pages share and of their templates, as bytes: written once. */
const written = new WeakMap<readonly WirePerson[], Buffer>()

function bytesOf(list: string, people: readonly WirePerson[], templates: string | null): Buffer {
  let bytes = written.get(people)
  if (!bytes) {
    bytes = Buffer.from(`,"${list}":${JSON.stringify(people)},"templates":${JSON.stringify(templates)}}`)
    written.set(people, bytes)
  }
  return bytes
}

/** The same as `JSON.stringify`, in bytes, at the cost of copying what was written for another terminal before. */
export function pageJson<List extends 'put' | 'people'>(
  page: Record<List, readonly WirePerson[]> & { templates: string | null },
  list: List,
): Buffer {
  const { [list]: people, templates, ...rest } = page
  return Buffer.concat([Buffer.from(JSON.stringify(rest).slice(0, -1)), bytesOf(list, people, templates)])
}
