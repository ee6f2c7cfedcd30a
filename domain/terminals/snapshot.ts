/**
 * Everything that a terminal is to hold, in pages, for one that begins or is too far behind. What changes meanwhile has a line after
 * the snapshot's own; the digest of all pages says whether the terminal got what was meant.
 */
import { eq, and, sql } from 'drizzle-orm'
import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Handle } from '@/db/types'
import { changeHead } from '../changes'
import type { Context } from '../context'
import { AppError } from '../errors'
import { zonesOf } from '../zones/zones'
import { sealKeyFor, sealPeople, templatesOf } from './sealing'
import { Digest } from './follower'
import { everyHolding, type Holding } from './state'
import type { TerminalRow } from './terminals'
import type { SnapshotPage } from './wire'

/** People read for one page. */
const pagePeople = 250

const cursorSchema = z.object({
  terminal: z.string(),
  /** The zone and its time when the snapshot began: one that spans a change is of no use. */
  place: z.string(),
  revision: z.number(),
  from: z.string(),
  digest: z.string(),
})

type Cursor = z.output<typeof cursorSchema>

/** @throws AppError `conflict` (`snapshot_outdated`): to be begun anew, because the terminal was moved meanwhile */
export async function snapshotPage(
  context: Context,
  terminal: TerminalRow,
  { cursor: given }: { cursor?: string },
): Promise<SnapshotPage> {
  const { tenantId } = terminal
  const zones = await zonesOf(context.db, tenantId)
  const place = `${terminal.zoneRow} ${zones.get(terminal.zoneRow)!.timeZone}`
  const at: Cursor = given
    ? openCursor(context, given)
    : {
        terminal: terminal.id,
        place,
        revision: await changeHead(context.db, tenantId),
        from: '',
        digest: new Digest().value,
      }
  if (at.terminal !== terminal.id || at.place !== place) throw outdated()

  const pages = everyHolding(context.db, terminal, zones, { size: pagePeople, from: at.from })
  const { value: holdings, done } = await pages.next()
  if (done) {
    await markSnapshot(context, terminal, at.revision)
    return { revision: at.revision, people: [], templates: null, key: null, cursor: null, digest: at.digest }
  }
  await pages.return(undefined)
  const templates = await templatesOf(
    context,
    tenantId,
    holdings.map(({ userId }) => userId),
  )
  const { people, key, ...sealed } = sealPeople(holdings, templates)
  const digest = new Digest(at.digest)
  for (const person of people) digest.add(person)
  const next = { ...at, from: holdings.at(-1)!.userId, digest: digest.value }
  return {
    revision: at.revision,
    people,
    ...sealed,
    key: await sealKeyFor(context, terminal, key),
    cursor: closeCursor(context, next),
    digest: null,
  }
}

/** Before the last page goes out, so that it may be acknowledged. What it held before counts no more. */
async function markSnapshot(context: Context, { id, zoneRow }: TerminalRow, revision: number): Promise<void> {
  const { terminals } = context.db.tables
  const sent = await context.db.transact((tx) =>
    tx.sql
      .update(terminals)
      .set({
        sentRevision: sql`case when ${terminals.sentRevision} > ${revision} then ${terminals.sentRevision} else ${revision} end`,
        lastSeenAt: context.now(),
      })
      .where(and(eq(terminals.id, id), eq(terminals.state, 'active'), eq(terminals.zoneRow, zoneRow)))
      .returning({ id: terminals.id }),
  )
  if (sent.length === 0) throw outdated()
}

const outdated = () =>
  new AppError('conflict', 'The terminal was moved meanwhile; begin the snapshot anew.', {
    subject: 'snapshot',
    reason: 'snapshot_outdated',
  })

const macOf = ({ keys }: Pick<Context, 'keys'>, text: string) => keys.mac('edge snapshot', text)

function closeCursor(context: Context, cursor: Cursor): string {
  const text = JSON.stringify(cursor)
  return `${Buffer.from(text).toString('base64url')}.${macOf(context, text).toString('base64url')}`
}

/** @throws AppError `invalid_input` for one that is not ours */
function openCursor(context: Context, given: string): Cursor {
  const [body = '', mac = ''] = given.split('.')
  const text = Buffer.from(body, 'base64url').toString()
  const [own, other] = [macOf(context, text), Buffer.from(mac, 'base64url')]
  if (own.length === other.length && timingSafeEqual(own, other)) return cursorSchema.parse(JSON.parse(text))
  const message = 'This cursor is none of this bureau’s; begin the snapshot anew.'
  throw new AppError('invalid_input', message, { fields: [{ field: 'cursor', message }] })
}

/** What a terminal that is up to date holds, as `digestOf` sees it. Costly for many people: nothing is opened, but all is read. */
export async function expectedDigest(handle: Handle, terminal: TerminalRow): Promise<string> {
  const zones = await zonesOf(handle, terminal.tenantId)
  const digest = new Digest()
  for await (const page of everyHolding(handle, terminal, zones)) {
    const templates = await templateNames(handle, terminal.tenantId, page)
    for (const { userId, externalId, externalIdSchema, scopes } of page) {
      digest.add({
        subject: userId,
        acs_id: externalId,
        acs_id_schema: externalIdSchema,
        templates: templates.get(userId) ?? [],
        scopes,
      })
    }
  }
  return digest.value
}

async function templateNames(handle: Handle, tenantId: string, people: Holding[]) {
  const { templates } = handle.tables
  const ids = people.map(({ userId }) => userId)
  const rows = await handle.sql
    .select({ id: templates.id, model: templates.model, userId: templates.userId })
    .from(templates)
    .where(and(eq(templates.tenantId, tenantId), eq(templates.kind, 'face'), isOneOf(handle, templates.userId, ids)))
  const found = new Map<string, { id: string; model: string }[]>()
  for (const { userId, ...name } of rows) found.set(userId, [...(found.get(userId) ?? []), name])
  return found
}
