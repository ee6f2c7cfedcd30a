/**
 * What goes over the wire between the bureau and a terminal, as both sides read it, and how a terminal opens the templates of a page; how
 * they are sealed is in sealed-page.ts. Terminals run this file in Node and in browsers.
 */
import { base64url } from 'jose'
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

export const [nonceBytes, tagBytes] = [12, 16]
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

/** Whose they are: templates that are given to other people, or called another model's, do not open. */
export const templatesPlace = (people: readonly WirePerson[]) =>
  bytesOf([
    'limen templates',
    ...people.flatMap(({ subject, templates }) => templates.map(({ id, model, bytes }) => [subject, id, model, bytes])),
  ])

/** For this terminal only. */
export const pageKeyPlace = (terminalId: string) => bytesOf(['limen page key', terminalId])

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
export type Opener = (sealed: SealedPeople) => Promise<OpenedPerson[]>

/** By its id: during a change of keys a terminal has two. */
export type FeedKeys = (keyId: string) => Promise<CryptoKey | undefined> | CryptoKey | undefined

export function openerFor(terminalId: string, feedKeyOf: FeedKeys): Opener {
  return async ({ people, templates, key }) => {
    const vectors =
      templates !== null && key
        ? await unseal(await openPageKey(terminalId, feedKeyOf, key), templatesPlace(people), templates)
        : new Uint8Array()
    let at = 0
    const next = (bytes: number): Uint8Array => {
      if (at + bytes > vectors.length) throw new Error('A template of this page has no numbers.')
      // A copy: what is kept of one person must not keep the whole page.
      return vectors.slice(at, (at += bytes))
    }
    return people.map((person) => ({
      ...person,
      templates: person.templates.map(({ id, model, bytes }) => ({ id, model, vector: next(bytes) })),
    }))
  }
}

/** @throws FeedKeyUnknown; Error where it was altered, or sealed for another terminal */
async function openPageKey(terminalId: string, feedKeyOf: FeedKeys, { id, sealed }: NonNullable<PageKey>) {
  const feedKey = await feedKeyOf(id)
  if (!feedKey) throw new FeedKeyUnknown('This page is sealed by a feed key that is not here.')
  const raw = await unseal(feedKey, pageKeyPlace(terminalId), sealed)
  return globalThis.crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
}

/** @param sealed nonce | text | tag, base64url */
async function unseal(
  key: CryptoKey,
  place: Uint8Array<ArrayBuffer>,
  sealed: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = Uint8Array.from(base64url.decode(sealed))
  if (bytes.length < nonceBytes + tagBytes) throw new Error('This is nothing sealed.')
  const how = { name: 'AES-GCM', iv: bytes.subarray(0, nonceBytes), additionalData: place, tagLength: tagBytes * 8 }
  return new Uint8Array(await globalThis.crypto.subtle.decrypt(how, key, bytes.subarray(nonceBytes)))
}
