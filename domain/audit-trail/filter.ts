/** Which lines of an audit trail somebody wants to see, and how they are found without walking through a million others. */
import { and, asc, desc, eq, gte, lt, type SQL } from 'drizzle-orm'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { Handle } from '@/db/types'
import type { AuditLine } from '../audit'
import { storableText, storableTime } from '../parse'

const idText = storableText.pipe(z.string().trim().min(1).max(100))

export const filterSchema = z.object({
  /** The id of an admin, a client or a job; `cli` for the command line. */
  actor: idText.optional(),
  action: idText.optional(),
  /** The id of whom or what it happened to. */
  subject: idText.optional(),
  from: storableTime.optional(),
  /** Not after this moment. */
  to: storableTime.optional(),
})

export type AuditFilter = z.output<typeof filterSchema>

/** Clocks of two instances differ, so that lines of one minute need not stand in the order of their times. */
const clockDriftMs = 10 * 60_000
/** Lines that one query looks at most: a few milliseconds, after which others have their turn. */
const windowLines = 20_000
const patienceMs = 500

export interface Span {
  /** The first line that counts. */
  from: number
  /** The line after the last that counts. */
  to: number
}

/** Where in the chain the times of the filter lie; the times themselves still have to be compared. */
export async function spanOf(handle: Handle, tenantId: string, filter: AuditFilter): Promise<Span> {
  const { auditLines, auditHeads } = handle.tables
  const firstSince = async (at: Date) => {
    const [line] = await handle.sql
      .select({ seq: auditLines.seq })
      .from(auditLines)
      .where(and(eq(auditLines.tenantId, tenantId), gte(auditLines.at, at)))
      .orderBy(asc(auditLines.at))
      .limit(1)
    return line?.seq
  }
  const [head] = await handle.sql.select().from(auditHeads).where(eq(auditHeads.tenantId, tenantId))
  const end = (head?.seq ?? 0) + 1
  return {
    from: filter.from ? ((await firstSince(new Date(filter.from.getTime() - clockDriftMs))) ?? end) : 1,
    to: filter.to ? ((await firstSince(new Date(filter.to.getTime() + clockDriftMs))) ?? end) : end,
  }
}

function conditions({ tables: { auditLines } }: Handle, filter: AuditFilter): (SQL | undefined)[] {
  return [
    filter.actor === undefined ? undefined : eq(auditLines.actorId, filter.actor),
    filter.action === undefined ? undefined : eq(auditLines.action, filter.action),
    filter.subject === undefined ? undefined : eq(auditLines.subjectId, filter.subject),
    filter.from && gte(auditLines.at, filter.from),
    filter.to && lt(auditLines.at, new Date(filter.to.getTime() + 1)),
  ]
}

export interface Scan {
  lines: AuditLine[]
  /** Where the search gave up for want of time: everything before (or, upwards, after) this line is still unseen. */
  stoppedAt: number | null
}

/**
 * The lines of a span that the filter lets through, newest first, or, upwards, oldest first. Walks in windows, so that no
 * filter, whatever the database makes of it, holds up others for longer than a window takes.
 */
export async function scanLines(
  handle: Handle,
  tenantId: string,
  filter: AuditFilter,
  span: Span,
  {
    want,
    upwards = false,
    until = performance.now() + patienceMs,
  }: { want: number; upwards?: boolean; until?: number },
): Promise<Scan> {
  const { auditLines } = handle.tables
  const lines: AuditLine[] = []
  let { from, to } = span
  while (from < to) {
    const window = upwards
      ? { from, to: Math.min(to, from + windowLines) }
      : { from: Math.max(from, to - windowLines), to }
    const rows = await handle.sql
      .select()
      .from(auditLines)
      .where(
        and(
          eq(auditLines.tenantId, tenantId),
          gte(auditLines.seq, window.from),
          lt(auditLines.seq, window.to),
          ...conditions(handle, filter),
        ),
      )
      .orderBy(upwards ? asc(auditLines.seq) : desc(auditLines.seq))
      .limit(want - lines.length)
    lines.push(...rows)
    if (lines.length === want) break
    if (upwards) from = window.to
    else to = window.from
    if (from < to && performance.now() > until) return { lines, stoppedAt: upwards ? from : to }
    await nextTurn()
  }
  return { lines, stoppedAt: null }
}
