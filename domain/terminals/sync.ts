/**
 * Who knows what: what a terminal has been sent and has acknowledged of the feed, as a whole and person by person. Only what was
 * acknowledged counts as known. A revocation that is not acknowledged in time raises an alarm.
 */
import { and, asc, eq, gt, gte, inArray, lte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import { grantKinds } from '@/db/tables/events'
import type { Handle } from '@/db/types'
import { writeAudit } from '../audit'
import { changeHead } from '../changes'
import type { Context } from '../context'
import { addFigure, hourMs, pendingFigures } from '../figures/count'
import { covers } from '../grants/cover'
import { holderTopic } from '../grants/write'
import { jobHandler } from '../jobs'
import { may, tenantFor } from '../permissions'
import { tenantById } from '../tenants'
import { zonesOf, type Zone } from '../zones/zones'
import { mightHold, type TerminalRow } from './terminals'

type GrantRow = Tables['grants']['$inferSelect']
type EventRow = Tables['events']['$inferSelect']

/** `pending`: not sent yet. `delivered`: sent. `acknowledged`: applied. `overdue`: neither of all that in time. */
export const syncStates = ['pending', 'delivered', 'acknowledged', 'overdue'] as const
export type SyncState = (typeof syncStates)[number]

/** `provisioned`: no device yet. `degraded`: it is there and behind, or its clock is wrong. */
export const healths = ['provisioned', 'online', 'degraded', 'offline', 'retired'] as const
export type Health = (typeof healths)[number]

/** Three heartbeats. */
const silentMs = 95_000
const driftMs = 30_000

type Seen = Pick<TerminalRow, 'state' | 'lastSeenAt' | 'clockDriftMs' | 'ackedRevision' | 'ackedAt'>

/** @param head the feed's newest line */
export function healthOf(terminal: Seen, head: number, now: Date): Health {
  if (terminal.state === 'retired') return 'retired'
  if (terminal.state !== 'active') return 'provisioned'
  if (!terminal.lastSeenAt || now.getTime() - terminal.lastSeenAt.getTime() > silentMs) return 'offline'
  const isBehind = terminal.ackedAt === null || terminal.ackedRevision < head
  return isBehind || Math.abs(terminal.clockDriftMs ?? 0) > driftMs ? 'degraded' : 'online'
}

/** The feed's newest line of the caller's tenant. */
export async function feedHead(context: Context): Promise<number> {
  return changeHead(context.db, tenantFor(context, 'terminals:read'))
}

export interface GrantSync {
  grantId: string
  userId: string
  terminalId: string
  terminalName: string
  state: SyncState
  /** What it is to learn: to hold, or to hold no longer. */
  wants: 'hold' | 'let_go'
}

/**
 * For each of the grants, each terminal that has to know of it. Of removed ones only those that have not acknowledged it are named.
 * @param of ids of grants, or of people
 */
export async function syncOf(
  context: Context,
  of: { grantIds: readonly string[] } | { userIds: readonly string[] },
): Promise<GrantSync[]> {
  const tenantId = tenantFor(context, 'terminals:read')
  const { grants, events, users } = context.db.tables
  // Who may read of one kind only is told of no other.
  const kinds = grantKinds.filter((kind) => may(context.actor, kind === 'attendee' ? 'events:read' : 'members:read'))
  const which =
    'grantIds' in of ? isOneOf(context.db, grants.id, of.grantIds) : isOneOf(context.db, grants.userId, of.userIds)
  const rows = await context.db.sql
    .select({ grant: grants, event: events, status: users.status })
    .from(grants)
    .innerJoin(users, eq(users.id, grants.userId))
    .leftJoin(events, eq(events.id, grants.eventId))
    .where(and(eq(grants.tenantId, tenantId), inArray(grants.kind, kinds), which))
    .orderBy(asc(grants.id))
  const terminals = await mightHold(context.db, tenantId)
  const zones = await zonesOf(context.db, tenantId)
  const { settings } = await tenantById(context.db, tenantId)
  const due = new Date(context.now().getTime() - settings.revocationAlarmMinutes * 60_000)
  const times = await timesOf(
    context.db,
    tenantId,
    rows.map(({ grant }) => grant.revision),
  )
  return rows.flatMap(({ grant, event, status }) => {
    const holds = status === 'active' && stands(grant, event)
    const since = times.get(grant.revision)
    return terminals
      .filter((terminal) => concerns({ grant, event }, terminal, zones))
      .filter((terminal) => holds || mayHaveHeld(terminal, since))
      .map((terminal) => ({
        grantId: grant.id,
        userId: grant.userId,
        terminalId: terminal.id,
        terminalName: terminal.name,
        state: stateAt(grant, terminal, since, due),
        wants: holds ? ('hold' as const) : ('let_go' as const),
      }))
      .filter(({ state, wants }) => wants === 'hold' || state !== 'acknowledged')
  })
}

/** What was taken away before the device came, it never held. */
const mayHaveHeld = ({ pairedAt }: TerminalRow, since: Date | undefined) => !pairedAt || !since || since >= pairedAt

const stands = ({ removedAt }: GrantRow, event: EventRow | null) =>
  removedAt === null && !event?.freedAt && !event?.deletedAt

function concerns(
  { grant, event }: { grant: GrantRow; event: EventRow | null },
  terminal: TerminalRow,
  zones: ReadonlyMap<string, Zone>,
): boolean {
  // A retired one has to destroy everything, and is listed as such; nothing is sent to it.
  if (terminal.state !== 'active') return false
  return covers(zones, { ...grant, eventZoneRow: event?.zoneRow ?? null }, terminal)
}

function stateAt({ revision }: GrantRow, terminal: TerminalRow, since: Date | undefined, due: Date): SyncState {
  if (terminal.ackedAt !== null && terminal.ackedRevision >= revision) return 'acknowledged'
  // A device that has only just come is late with nothing.
  if (since && since < due && terminal.pairedAt && terminal.pairedAt < due) return 'overdue'
  return terminal.ackedAt !== null && terminal.sentRevision >= revision ? 'delivered' : 'pending'
}

/** When lines of the feed were written. */
async function timesOf(handle: Handle, tenantId: string, revisions: number[]): Promise<Map<number, Date>> {
  const { changes } = handle.tables
  if (revisions.length === 0) return new Map()
  // Grants that changed together share a line, and lines lie close: one range is read.
  const wanted = new Set(revisions)
  const found = new Map<number, Date>()
  const list = [...wanted]
  for (let from = 0; from < list.length; from += 500) {
    const rows = await handle.sql
      .select({ revision: changes.revision, at: changes.at })
      .from(changes)
      .where(and(eq(changes.tenantId, tenantId), inArray(changes.revision, list.slice(from, from + 500))))
    for (const { revision, at } of rows) found.set(revision, at)
  }
  return found
}

export interface OverdueTerminal {
  terminal: TerminalRow
  /** People whom it was to let go of. */
  people: number
  /** When the earliest of them was revoked. */
  since: Date
  /** The newest line among them. */
  revision: number
}

/**
 * Terminals that have not acknowledged a revocation within the tenant's time, with what nobody was told of yet or all of it.
 * @param among look at these only
 */
export async function overdueRevocations(
  handle: Handle,
  tenantId: string,
  { now, onlyNew = false, among }: { now: Date; onlyNew?: boolean; among?: readonly string[] },
): Promise<OverdueTerminal[]> {
  const { terminals, changes } = handle.tables
  const { settings } = await tenantById(handle, tenantId)
  const head = await changeHead(handle, tenantId)
  const behind = await handle.sql
    .select()
    .from(terminals)
    .where(
      and(
        eq(terminals.tenantId, tenantId),
        eq(terminals.state, 'active'),
        sql`${terminals.ackedRevision} < ${head}`,
        among && isOneOf(handle, terminals.id, among),
      ),
    )
  if (behind.length === 0) return []
  const due = new Date(now.getTime() - settings.revocationAlarmMinutes * 60_000)
  const zones = await zonesOf(handle, tenantId)
  const found: OverdueTerminal[] = []
  for (const terminal of behind) {
    const after = onlyNew ? Math.max(terminal.ackedRevision, terminal.alarmedRevision) : terminal.ackedRevision
    const lines = await handle.sql
      .select()
      .from(changes)
      .where(
        and(
          eq(changes.tenantId, tenantId),
          gt(changes.revision, after),
          eq(changes.topic, holderTopic),
          eq(changes.op, 'remove'),
          lte(changes.at, due),
          // What was taken away before the device came, it never held.
          gte(changes.at, terminal.pairedAt ?? now),
        ),
      )
      .orderBy(asc(changes.revision))
    const concerned = await heldThere(handle, terminal, zones, [...new Set(lines.map(({ subjectId }) => subjectId))])
    const open = lines.filter(({ subjectId }) => concerned.has(subjectId))
    if (open.length === 0) continue
    found.push({
      terminal,
      people: new Set(open.map(({ subjectId }) => subjectId)).size,
      since: open[0]!.at,
      revision: open.at(-1)!.revision,
    })
  }
  return found
}

/** Of the named terminals, in the order of their ids: what they are late with; null for nothing. */
export async function alarmsOf(context: Context, terminalIds: readonly string[]): Promise<(OverdueTerminal | null)[]> {
  const tenantId = tenantFor(context, 'terminals:read')
  const overdue = await overdueRevocations(context.db, tenantId, { now: context.now(), among: terminalIds })
  const byId = new Map(overdue.map((one) => [one.terminal.id, one]))
  return terminalIds.map((id) => byId.get(id) ?? null)
}

/** Of these people those who have, or had, a grant there; and those who are erased, of whom nothing says where they had one. */
async function heldThere(
  handle: Handle,
  terminal: TerminalRow,
  zones: ReadonlyMap<string, Zone>,
  userIds: string[],
): Promise<Set<string>> {
  const { grants, events } = handle.tables
  const rows = await handle.sql
    .select({ grant: grants, event: events })
    .from(grants)
    .leftJoin(events, eq(events.id, grants.eventId))
    .where(and(eq(grants.tenantId, terminal.tenantId), isOneOf(handle, grants.userId, userIds)))
  const known = new Set(rows.map(({ grant }) => grant.userId))
  const here = rows.filter((row) => concerns(row, terminal, zones)).map(({ grant }) => grant.userId)
  return new Set([...userIds.filter((id) => !known.has(id)), ...here])
}

/** Tells of revocations that are overdue, once each: a line in the audit trail and a figure. Every minute. */
export const revocationAlarmJob = jobHandler(
  z.object({}),
  async (context, _payload, job) => {
    const { tenants } = context.db.tables
    let alarms = 0
    for (const { id: tenantId } of await context.db.sql.select({ id: tenants.id }).from(tenants)) {
      const system: Context = { ...context, actor: { kind: 'system', id: job.id, tenantId } }
      for (const overdue of await overdueRevocations(context.db, tenantId, { now: context.now(), onlyNew: true })) {
        if (await raise(system, overdue)) alarms++
      }
    }
    return { alarms }
  },
  { everyMs: 60_000 },
)

/** @returns false where it was acknowledged, or told of, meanwhile */
async function raise(context: Context, { terminal, people, since, revision }: OverdueTerminal): Promise<boolean> {
  const { id, tenantId } = terminal
  const raised = await context.db.transact(async (tx) => {
    const { terminals } = tx.tables
    const rows = await tx.sql
      .update(terminals)
      .set({ alarmedRevision: revision })
      .where(
        and(
          eq(terminals.id, id),
          eq(terminals.state, 'active'),
          sql`${terminals.ackedRevision} < ${revision}`,
          sql`${terminals.alarmedRevision} < ${revision}`,
        ),
      )
      .returning({ id: terminals.id })
    if (rows.length === 0) return false
    await writeAudit(tx, context, {
      action: 'terminal.revocation_overdue',
      subject: { kind: 'terminal', id },
      detail: { people, since: since.toISOString(), revision },
    })
    tx.wake('terminals', tenantId)
    return true
  })
  if (!raised) return false
  const at = context.now().getTime()
  addFigure(pendingFigures(context.db), {
    tenantId,
    hourMs: at - (at % hourMs),
    name: 'terminal.revocation_overdue',
    key: id,
    total: people,
  })
  context.log.warn({ terminal: id, people, revision }, 'a terminal has not acknowledged a revocation in time')
  return true
}
