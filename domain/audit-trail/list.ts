/** The audit trail for people: pages of it, newest first, and how much was added since somebody looked. */
import { and, asc, desc, eq, gt, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { AuditLine } from '../audit'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { filterSchema, scanLines, spanOf } from './filter'

const seqSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const listSchema = z.object({
  filter: filterSchema.default({}),
  first: z.number().int().min(1).max(200).default(50),
  /** Lines older than this one. */
  before: seqSchema.optional(),
  /** The lines next newer than this one, instead. */
  after: seqSchema.optional(),
})

export interface AuditPage {
  /** Newest first. */
  lines: AuditLine[]
  /** `before` of the next older page; null at the end. */
  older: number | null
  /** `after` of the next newer page; null at the newest line. */
  newer: number | null
  /** The newest line of all when this was read: what `countNewLines` asks from. */
  head: number
  /** The page is not full because the search took too long; it goes on at `older`. */
  gaveUp: boolean
}

export async function listAuditLines(context: Context, input: z.input<typeof listSchema> = {}): Promise<AuditPage> {
  const { filter, first, before, after } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'audit:read')
  const { db } = context
  const head = await headOf(context, tenantId)
  const span = await spanOf(db, tenantId, filter)

  if (after !== undefined) {
    const upwards = { from: Math.max(span.from, after + 1), to: span.to }
    const { lines, stoppedAt } = await scanLines(db, tenantId, filter, upwards, { want: first + 1, upwards: true })
    // Less than a page above: the newest page shows them, and is full.
    if (lines.length >= first) {
      const page = lines.slice(0, first).reverse()
      const newer = lines.length > first ? page[0]!.seq : null
      return { lines: page, older: page.at(-1)!.seq, newer, head, gaveUp: false }
    }
    if (stoppedAt !== null) {
      const page = lines.reverse()
      return { lines: page, older: page.at(-1)?.seq ?? after + 1, newer: stoppedAt - 1, head, gaveUp: true }
    }
  }

  const to = Math.min(span.to, before !== undefined && after === undefined ? before : Infinity)
  const { lines, stoppedAt } = await scanLines(db, tenantId, filter, { from: span.from, to }, { want: first + 1 })
  const page = lines.slice(0, first)
  const older = lines.length > first ? page.at(-1)!.seq : stoppedAt
  const newer = before !== undefined && after === undefined ? (page[0]?.seq ?? before - 1) : null
  return { lines: page, older, newer, head, gaveUp: stoppedAt !== null }
}

/** What names a line alone: its place in the chain of its tenant, and the hash that no other tenant's line there has. */
export const lineName = ({ seq, hash }: Pick<AuditLine, 'seq' | 'hash'>) => `${seq}-${hash}`

/** In the order of the names; null for each that is absent or another tenant's. */
export async function auditLinesByName(context: Context, names: readonly string[]): Promise<(AuditLine | null)[]> {
  const tenantId = tenantFor(context, 'audit:read')
  const { auditLines } = context.db.tables
  const places = names.flatMap((name) => /^(\d{1,15})-/.exec(name)?.[1] ?? []).map(Number)
  const rows = await context.db.sql
    .select()
    .from(auditLines)
    .where(and(eq(auditLines.tenantId, tenantId), inArray(auditLines.seq, places)))
  const byName = new Map(rows.map((row) => [lineName(row), row]))
  return names.map((name) => byName.get(name) ?? null)
}

/** More than anybody reads as a number. */
const mostNew = 100

const newSchema = z.object({ filter: filterSchema.default({}), after: seqSchema })

/** How many lines that the filter lets through came after that one; at most 100 are counted. */
export async function countNewLines(context: Context, input: z.input<typeof newSchema>): Promise<number> {
  const { filter, after } = parse(newSchema, input)
  const tenantId = tenantFor(context, 'audit:read')
  if ((await headOf(context, tenantId)) <= after) return 0
  const { from, to } = await spanOf(context.db, tenantId, filter)
  const span = { from: Math.max(from, after + 1), to }
  const { lines } = await scanLines(context.db, tenantId, filter, span, { want: mostNew, upwards: true })
  return lines.length
}

/** Every action that the tenant's trail tells of, in the order of the alphabet. Jumps from one to the next in the index. */
export async function listActions(context: Context): Promise<string[]> {
  const tenantId = tenantFor(context, 'audit:read')
  const { auditLines } = context.db.tables
  const actions: string[] = []
  for (;;) {
    const [next] = await context.db.sql
      .select({ action: auditLines.action })
      .from(auditLines)
      .where(and(eq(auditLines.tenantId, tenantId), gt(auditLines.action, actions.at(-1) ?? '')))
      .orderBy(asc(auditLines.action))
      .limit(1)
    if (!next) return actions
    actions.push(next.action)
  }
}

export interface ChainState {
  /** The newest line; null where nothing was written yet. */
  head: { seq: number; hash: string } | null
  /** The last line that was signed by a key outside the database. */
  checkpoint: { seq: number; at: Date; keyId: string } | null
}

export async function readChainState(context: Context): Promise<ChainState> {
  const tenantId = tenantFor(context, 'audit:read')
  const { auditHeads, auditCheckpoints } = context.db.tables
  const [head] = await context.db.sql.select().from(auditHeads).where(eq(auditHeads.tenantId, tenantId))
  const [checkpoint] = await context.db.sql
    .select({ seq: auditCheckpoints.seq, at: auditCheckpoints.at, keyId: auditCheckpoints.keyId })
    .from(auditCheckpoints)
    .where(eq(auditCheckpoints.tenantId, tenantId))
    .orderBy(desc(auditCheckpoints.seq))
    .limit(1)
  return { head: head ? { seq: head.seq, hash: head.hash } : null, checkpoint: checkpoint ?? null }
}

async function headOf({ db }: Context, tenantId: string): Promise<number> {
  const { auditHeads } = db.tables
  const [head] = await db.sql.select({ seq: auditHeads.seq }).from(auditHeads).where(eq(auditHeads.tenantId, tenantId))
  return head?.seq ?? 0
}
