/**
 * The feed as terminals follow it: what has changed after a line, for this terminal, sealed with its key. What is the same for all
 * terminals of a tenant (lines, grants, opened templates) is read once for those that ask for the same lines at about the same time.
 */
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Database } from '@/db/types'
import { changeHead, readChanges } from '../changes'
import type { Context } from '../context'
import { AppError } from '../errors'
import { holderTopic } from '../grants/write'
import { qrTopic, qrVersion } from '../qr-credential/version'
import { zonesOf, type Zone } from '../zones/zones'
import { sealKeyFor, sealPeople, templatesOf, type ForPage, type Template } from './sealing'
import { gather, grantsOf, type Joined } from './state'
import type { TerminalRow } from './terminals'
import { stillActive } from './tokens'
import type { Page } from './wire'

/** A terminal that is further behind begins anew. */
export const longestGap = 10_000
/** Lines in one page: as many as a batch may write, so that one answer and one acknowledgement tell all of it. */
const pageLines = 1_000
/** A wake-up may be lost; then this long passes until somebody looks. */
const lookMs = 5_000
/** How long what was read for one terminal serves the others. */
const sharedMs = 2_000

export const longestWaitMs = 60_000

export type Answer = Page | { reset: true }

interface Delta {
  revision: number
  subjects: string[]
  grants: Joined[]
  zones: ReadonlyMap<string, Zone>
  templates: ReadonlyMap<string, Template[]>
  /** As in the page. */
  qr: number | undefined
  /** What it is at each place, made when somebody there asks. */
  places: Map<string, AtPlace>
}

/** The same for all terminals that hold the same. */
interface AtPlace extends ForPage {
  remove: string[]
}

/**
 * What comes after a line; waits for it if there is nothing yet. An empty page after `waitMs`.
 * @throws AppError `unauthenticated` (`terminal_retired`), also while it waits
 */
export async function nextPage(
  context: Context,
  { id }: Pick<TerminalRow, 'id'>,
  { after, waitMs = 0 }: { after: number; waitMs?: number },
): Promise<Answer> {
  const until = performance.now() + Math.min(waitMs, longestWaitMs)
  for (;;) {
    const terminal = await stillActive(context.db, id)
    // Listened for before the look, so that nothing falls between the two.
    const woken = wakeUp(context, terminal.tenantId, Math.min(lookMs, until - performance.now()))
    try {
      const head = await changeHead(context.db, terminal.tenantId)
      if (mustBeginAnew(terminal, { after, head })) return { reset: true }
      if (head > after) {
        const page = await pageFor(context, terminal, { after, head })
        if (await markSent(context, terminal, page)) return page
        continue
      }
      if (performance.now() >= until || context.signal?.aborted) {
        await markSent(context, terminal, { after, revision: after })
        return { after, revision: after, head, put: [], templates: null, key: null, remove: [] }
      }
      await woken.heard
    } finally {
      woken.stop()
    }
  }
}

function mustBeginAnew(
  { ackedAt, sentRevision }: TerminalRow,
  { after, head }: { after: number; head: number },
): boolean {
  // Ahead of what it was sent: the bureau was set back to an earlier state, and what the terminal holds is not what it says.
  return ackedAt === null || after > sentRevision || after > head || head - after > longestGap
}

