/** The proof of the audit chains, from the rows and the keys alone. Writes nothing. */
import { and, asc, eq, getTableColumns, gt, sql } from 'drizzle-orm'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database, Handle, Keys } from '@/db/types'
import { genesisHash, hashLine, type AuditLine } from './audit'
import { inspectCheckpoint } from './checkpoints'

/** Lines read and hashed at once, a few milliseconds; then others have their turn. */
const batchSize = 500

export interface ChainReport {
  /** A tenant's id, or `bureau`. */
  tenantId: string
  lines: number
  breaks: { seq: number; problem: string }[]
  checkpoints: number
  /** The last line that a good checkpoint vouches for; 0 when none does. */
  coveredUpTo: number
  /** Lines after it. That nobody touched one of them is proven, that nobody rewrote all of them is not. */
  uncovered: number
  /** SHA-256 of the last line that was looked at. */
  head: string
}

export interface AuditReport {
  intact: boolean
  chains: ChainReport[]
}

/** Proves every chain. Lines that are written meanwhile do no harm. */
export async function verifyAudit(db: Database, keys: Pick<Keys, 'verify'>): Promise<AuditReport> {
  const { auditHeads, auditLines, auditCheckpoints } = db.tables
  const named = await Promise.all(
    [auditHeads, auditLines, auditCheckpoints].map((table) =>
      db.sql.selectDistinct({ tenantId: table.tenantId }).from(table),
    ),
  )
  const chains: ChainReport[] = []
  for (const tenantId of [...new Set(named.flat().map((row) => row.tenantId))].sort()) {
    chains.push(await verifyChain(db, keys, tenantId))
  }
  return { intact: chains.every((chain) => chain.breaks.length === 0), chains }
}

/**
 * Proves one chain.
 * @param onProgress is told which share of the lines was looked at
 */
export async function verifyChain(
  db: Handle,
  keys: Pick<Keys, 'verify'>,
  tenantId: string,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (share: number) => void } = {},
): Promise<ChainReport> {
  const { auditCheckpoints } = db.tables
  const headBefore = await readHead(db, tenantId)
  const checkpoints = await db.sql
    .select()
    .from(auditCheckpoints)
    .where(eq(auditCheckpoints.tenantId, tenantId))
    .orderBy(asc(auditCheckpoints.seq))
  const unmet = new Map(checkpoints.map((checkpoint) => [checkpoint.seq, checkpoint]))
  const report: ChainReport = {
    tenantId,
    lines: 0,
    breaks: [],
    checkpoints: checkpoints.length,
    coveredUpTo: 0,
    uncovered: 0,
    head: genesisHash,
  }
  const found = (seq: number, problem: string) => report.breaks.push({ seq, problem })

  let last: Pick<AuditLine, 'seq' | 'hash'> = { seq: 0, hash: genesisHash }
  for await (const line of readLines(db, tenantId)) {
    report.lines++
    if (report.lines % batchSize === 0) {
      signal?.throwIfAborted()
      onProgress?.(Math.min(1, report.lines / (headBefore?.seq ?? 1)))
    }
    if (line.seq !== last.seq + 1) found(line.seq, `the lines from ${last.seq + 1} to ${line.seq - 1} are missing`)
    else if (line.previousHash !== last.hash) found(line.seq, 'it does not follow the line before it')
    if (line.hash !== hashLine(line)) found(line.seq, 'it was altered')
    if (line.seq === headBefore?.seq && line.hash !== headBefore.hash) found(line.seq, 'the head names another line')

    const checkpoint = unmet.get(line.seq)
    if (checkpoint) {
      unmet.delete(line.seq)
      const problem = inspectCheckpoint(checkpoint, line, keys)
      if (problem) found(line.seq, problem)
      else report.coveredUpTo = line.seq
    }
    last = line
  }

  for (const { seq } of unmet.values()) found(seq, 'a checkpoint vouches for it, and it is missing')
  if ((headBefore?.seq ?? 0) > last.seq) found(last.seq + 1, `the lines from here to ${headBefore!.seq} are missing`)
  const headAfter = await readHead(db, tenantId)
  if ((headAfter?.seq ?? 0) < last.seq) found(last.seq, 'the head does not know it')
  report.head = last.hash
  report.uncovered = Math.max(0, last.seq - report.coveredUpTo)
  return report
}

async function readHead({ sql: read, tables: { auditHeads } }: Handle, tenantId: string) {
  const [head] = await read.select().from(auditHeads).where(eq(auditHeads.tenantId, tenantId))
  return head
}

async function* readLines({ sql: read, tables: { auditLines } }: Handle, tenantId: string): AsyncGenerator<AuditLine> {
  // As text: a detail that somebody made unreadable has to be a finding, not a crash.
  const columns = { ...getTableColumns(auditLines), detail: sql<string>`cast(${auditLines.detail} as text)` }
  let after = -1
  for (;;) {
    const rows = await read
      .select(columns)
      .from(auditLines)
      .where(and(eq(auditLines.tenantId, tenantId), gt(auditLines.seq, after)))
      .orderBy(asc(auditLines.seq))
      .limit(batchSize)
    for (const row of rows) yield { ...row, detail: readDetail(row.detail) }
    if (rows.length < batchSize) return
    after = rows.at(-1)!.seq
    await nextTurn()
  }
}

function readDetail(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    if (error instanceof SyntaxError) return { unreadable: text }
    throw error
  }
}
