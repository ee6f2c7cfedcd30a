/** What a page of the feed or of a snapshot has of people, sealed: their templates once for all terminals, the key for each. */
import { and, eq } from 'drizzle-orm'
import { createSecretKey, type KeyObject } from 'node:crypto'
import { isOneOf } from '@/db/order'
import type { Context } from '../context'
import { asVector, openTemplates, vectorBytes } from '../templates'
import { feedKeyPlace, type TerminalRow } from './terminals'
import { sealPageKey, sealTemplates } from './sealed-page'
import type { Holding } from './state'
import type { PageKey, WirePerson } from './wire'

/** A template as it goes to terminals, before it is sealed with the others of its page. */
export interface Template {
  id: string
  model: string
  vector: Uint8Array
}

/** People with their templates sealed, and the key that opens these. The same at all terminals that hold the same. */
export interface ForPage {
  people: WirePerson[]
  templates: string | null
  key: Buffer | null
}

/** Faces only: terminals have a camera. What does not open is left out and told to the log; it must not stop the feed. */
export async function templatesOf(
  context: Context,
  tenantId: string,
  userIds: readonly string[],
): Promise<Map<string, Template[]>> {
  if (userIds.length === 0) return new Map()
  const { templates } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(templates)
    .where(
      and(eq(templates.tenantId, tenantId), eq(templates.kind, 'face'), isOneOf(context.db, templates.userId, userIds)),
    )
    .orderBy(templates.id)
  const opened = await openTemplates(context, rows)
  const found = new Map<string, Template[]>()
  rows.forEach(({ id, userId, model }, index) => {
    const vector = asVector(opened[index]!.opened)
    if (vector instanceof Error) {
      context.log.error({ err: vector, template: id }, 'a template does not open and is sent to no terminal')
      return
    }
    found.set(userId, [...(found.get(userId) ?? []), { id, model, vector: vectorBytes(vector) }])
  })
  return found
}

/** People as they go over the wire. */
export function sealPeople(holdings: readonly Holding[], templates: ReadonlyMap<string, Template[]>): ForPage {
  const of = (userId: string) => templates.get(userId) ?? []
  const people = holdings.map(({ userId: subject, externalId, externalIdSchema, scopes }) => ({
    subject,
    acs_id: externalId,
    acs_id_schema: externalIdSchema,
    scopes,
    templates: of(subject).map(({ id, model, vector }) => ({ id, model, bytes: vector.length })),
  }))
  const vectors = holdings.flatMap(({ userId }) => of(userId).map(({ vector }) => vector))
  return vectors.length === 0 ? { people, templates: null, key: null } : { people, ...sealTemplates(people, vectors) }
}

/** For this terminal only. */
export async function sealKeyFor(
  context: Pick<Context, 'keys'>,
  terminal: TerminalRow,
  key: Buffer | null,
): Promise<PageKey> {
  if (!key) return null
  return { id: terminal.feedKeyId!, sealed: sealPageKey(await feedKeyOf(context, terminal), terminal.id, key) }
}

/** The symmetric key that the terminal and the bureau agreed on last. */
export async function feedKeyOf({ keys }: Pick<Context, 'keys'>, terminal: TerminalRow): Promise<KeyObject> {
  if (!terminal.feedKeySealed) throw new Error(`Terminal ${terminal.id} is active and has no feed key.`)
  return createSecretKey(await keys.openForTenant(feedKeyPlace(terminal), terminal.feedKeySealed))
}
