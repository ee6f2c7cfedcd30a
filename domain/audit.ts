/**
 * The audit trail: who did what to whom. One append-only chain of hashes per tenant, written in the same transaction as
 * what it tells. Checkpoints and the proof of the chain are in checkpoints.ts.
 */
import { eq, sql } from 'drizzle-orm'
import { createHash } from 'node:crypto'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import type { Actor, Context } from './context'

/** The chain of acts that concern no tenant, such as a rotation of the master key. No tenant has this id: theirs are UUIDs. */
export const bureau = 'bureau'

/** What the first line of a chain follows. */
export const genesisHash = '0'.repeat(64)

export interface AuditEntry {
  /** `noun.verb` in the past, e.g. `user.enrolled`. */
  action: string
  subject: { kind: string; id: string }
  /** Ids, counts and decisions only; nothing personal, because a line is never erased. */
  detail?: Record<string, unknown>
  /** Needed only where the actor belongs to no tenant (operator, nobody). */
  tenantId?: string
}

export type AuditLine = Tables['auditLines']['$inferSelect']

/**
 * Appends one line to the tenant's chain and holds the chain's head until the transaction ends.
 * @throws when the tenant is not known, or is not the actor's own
 */
export async function writeAudit(tx: Tx, context: Pick<Context, 'actor' | 'now'>, entry: AuditEntry): Promise<void> {
  const { auditHeads, auditLines } = tx.tables
  const tenantId = tenantOf(context.actor, entry.tenantId)

  // The raise of `seq` locks the head row until the end of the transaction: no other writer can follow the same line.
  const [head] = await tx.sql
    .insert(auditHeads)
    .values({ tenantId, seq: 1, hash: genesisHash })
    .onConflictDoUpdate({ target: auditHeads.tenantId, set: { seq: sql`${auditHeads.seq} + 1` } })
    .returning()

  const line = {
    tenantId,
    seq: head!.seq,
    at: context.now(),
    actorKind: context.actor.kind,
    actorId: 'id' in context.actor ? context.actor.id : '',
    action: entry.action,
    subjectKind: entry.subject.kind,
    subjectId: entry.subject.id,
    detail: entry.detail ?? {},
    previousHash: head!.hash,
  }
  const hash = hashLine(line)
  await tx.sql.insert(auditLines).values({ ...line, hash })
  await tx.sql.update(auditHeads).set({ hash }).where(eq(auditHeads.tenantId, tenantId))
}

/**
 * Lets one writer of the tenant through at a time from here on, as a line does, for who has to read before there is anything to
 * say. The tenant's own actor only.
 */
export async function holdAudit(tx: Tx, tenantId: string): Promise<void> {
  const { auditHeads } = tx.tables
  await tx.sql
    .insert(auditHeads)
    .values({ tenantId, seq: 0, hash: genesisHash })
    .onConflictDoUpdate({ target: auditHeads.tenantId, set: { seq: sql`${auditHeads.seq}` } })
}

/** SHA-256 (hex) over every field of the line, the previous line's hash included. */
export function hashLine(line: Omit<AuditLine, 'hash'>): string {
  const fields = [
    line.tenantId,
    line.seq,
    line.at,
    line.actorKind,
    line.actorId,
    line.action,
    line.subjectKind,
    line.subjectId,
    line.detail,
    line.previousHash,
  ]
  return createHash('sha256').update(canonicalJson(fields)).digest('hex')
}

/** JSON with sorted keys and no spaces, so that equal values give equal bytes, whatever a database does to key order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )
}

function tenantOf(actor: Actor, named: string | undefined): string {
  const own = 'tenantId' in actor ? actor.tenantId : undefined
  if (own && named && own !== named)
    throw new Error('An audit line of one tenant may not be written by an actor of another.')
  const tenantId = named ?? own
  if (!tenantId) throw new Error(`An audit line by ${actor.kind} has to name its tenant.`)
  return tenantId
}
