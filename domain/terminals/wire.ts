/**
 * What goes over the wire between the bureau and a terminal, as both sides read it, and how a template is sealed on its way.
 * Pure: the reference terminal stands on the same file.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { scopeSchema } from '../grants/window'

/** Numbers of an engine, sealed by the feed key that `keyId` names: AES-256-GCM, nonce | text | tag, base64url. */
export const sealedTemplateSchema = z.object({
  id: z.string(),
  model: z.string(),
  key_id: z.string(),
  sealed: z.string(),
})

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
  remove: z.array(z.string()),
})

/** The terminal has to begin anew, with a snapshot. */
export const resetSchema = z.object({ reset: z.literal(true) })

export const snapshotPageSchema = z.object({
  /** Of the feed's line at which the snapshot begins; the same on each of its pages. */
  revision: z.number().int(),
  people: z.array(wirePersonSchema),
  /** Asks for the next page; null on the last one. */
  cursor: z.string().nullable(),
  /** On the last page: what `digestOf` makes of everybody. */
  digest: z.string().nullable(),
})

export type WirePerson = z.output<typeof wirePersonSchema>
export type WireTemplate = z.output<typeof sealedTemplateSchema>
export type Page = z.output<typeof pageSchema>
export type SnapshotPage = z.output<typeof snapshotPageSchema>

/** What a template belongs to: one that is moved to another terminal or person, or called another model's, does not open. */
export interface TemplatePlace {
  terminalId: string
  subject: string
  templateId: string
  model: string
}

const [nonceBytes, tagBytes] = [12, 16]

const additional = ({ terminalId, subject, templateId, model }: TemplatePlace) =>
  Buffer.from(JSON.stringify(['limen template', terminalId, subject, templateId, model]))

export function sealTemplate(feedKey: Uint8Array | KeyObject, place: TemplatePlace, vector: Uint8Array): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', feedKey, nonce, { authTagLength: tagBytes })
  cipher.setAAD(additional(place))
  return Buffer.concat([nonce, cipher.update(vector), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** @throws Error when the key, the place or any bit is another than it was sealed with */
export function openTemplate(feedKey: Uint8Array | KeyObject, place: TemplatePlace, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < nonceBytes + tagBytes) throw new Error('This is no sealed template.')
  const decipher = createDecipheriv('aes-256-gcm', feedKey, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(additional(place))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes))
  return Buffer.concat([text, decipher.final()])
}

/** Both sides make the feed key of what they agreed on (ECDH on P-256), each for this terminal and this agreement only. */
export function deriveFeedKey(
  agreed: Uint8Array,
  { terminalId, keyId }: { terminalId: string; keyId: string },
): Buffer {
  return Buffer.from(hkdfSync('sha256', agreed, terminalId, `limen feed key ${keyId}`, 32))
}
