/**
 * What goes over the wire between the bureau and a terminal, as both sides read it, and how a template is sealed on its way.
 * Pure: the reference terminal stands on the same file.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { scopeSchema } from '../grants/window'

/** Numbers of an engine, sealed by a key of their own: AES-256-GCM, nonce | text | tag, base64url. */
export const sealedTemplateSchema = z.object({
  id: z.string(),
  model: z.string(),
  sealed: z.string(),
})

/**
 * The keys of all templates of a page, 32 bytes each, in the order in which the templates stand there; sealed together by the
 * terminal's feed key. So a template is sealed once for all terminals that hold it, and opens at those only. Null: there is none.
 */
export const pageKeysSchema = z.object({ key_id: z.string(), sealed: z.string() }).nullable()

/** A person as a terminal is to hold them from now on, in place of whatever it held of them. */
export const wirePersonSchema = z.object({
  /** Names the person here and in reports. */
  subject: z.string(),
  /** What is told to the customer's own system. */
  acs_id: z.string().nullable(),
  acs_id_schema: z.string().nullable(),
  templates: z.array(sealedTemplateSchema),
  scopes: z.array(scopeSchema).min(1),
})

/** What has changed after `after`, up to `revision`. */
export const pageSchema = z.object({
  after: z.number().int(),
  revision: z.number().int(),
  /** The feed's newest line; there is more to read while `revision` is smaller. */
  head: z.number().int(),
  put: z.array(wirePersonSchema),
  keys: pageKeysSchema,
  remove: z.array(z.string()),
})

/** The terminal has to begin anew, with a snapshot. */
export const resetSchema = z.object({ reset: z.literal(true) })

export const snapshotPageSchema = z.object({
  /** Of the feed's line at which the snapshot begins; the same on each of its pages. */
  revision: z.number().int(),
  people: z.array(wirePersonSchema),
  keys: pageKeysSchema,
  /** Asks for the next page; null on the last one. */
  cursor: z.string().nullable(),
  /** On the last page: what `digestOf` makes of everybody. */
  digest: z.string().nullable(),
})

export type WirePerson = z.output<typeof wirePersonSchema>
export type WireTemplate = z.output<typeof sealedTemplateSchema>
export type PageKeys = z.output<typeof pageKeysSchema>
export type Page = z.output<typeof pageSchema>
export type SnapshotPage = z.output<typeof snapshotPageSchema>

/** What a template belongs to: one that is given to another person, or called another model's, does not open. */
export interface TemplatePlace {
  subject: string
  templateId: string
  model: string
}

const [keyBytes, nonceBytes, tagBytes] = [32, 12, 16]

const additional = ({ subject, templateId, model }: TemplatePlace) =>
  Buffer.from(JSON.stringify(['limen template', subject, templateId, model]))

/** @returns the template under a key of its own, and that key */
export function sealTemplate(place: TemplatePlace, vector: Uint8Array): { sealed: string; key: Buffer } {
  const key = randomBytes(keyBytes)
  return { sealed: seal(key, additional(place), vector).toString('base64url'), key }
}

const keysFor = (terminalId: string) => Buffer.from(JSON.stringify(['limen template keys', terminalId]))

/** @param keys one behind the other */
export function sealKeys(feedKey: KeyObject, terminalId: string, keys: Buffer): string {
  return seal(feedKey, keysFor(terminalId), keys).toString('base64url')
}

export interface OpenedTemplate {
  id: string
  model: string
  vector: Uint8Array
}

export type OpenedPerson = Omit<WirePerson, 'templates'> & { templates: OpenedTemplate[] }

/** The page is sealed by a feed key that this terminal does not have: it has to agree on another one. */
export class FeedKeyUnknown extends Error {
  override readonly name = 'FeedKeyUnknown'
}

/** How a terminal opens what a page has of people. @throws FeedKeyUnknown; Error where anything was altered */
export type Opener = (people: readonly WirePerson[], keys: PageKeys) => OpenedPerson[]

/** @param feedKeyOf by its id: during a change of keys a terminal has two */
export function openerFor(terminalId: string, feedKeyOf: (keyId: string) => Uint8Array | undefined): Opener {
  return (people, given) => {
    const keys = given ? openKeys(terminalId, feedKeyOf(given.key_id), given.sealed) : Buffer.alloc(0)
    let at = 0
    const open = (subject: string, { id, model, sealed }: WireTemplate): OpenedTemplate => {
      const key = keys.subarray(at, (at += keyBytes))
      if (key.length < keyBytes) throw new Error('A template of this page has no key.')
      const place = additional({ subject, templateId: id, model })
      return { id, model, vector: unseal(key, place, Buffer.from(sealed, 'base64url')) }
    }
    return people.map((person) => ({
      ...person,
      templates: person.templates.map((template) => open(person.subject, template)),
    }))
  }
}

function openKeys(terminalId: string, feedKey: Uint8Array | undefined, sealed: string): Buffer {
  if (!feedKey) throw new FeedKeyUnknown('This page is sealed by a feed key that is not here.')
  return unseal(feedKey, keysFor(terminalId), Buffer.from(sealed, 'base64url'))
}

function seal(key: Uint8Array | KeyObject, place: Buffer, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(place)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function unseal(key: Uint8Array, place: Buffer, sealed: Buffer): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw new Error('This is nothing sealed.')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(place)
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const text = decipher.update(sealed.subarray(nonceBytes, -tagBytes))
  return Buffer.concat([text, decipher.final()])
}

/** JSON of people whom many pages share, as bytes: written once. */
const written = new WeakMap<readonly WirePerson[], Buffer>()

function bytesOf(people: readonly WirePerson[]): Buffer {
  let bytes = written.get(people)
  if (!bytes) written.set(people, (bytes = Buffer.from(JSON.stringify(people))))
  return bytes
}

/** The same as `JSON.stringify`, in bytes, at the cost of copying what was written for another terminal before. */
export function pageJson<List extends 'put' | 'people'>(
  page: Record<List, readonly WirePerson[]> & object,
  list: List,
): Buffer {
  const { [list]: people, ...rest } = page
  const head = Buffer.from(`${JSON.stringify(rest).slice(0, -1)},"${list}":`)
  return Buffer.concat([head, bytesOf(people), closing])
}

const closing = Buffer.from('}')

/** Both sides make the feed key of what they agreed on (ECDH on P-256), each for this terminal and this agreement only. */
export function deriveFeedKey(
  agreed: Uint8Array,
  { terminalId, keyId }: { terminalId: string; keyId: string },
): Buffer {
  return Buffer.from(hkdfSync('sha256', agreed, terminalId, `limen feed key ${keyId}`, 32))
}
