/**
 * Whom a terminal is to hold or to let go of, and how far it has come with each: counted, and as a list in pages. The database
 * counts, because there may be a hundred thousand of them. Only what was acknowledged counts as known.
 */
import { and, asc, eq, gt, inArray, isNull, lte, or, sql, type SQL, type SQLWrapper } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Handle } from '@/db/types'
import { changeHead } from '../changes'
import type { Context } from '../context'
import { zonePath } from '../grants/cover'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { tenantById } from '../tenants'
import { zonesOf, type Zone } from '../zones/zones'
import { syncStates, type SyncState } from './sync'
import { terminalRow, type TerminalRow } from './terminals'

/** People, by how far the terminal has come with them. */
export type SyncCounts = Record<SyncState, number>

export interface PersonAt {
  userId: string
  state: SyncState
  /** What it is to learn: to hold, or to hold no longer. */
  wants: 'hold' | 'let_go'
}

/** Lines of the feed that decide; -1 where there is none. */
export interface Marks {
  acked: number
  sent: number
  /** Up to here everything should have been acknowledged by now. */
  due: number
  /** What was taken away up to here, the terminal never held: it has its device since then. */
  paired: number
}

/** In the order of the ids; nothing for a terminal that follows no feed, or is absent. */
export async function syncCountsOf(context: Context, terminalIds: readonly string[]): Promise<SyncCounts[]> {
  const tenantId = tenantFor(context, 'terminals:read')
  const { db } = context
  const { terminals } = db.tables
  const rows = await db.sql
    .select()
    .from(terminals)
    .where(and(eq(terminals.tenantId, tenantId), isOneOf(db, terminals.id, terminalIds)))
  const zones = await zonesOf(db, tenantId)
  const marksOf = await marker(context, tenantId)
  const found = new Map<string, SyncCounts>()
  for (const terminal of rows) {
    if (terminal.state !== 'active') continue
    const marks = await marksOf(terminal)
    const people = peopleAt(db, terminal, zones, marks)
    const counted = (state: SyncState) =>
      sql<number>`coalesce(sum(case when ${isIn(state, people.revision, marks)} then 1 else 0 end), 0)`.mapWith(Number)
    const [row] = await db.sql
      .select({
        pending: counted('pending'),
        delivered: counted('delivered'),
        acknowledged: counted('acknowledged'),
        overdue: counted('overdue'),
      })
      .from(people)
      .where(isOpen(people, marks))
    found.set(terminal.id, row!)
  }
  return terminalIds.map((id) => found.get(id) ?? { pending: 0, delivered: 0, acknowledged: 0, overdue: 0 })
}

const listSchema = z.object({
  terminalId: z.string(),
  states: z.array(z.enum(syncStates)).min(1).optional(),
  first: z.number().int().min(1).max(200).default(50),
  /** The id of the last person of the page before. */
  after: z.string().optional(),
})

/** In the order of their ids. @throws AppError `not_found` */
export async function listPeopleAt(
  context: Context,
  input: z.input<typeof listSchema>,
): Promise<{ people: PersonAt[]; hasMore: boolean }> {
  const { terminalId, states, first, after } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'terminals:read')
  tenantFor(context, 'users:read')
  const { db } = context
  const terminal = await terminalRow(db, tenantId, terminalId)
  if (terminal.state !== 'active') return { people: [], hasMore: false }
  const marks = await (await marker(context, tenantId))(terminal)
  const people = peopleAt(db, terminal, await zonesOf(db, tenantId), marks, after)
  const rows = await db.sql
    .select({ userId: people.userId, holds: people.holds, revision: people.revision })
    .from(people)
    .where(and(isOpen(people, marks), states && or(...states.map((state) => isIn(state, people.revision, marks)))))
    .orderBy(asc(people.userId))
    .limit(first + 1)
  return {
    people: rows.slice(0, first).map(({ userId, holds, revision }) => ({
      userId,
      state: stateOf(revision, marks),
      wants: holds === 1 ? 'hold' : 'let_go',
    })),
    hasMore: rows.length > first,
  }
}

