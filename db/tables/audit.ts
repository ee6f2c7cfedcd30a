/**
 * The audit chains. No foreign keys: a line outlives what it tells about, and the bureau's own chain belongs to no tenant.
 * Written only by domain/audit.ts and domain/checkpoints.ts.
 */
import type { Columns } from '../columns'

export function auditTables(c: Columns) {
  /** The row that a writer locks, so that a chain never forks. */
  const auditHeads = c.table('audit_heads', {
    tenantId: c.text().primaryKey(),
    seq: c.bigint().notNull(),
    hash: c.text().notNull(),
  })

  const auditLines = c.table(
    'audit_lines',
    {
      tenantId: c.text().notNull(),
      seq: c.bigint().notNull(),
      at: c.time().notNull(),
      actorKind: c.text().notNull(),
      actorId: c.text().notNull(),
      action: c.text().notNull(),
      subjectKind: c.text().notNull(),
      subjectId: c.text().notNull(),
      /** Ids and counts only, never personal data: the chain has to stay whole after an erasure. */
      detail: c.json().$type<Record<string, unknown>>().notNull(),
      previousHash: c.text().notNull(),
      hash: c.text().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.tenantId, t.seq] }),
      // A subject's id names it alone: no two kinds share one.
      c.index('audit_lines_about').on(t.tenantId, t.subjectId, t.seq),
      c.index('audit_lines_by').on(t.tenantId, t.actorId, t.seq),
      c.index('audit_lines_action').on(t.tenantId, t.action, t.seq),
      c.index('audit_lines_at').on(t.tenantId, t.at),
    ],
  )

  /** What the chain was at one moment, signed by a key that the database does not hold. */
  const auditCheckpoints = c.table(
    'audit_checkpoints',
    {
      tenantId: c.text().notNull(),
      seq: c.bigint().notNull(),
      hash: c.text().notNull(),
      at: c.time().notNull(),
      keyId: c.text().notNull(),
      signature: c.bytes().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.tenantId, t.seq] })],
  )

  return { auditHeads, auditLines, auditCheckpoints }
}
