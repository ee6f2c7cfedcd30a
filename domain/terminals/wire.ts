/**
 * What goes over the wire between the bureau and a terminal, as both sides read it, and how a template is sealed on its way.
 * Pure: the reference terminal stands on the same file.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { scopeSchema } from '../grants/window'

/** A template's place among those of its page: `bytes` of them are its own. */
export const templatePlaceSchema = z.object({
  id: z.string(),
  model: z.string(),
  bytes: z.number().int().positive(),
})

/**
 * The numbers of all templates of a page, one behind the other in the order in which the templates stand there: AES-256-GCM by a key of
 * that page alone, nonce | text | tag, base64url. Null: there are none.
 */
const sealedTemplatesSchema = z.string().nullable()

/**
 * The key of the page's templates, sealed by the terminal's feed key. So templates are sealed once for all terminals that hold the same,
 * and open at those only. Null: there are none.
 */
export const pageKeySchema = z.object({ id: z.string(), sealed: z.string() }).nullable()

/** A person as a terminal is to hold them from now on, in place of whatever it held of them. */
export const wirePersonSchema = z.object({
  /** Names the person here and in reports. */
  subject: z.string(),
  /** What is told to the customer's own system. */
  acs_id: z.string().nullable(),
  acs_id_schema: z.string().nullable(),
  templates: z.array(templatePlaceSchema),
  scopes: z.array(scopeSchema).min(1),
})

/** What has changed after `after`, up to `revision`. */
export const pageSchema = z.object({
  after: z.number().int(),
  revision: z.number().int(),
  /** The feed's newest line; there is more to read while `revision` is smaller. */
  head: z.number().int(),
  put: z.array(wirePersonSchema),
  templates: sealedTemplatesSchema,
  key: pageKeySchema,
  remove: z.array(z.string()),
  /** What is to be known of QR credentials has changed: `GET /edge/v1/qr`. Absent: nothing of it has. */
  qr: z.number().int().optional(),
})

/** The terminal has to begin anew, with a snapshot. */
export const resetSchema = z.object({ reset: z.literal(true) })

export const snapshotPageSchema = z.object({
  /** Of the feed's line at which the snapshot begins; the same on each of its pages. */
  revision: z.number().int(),
  people: z.array(wirePersonSchema),
  templates: sealedTemplatesSchema,
  key: pageKeySchema,
  /** Asks for the next page; null on the last one. */
  cursor: z.string().nullable(),
  /** On the last page: what `digestOf` makes of everybody. */
  digest: z.string().nullable(),
})

export type WirePerson = z.output<typeof wirePersonSchema>
export type PageKey = z.output<typeof pageKeySchema>
export type Page = z.output<typeof pageSchema>
export type SnapshotPage = z.output<typeof snapshotPageSchema>

const [keyBytes, nonceBytes, tagBytes] = [32, 12, 16]

/** Whose they are: templates that are given to other people, or called another model's, do not open. */
const templatesOf = (people: readonly WirePerson[]) =>
  Buffer.from(
    JSON.stringify([
      'limen templates',
      ...people.flatMap(({ subject, templates }) =>
        templates.map(({ id, model, bytes }) => [subject, id, model, bytes]),
      ),
    ]),
  )

/**
 * @param vectors of the templates of all people, in their order
 * @returns the templates under a key of their own, and that key
 */
export function sealTemplates(
  people: readonly WirePerson[],
  vectors: readonly Uint8Array[],
): { templates: string; key: Buffer } {
  const key = randomBytes(keyBytes)
  return { templates: seal(key, templatesOf(people), Buffer.concat(vectors)).toString('base64url'), key }
}

const keyFor = (terminalId: string) => Buffer.from(JSON.stringify(['limen page key', terminalId]))

export function sealPageKey(feedKey: KeyObject, terminalId: string, key: Buffer): string {
  return seal(feedKey, keyFor(terminalId), key).toString('base64url')
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

/** What a page has of people. */
export interface SealedPeople {
  people: readonly WirePerson[]
  templates: string | null
  key: PageKey
}

/** How a terminal opens what a page has of people. @throws FeedKeyUnknown; Error where anything was altered */
export type Opener = (sealed: SealedPeople) => OpenedPerson[]

/** @param feedKeyOf by its id: during a change of keys a terminal has two */
export function openerFor(terminalId: string, feedKeyOf: (keyId: string) => Uint8Array | undefined): Opener {
  return ({ people, templates, key }) => {
    const vectors =
      templates !== null && key
        ? unseal(
            unseal(known(feedKeyOf(key.id)), keyFor(terminalId), Buffer.from(key.sealed, 'base64url')),
            templatesOf(people),
            Buffer.from(templates, 'base64url'),
          )
        : Buffer.alloc(0)
    let at = 0
    const next = (bytes: number): Uint8Array => {
      if (at + bytes > vectors.length) throw new Error('A template of this page has no numbers.')
      // A copy: what is kept of one person must not keep the whole page.
      return Uint8Array.from(vectors.subarray(at, (at += bytes)))
    }
    return people.map((person) => ({
      ...person,
      templates: person.templates.map(({ id, model, bytes }) => ({ id, model, vector: next(bytes) })),
    }))
  }
}

function known(feedKey: Uint8Array | undefined): Uint8Array {
  if (!feedKey) throw new FeedKeyUnknown('This page is sealed by a feed key that is not here.')
  return feedKey
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

/** Both sides make the feed key of what they agreed on (ECDH on P-256), each for this terminal and this agreement only. */
export function deriveFeedKey(
  agreed: Uint8Array,
  { terminalId, keyId }: { terminalId: string; keyId: string },
): Buffer {
  return Buffer.from(hkdfSync('sha256', agreed, terminalId, `limen feed key ${keyId}`, 32))
}
