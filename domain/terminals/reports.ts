/**
 * What terminals report: who came in, who did not and why, at the time at which it happened, however late it arrives. A report that
 * comes twice is one. Each admission is asked again of the grants; where the bureau would not have granted it, the log says why.
 */
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { insertMany } from '@/db/insert-many'
import { isOneOf } from '@/db/order'
import { accessCredentials, accessTypes } from '@/db/tables/access-log'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import { tellAccess } from '../access-log'
import { holdAudit } from '../audit'
import type { Context } from '../context'
import { covers } from '../grants/cover'
import { isOpen } from '../grants/window'
import { changeGrants } from '../grants/write'
import { newId } from '../ids'
import { parse, storableText } from '../parse'
import { tenantById } from '../tenants'
import { noteSightings } from '../users/seen'
import { enqueueWebhooks } from '../webhooks/enqueue'
import { zonesOf, type Zone } from '../zones/zones'
import { scopeOf } from './state'
import type { TerminalRow } from './terminals'

export type AccessEvent = Tables['accessEvents']['$inferSelect']
type GrantRow = Tables['grants']['$inferSelect']
type EventRow = Tables['events']['$inferSelect']

export const mostReports = 500

const idSchema = storableText.pipe(z.string().min(1).max(100))

export const reportSchema = z.object({
  /** The terminal's own id of it, by which it is known when it comes again. */
  report_id: idSchema,
  type: z.enum(accessTypes),
  /** The subject that was recognised. */
  subject: idSchema.nullish(),
  /** The grant by which the terminal let them in. */
  grant_id: idSchema.nullish(),
  occurred_at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  score_band: z.enum(['high', 'medium', 'low']).nullish(),
  /** By what they were known; terminals of before say nothing. */
  credential: z.enum(accessCredentials).nullish(),
  offline: z.boolean().default(false),
  /** Rises with every report. */
  sequence: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  acs_decision: z.enum(['granted', 'denied']).nullish(),
  acs_reason: storableText.pipe(z.string().max(200)).nullish(),
})

const reportsSchema = z.object({ reports: z.array(reportSchema).min(1).max(mostReports) })

type Report = z.output<typeof reportSchema>

/** Why the bureau would not have granted it; in `access_events.dispute`. */
export type Dispute =
  'unknown_user' | 'no_grant' | 'grant_removed' | 'outside_window' | 'already_inside' | 'clock_ahead'

export interface Received {
  /** Written now. */
  accepted: number
  /** Were here before. */
  repeated: number
  /** Will never be taken; not to be sent again. */
  refused: { report_id: string; reason: 'time_out_of_range' | 'older_than_the_log' }[]
}

/** A terminal's clock may be a little ahead; beyond this the log says so, and beyond a day the report says nothing. */
const aheadMs = 5 * 60_000
const dayMs = 86_400_000

/** @param context whose actor is the terminal */
export async function recordReports(
  context: Context,
  terminal: TerminalRow,
  input: z.input<typeof reportsSchema>,
): Promise<Received> {
  const { reports } = parse(reportsSchema, input)
  const { tenantId } = terminal
  const { settings } = await tenantById(context.db, tenantId)
  const receivedAt = context.now()
  const oldest = receivedAt.getTime() - settings.accessLogDays * dayMs
  const refused: Received['refused'] = []
  const inTime: Report[] = []
  for (const report of reports) {
    const at = report.occurred_at.getTime()
    const reason =
      at > receivedAt.getTime() + dayMs ? 'time_out_of_range' : at < oldest ? 'older_than_the_log' : undefined
    if (reason) refused.push({ report_id: report.report_id, reason })
    else inTime.push(report)
  }

  return context.db.transact(async (tx) => {
    // One writer of the tenant at a time: a report that is sent twice at once is written once, and of two who come in by a ticket for
    // one entry, one is the first.
    await holdAudit(tx, tenantId)
    const fresh = await unknownOf(tx, terminal, inTime)
    const rows = await judge(tx, terminal, fresh, receivedAt)
    await insertMany(
      tx,
      tx.tables.accessEvents,
      rows.map(({ row }) => row),
    )
    await enqueueWebhooks(tx, { tenantId, at: receivedAt, events: rows.map(({ row }) => row) })
    await noteEntries(tx, tenantId, rows, receivedAt)
    await noteSightings(tx, rows.flatMap(sightingOf))
    await tx.sql
      .update(tx.tables.terminals)
      .set({ lastSeenAt: receivedAt })
      .where(eq(tx.tables.terminals.id, terminal.id))
    if (rows.length > 0) {
      tx.wake('terminals', tenantId)
      tellAccess(tx, tenantId)
    }
    return { accepted: rows.length, repeated: inTime.length - rows.length, refused }
  })
}

/** Those that are not in the log yet, each once. */
async function unknownOf(tx: Tx, { id }: TerminalRow, reports: Report[]): Promise<Report[]> {
  const { accessEvents } = tx.tables
  const ids = reports.map(({ report_id }) => report_id)
  const rows = await tx.sql
    .select({ reportId: accessEvents.reportId, terminalId: accessEvents.terminalId })
    .from(accessEvents)
    .where(isOneOf(tx, accessEvents.reportId, ids))
  const seen = new Set(rows.filter(({ terminalId }) => terminalId === id).map(({ reportId }) => reportId))
  return reports.filter(({ report_id }) => !seen.has(report_id) && seen.add(report_id))
}

interface Judged {
  row: AccessEvent
  /** The entry that it is the first of, on a grant for a single one. */
  entered: GrantRow | null
}

interface Standing {
  grant: GrantRow
  event: EventRow | null
}