/** A row for each person of whom the terminal has to know, with the newest line about them. */
function peopleAt(
  handle: Handle,
  terminal: TerminalRow,
  zones: ReadonlyMap<string, Zone>,
  { acked, paired }: Marks,
  after?: string,
) {
  const { grants, events, users } = handle.tables
  const stands = and(
    isNull(grants.removedAt),
    isNull(events.freedAt),
    isNull(events.deletedAt),
    eq(users.status, 'active'),
  )
  return handle.sql
    .select({
      userId: grants.userId,
      holds: sql<number>`max(case when ${stands} then 1 else 0 end)`.mapWith(Number).as('holds'),
      revision: sql<number>`max(${grants.revision})`.mapWith(Number).as('newest'),
    })
    .from(grants)
    .innerJoin(users, eq(users.id, grants.userId))
    .leftJoin(events, eq(events.id, grants.eventId))
    .where(
      and(
        eq(grants.tenantId, terminal.tenantId),
        after === undefined ? undefined : gt(grants.userId, after),
        or(stands, gt(grants.revision, Math.max(acked, paired))),
        reaches(handle, terminal, zones),
      ),
    )
    .groupBy(grants.userId)
    .as('people')
}

/** `covers` for the database. Ids are UUIDs: nothing in them means anything to `like`, and none is part of another. */
function reaches({ tables: { grants, events } }: Handle, terminal: TerminalRow, zones: ReadonlyMap<string, Zone>) {
  const path = zonePath(zones, terminal.zoneRow)
  const names = (column: typeof grants.zoneRows | typeof grants.terminalIds, ids: string[]) =>
    or(isNull(column), ...ids.map((id) => sql`cast(${column} as text) like ${`%"${id}"%`}`))
  return and(
    or(isNull(grants.eventId), inArray(events.zoneRow, path)),
    names(grants.zoneRows, path),
    names(grants.terminalIds, [terminal.id]),
  )
}

type People = ReturnType<typeof peopleAt>

/** To be held, or not let go of yet. */
const isOpen = (people: People, { acked }: Marks) => or(eq(people.holds, 1), gt(people.revision, acked))

/** A condition on a line of the feed. */
export function isIn(state: SyncState, line: SQLWrapper, { acked, sent, due }: Marks): SQL | undefined {
  const revision = sql`${line}`
  switch (state) {
    case 'acknowledged':
      return lte(revision, acked)
    case 'overdue':
      return and(gt(revision, acked), lte(revision, due))
    case 'delivered':
      return and(gt(revision, Math.max(acked, due)), lte(revision, sent))
    case 'pending':
      return gt(revision, Math.max(acked, due, sent))
  }
}

export function stateOf(revision: number, { acked, sent, due }: Marks): SyncState {
  if (revision <= acked) return 'acknowledged'
  if (revision <= due) return 'overdue'
  return revision <= sent ? 'delivered' : 'pending'
}

/** What decides of each of the tenant's terminals, read once for all. */
export async function marker(context: Context, tenantId: string): Promise<(terminal: TerminalRow) => Promise<Marks>> {
  const { db } = context
  const { settings } = await tenantById(db, tenantId)
  const head = await changeHead(db, tenantId)
  const dueAt = new Date(context.now().getTime() - settings.revocationAlarmMinutes * 60_000)
  let due: Promise<number> | undefined
  return async ({ ackedAt, ackedRevision, sentRevision, pairedAt }) => {
    const acked = ackedAt ? ackedRevision : -1
    const sent = ackedAt ? sentRevision : -1
    // All is acknowledged: nothing else is looked for.
    if (acked >= head) return { acked, sent, due: -1, paired: -1 }
    due ??= lineBefore(db, tenantId, head, dueAt)
    return {
      acked,
      sent,
      // A device that has only just come is late with nothing.
      due: pairedAt && pairedAt < dueAt ? await due : -1,
      paired: pairedAt ? await lineBefore(db, tenantId, head, pairedAt) : -1,
    }
  }
}

/** The newest line written before that time, by halving: the feed is in the order of time, and no index has it. */
async function lineBefore(handle: Handle, tenantId: string, head: number, at: Date): Promise<number> {
  const { changes } = handle.tables
  let [low, high] = [0, head]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const [line] = await handle.sql
      .select({ at: changes.at })
      .from(changes)
      .where(and(eq(changes.tenantId, tenantId), eq(changes.revision, middle)))
    // What is kept no more is older than anything that is asked about.
    if (!line || line.at < at) low = middle
    else high = middle - 1
  }
  return low
}