function wakeUp({ db, signal }: Context, tenantId: string, afterMs: number) {
  let resolve = () => {}
  const heard = new Promise<void>((settle) => (resolve = settle))
  const stopListening = db.listen('changes', (payload) => payload === tenantId && resolve())
  const timer = setTimeout(() => resolve(), Math.max(0, afterMs))
  const onAbort = () => resolve()
  signal?.addEventListener('abort', onAbort)
  const stop = () => {
    stopListening()
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
  return { heard, stop }
}

async function pageFor(context: Context, terminal: TerminalRow, of: { after: number; head: number }): Promise<Page> {
  const { after, head } = of
  let delta = await sharedDelta(context, terminal.tenantId, after)
  // Moved to a zone that was made since it was read.
  if (!delta.zones.has(terminal.zoneRow)) delta = await readDelta(context, terminal.tenantId, after)
  const { people: put, templates, key, remove } = atPlace(delta, terminal)
  return {
    after,
    revision: delta.revision,
    head: Math.max(head, delta.revision),
    put,
    templates,
    key: await sealKeyFor(context, terminal, key),
    remove,
    ...(delta.qr !== undefined && { qr: delta.qr }),
  }
}

function atPlace(delta: Delta, terminal: TerminalRow): AtPlace {
  // Terminals of one zone hold the same, unless somebody is narrowed to some of them.
  const isNarrowed = delta.grants.some(({ grant }) => grant.terminalIds !== null)
  const place = isNarrowed ? terminal.id : terminal.zoneRow
  const known = delta.places.get(place)
  if (known) return known
  const holdings = gather(delta.grants, terminal, delta.zones)
  const present = new Set(holdings.map(({ userId }) => userId))
  const made = {
    ...sealPeople(holdings, delta.templates),
    remove: delta.subjects.filter((subject) => !present.has(subject)),
  }
  delta.places.set(place, made)
  return made
}

/** On `globalThis`, because Next bundles this module several times into a process that has one database. */
const shared = globalThis as typeof globalThis & { limenDeltas?: WeakMap<Database, Map<string, Promise<Delta>>> }
const deltasByDatabase = (shared.limenDeltas ??= new WeakMap())

/**
 * What was read a moment ago is never wrong, only short: it tells of some lines what held then or later, and whatever came after
 * has a line of its own.
 */
function sharedDelta(context: Context, tenantId: string, after: number): Promise<Delta> {
  let deltas = deltasByDatabase.get(context.db)
  if (!deltas) deltasByDatabase.set(context.db, (deltas = new Map()))
  const place = `${tenantId} ${after}`
  const known = deltas.get(place)
  if (known) return known
  const reading = readDelta(context, tenantId, after)
  const kept = deltas.set(place, reading)
  const forget = () => kept.delete(place)
  reading.then(() => setTimeout(forget, sharedMs).unref(), forget)
  return reading
}

async function readDelta(context: Context, tenantId: string, after: number): Promise<Delta> {
  const lines = await readChanges(context.db, tenantId, after, pageLines)
  // Read after the lines: never older than they are.
  const subjects = [...new Set(lines.filter(({ topic }) => topic === holderTopic).map(({ subjectId }) => subjectId))]
  const grants = await grantsOf(context.db, tenantId, subjects)
  const people = [...new Set(grants.map(({ grant }) => grant.userId))]
  return {
    revision: lines.at(-1)?.revision ?? after,
    subjects,
    grants,
    zones: await zonesOf(context.db, tenantId),
    templates: await templatesOf(context, tenantId, people),
    qr: lines.some(({ topic }) => topic === qrTopic) ? await qrVersion(context.db, tenantId) : undefined,
    places: new Map(),
  }
}

/**
 * Notes what is about to be sent, before it is: what a terminal acknowledges beyond it is no acknowledgement.
 * @returns false where the terminal was moved or retired meanwhile, and this is not for it any more
 */
async function markSent(
  context: Context,
  { id, zoneRow }: TerminalRow,
  { after, revision }: { after: number; revision: number },
): Promise<boolean> {
  const { terminals } = context.db.tables
  const sent = await context.db.transact((tx) =>
    tx.sql
      .update(terminals)
      .set({
        sentRevision: sql`case when ${terminals.sentRevision} > ${revision} then ${terminals.sentRevision} else ${revision} end`,
        // It asks for what it had acknowledged: it has lost it.
        ackedRevision: sql`case when ${terminals.ackedRevision} < ${after} then ${terminals.ackedRevision} else ${after} end`,
        lastSeenAt: context.now(),
      })
      .where(
        and(
          eq(terminals.id, id),
          inArray(terminals.state, ['active']),
          eq(terminals.zoneRow, zoneRow),
          isNotNull(terminals.ackedAt),
        ),
      )
      .returning({ id: terminals.id }),
  )
  return sent.length > 0
}

/**
 * The terminal says that it has applied everything up to a line.
 * @throws AppError `conflict` (`ack_beyond_sent`) for what it was never sent
 */
export async function acknowledge(
  context: Context,
  { id, tenantId }: Pick<TerminalRow, 'id' | 'tenantId'>,
  { revision }: { revision: number },
): Promise<{ revision: number }> {
  const { terminals } = context.db.tables
  return context.db.transact(async (tx) => {
    const now = context.now()
    const [row] = await tx.sql
      .update(terminals)
      .set({
        ackedRevision: sql`case when ${terminals.ackedRevision} > ${revision} then ${terminals.ackedRevision} else ${revision} end`,
        ackedAt: now,
        lastSeenAt: now,
      })
      .where(and(eq(terminals.id, id), eq(terminals.state, 'active'), sql`${terminals.sentRevision} >= ${revision}`))
      .returning()
    if (!row) {
      const message = 'This acknowledges what was never sent to this terminal.'
      throw new AppError('conflict', message, { subject: 'revision', reason: 'ack_beyond_sent' })
    }
    tx.wake('terminals', tenantId)
    return { revision: row.ackedRevision }
  })
}
