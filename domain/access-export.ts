/**
 * The access log as a CSV file, for whoever has to answer who came in: newest first, up to a limit that the file's reader is told
 * of. That it was exported is a line of the audit trail.
 */
import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { accessCondition, accessFilterSchema, type AccessFilter } from './access-log'
import { writeAudit } from './audit'
import type { Context } from './context'
import { parse } from './parse'
import { tenantFor } from './permissions'
import { cell } from './users/export'

/** Lines of one file. What lies further back, a filter by day brings. */
export const mostLines = 100_000
const pageLines = 1_000

type Row = Awaited<ReturnType<typeof readPage>>[number]

const columns: { name: string; value: (row: Row) => string }[] = [
  { name: 'occurred_at', value: ({ line }) => line.occurredAt.toISOString() },
  { name: 'received_at', value: ({ line }) => line.receivedAt.toISOString() },
  { name: 'type', value: ({ line }) => line.type },
  { name: 'acs_id', value: ({ externalId }) => externalId ?? '' },
  { name: 'user_id', value: ({ uuid }) => uuid ?? '' },
  { name: 'zone_id', value: ({ zoneId }) => zoneId },
  { name: 'access_point', value: ({ terminal }) => terminal },
  { name: 'access_point_id', value: ({ line }) => line.terminalId },
  { name: 'event', value: ({ event }) => event ?? '' },
  { name: 'event_id', value: ({ line }) => line.eventId ?? '' },
  { name: 'grant', value: ({ line }) => line.grantKind ?? '' },
  { name: 'score_band', value: ({ line }) => line.scoreBand ?? '' },
  { name: 'offline', value: ({ line }) => (line.offline ? 'yes' : 'no') },
  { name: 'dispute', value: ({ line }) => line.dispute ?? '' },
  { name: 'acs_decision', value: ({ line }) => line.acsDecision ?? '' },
  { name: 'acs_reason', value: ({ line }) => line.acsReason ?? '' },
  { name: 'credential', value: ({ line }) => line.credential ?? '' },
  { name: 'access_event_id', value: ({ line }) => line.id },
]

/**
 * Written down before the first line is given out; the lines are read from the database as the reader takes them.
 * @returns `isCut`: there are more lines than a file holds, and these are the newest
 */
export async function exportAccessLog(
  context: Context,
  input: z.input<typeof accessFilterSchema>,
): Promise<{ lines: AsyncGenerator<string>; isCut: boolean }> {
  const filter = parse(accessFilterSchema, input)
  const tenantId = tenantFor(context, 'access-log:read')
  const { accessEvents: log } = context.db.tables
  const [beyond] = await context.db.sql
    .select({ id: log.id })
    .from(log)
    .where(accessCondition(context.db, tenantId, filter))
    .orderBy(desc(log.id))
    .limit(1)
    .offset(mostLines)
  const isCut = beyond !== undefined
  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: 'access_log.exported',
      subject: { kind: 'tenant', id: tenantId },
      detail: {
        filteredBy: Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : name)),
        isCut,
      },
    }),
  )
  return { lines: lines(context, tenantId, filter), isCut }
}

async function* lines(context: Context, tenantId: string, filter: AccessFilter): AsyncGenerator<string> {
  // The mark makes Excel read UTF-8.
  yield `\uFEFF${columns.map(({ name }) => name).join(',')}\r\n`
  let after: string | undefined
  for (let given = 0; given < mostLines; given += pageLines) {
    context.signal?.throwIfAborted()
    const rows = await readPage(context, tenantId, filter, after)
    if (rows.length > 0)
      yield rows.map((row) => `${columns.map(({ value }) => cell(value(row))).join(',')}\r\n`).join('')
    if (rows.length < pageLines) return
    after = rows.at(-1)!.line.id
  }
}

function readPage({ db }: Context, tenantId: string, filter: AccessFilter, after: string | undefined) {
  const { accessEvents: log, events, terminals, users, zones } = db.tables
  return db.sql
    .select({
      line: log,
      externalId: users.externalId,
      uuid: users.uuid,
      zoneId: zones.zoneId,
      terminal: terminals.name,
      event: events.name,
    })
    .from(log)
    .innerJoin(zones, eq(zones.id, log.zoneRow))
    .innerJoin(terminals, eq(terminals.id, log.terminalId))
    .leftJoin(users, eq(users.id, log.userId))
    .leftJoin(events, eq(events.id, log.eventId))
    .where(and(accessCondition(db, tenantId, filter), after === undefined ? undefined : lt(log.id, after)))
    .orderBy(desc(log.id))
    .limit(pageLines)
}