async function judge(tx: Tx, terminal: TerminalRow, reports: Report[], receivedAt: Date): Promise<Judged[]> {
  const { tenantId } = terminal
  const zones = await zonesOf(tx, tenantId)
  const subjects = [...new Set(reports.flatMap(({ subject }) => subject ?? []))]
  const known = await usersAmong(tx, tenantId, subjects)
  const standing = await grantsAmong(tx, tenantId, subjects)
  /** Grants for a single entry, and when they were used, by what was judged so far. */
  const entries = new Map(standing.map(({ grant }) => [grant.id, grant.enteredAt]))
  return reports.map((report) => {
    const isKnown = report.subject ? known.has(report.subject) : false
    const own = standing.filter(({ grant }) => grant.userId === report.subject)
    const named = own.find(({ grant }) => grant.id === report.grant_id)
    const verdict =
      report.type === 'access_granted' ? review({ report, own, isKnown, terminal, zones, entries }) : { dispute: null }
    const by = named ?? verdict.by
    const row: AccessEvent = {
      id: newId(receivedAt.getTime()),
      tenantId,
      terminalId: terminal.id,
      reportId: report.report_id,
      zoneRow: terminal.zoneRow,
      type: report.type,
      userId: isKnown ? report.subject! : null,
      grantId: by?.grant.id ?? null,
      grantKind: by?.grant.kind ?? null,
      eventId: by?.event?.id ?? null,
      occurredAt: report.occurred_at,
      receivedAt,
      scoreBand: report.score_band ?? null,
      credential: report.credential ?? null,
      offline: report.offline,
      sequence: report.sequence,
      dispute:
        verdict.dispute ?? (report.occurred_at.getTime() > receivedAt.getTime() + aheadMs ? 'clock_ahead' : null),
      acsDecision: report.acs_decision ?? null,
      acsReason: report.acs_reason ?? null,
    }
    return { row, entered: enters(report, by, entries) }
  })
}

/** They are inside, whether the bureau agrees or not: nobody else comes in by it. */
function enters(report: Report, by: Standing | undefined, entries: Map<string, Date | null>): GrantRow | null {
  if (report.type !== 'access_granted' || by?.event?.entryPolicy !== 'single' || entries.get(by.grant.id)) return null
  entries.set(by.grant.id, report.occurred_at)
  return by.grant
}

interface Case {
  report: Report
  own: Standing[]
  isKnown: boolean
  terminal: TerminalRow
  zones: ReadonlyMap<string, Zone>
  entries: ReadonlyMap<string, Date | null>
}

/** By which grant the bureau would have let them in at that moment; or why it would not have. */
function review({ report, own, isKnown, terminal, zones, entries }: Case): { by?: Standing; dispute: Dispute | null } {
  if (!isKnown) return { dispute: 'unknown_user' }
  const at = report.occurred_at
  const here = own.filter(({ grant, event }) =>
    covers(zones, { ...grant, eventZoneRow: event?.zoneRow ?? null }, terminal),
  )
  if (here.length === 0) return { dispute: 'no_grant' }
  const stood = here.filter(({ grant, event }) => !endsBefore(grant, event, at))
  if (stood.length === 0) return { dispute: 'grant_removed' }
  const { timeZone } = zones.get(terminal.zoneRow)!
  const open = stood.filter(({ grant, event }) => isOpen(scopeOf(grant, event, timeZone), at))
  if (open.length === 0) return { dispute: 'outside_window' }
  const unused = open.filter(({ grant, event }) => event?.entryPolicy !== 'single' || !entries.get(grant.id))
  const named = unused.find(({ grant }) => grant.id === report.grant_id)
  const by = named ?? unused[0]
  return by ? { by, dispute: null } : { dispute: 'already_inside' }
}

/** Whether the grant had ended by then, for whatever reason. */
function endsBefore({ removedAt }: GrantRow, event: EventRow | null, at: Date): boolean {
  const ends = [removedAt, event?.deletedAt, event?.freedAt].filter((end) => end != null)
  return ends.some((end) => end <= at)
}

async function usersAmong(tx: Tx, tenantId: string, ids: string[]): Promise<Set<string>> {
  const { users } = tx.tables
  const rows = await tx.sql
    .select({ id: users.id, tenantId: users.tenantId })
    .from(users)
    .where(isOneOf(tx, users.id, ids))
  return new Set(rows.filter((row) => row.tenantId === tenantId).map(({ id }) => id))
}

/** Removed ones too: they say since when. */
async function grantsAmong(tx: Tx, tenantId: string, ids: string[]): Promise<Standing[]> {
  const { grants, events } = tx.tables
  const rows = await tx.sql
    .select({ grant: grants, event: events })
    .from(grants)
    .leftJoin(events, eq(events.id, grants.eventId))
    .where(isOneOf(tx, grants.userId, ids))
    .orderBy(grants.id)
  return rows.filter(({ grant }) => grant.tenantId === tenantId)
}

/** Recognised at a door, let in or not, by a terminal that has to know them. Nobody is seen later than now. */
function sightingOf({
  row: { userId, type, dispute, occurredAt, receivedAt },
}: Judged): { userId: string; at: Date }[] {
  if (userId === null || dispute === 'no_grant' || type === 'spoof_suspected') return []
  return [{ userId, at: occurredAt < receivedAt ? occurredAt : receivedAt }]
}

/** So that other terminals learn that the ticket is used up. */
async function noteEntries(tx: Tx, tenantId: string, rows: Judged[], at: Date): Promise<void> {
  for (const { row, entered } of rows) {
    if (!entered) continue
    await changeGrants(tx, { tenantId, at, grants: [entered], set: { enteredAt: row.occurredAt } })
  }
}
