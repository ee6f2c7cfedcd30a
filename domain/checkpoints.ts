/**
 * Checkpoints: what an audit chain was at one moment, signed by a key that no database holds. A chain alone shows that a
 * line was touched; only a checkpoint shows that somebody rewrote all that follows it. The proof is in audit-proof.ts.
 */
import { eq, max } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Keys } from '@/db/types'
import { canonicalJson, type AuditLine } from './audit'
import type { Context } from './context'
import { jobHandler } from './jobs'

export type Checkpoint = Tables['auditCheckpoints']['$inferSelect']

/**
 * Signs the head of every chain that has grown since its last checkpoint.
 * @returns the new ones; a copy kept elsewhere proves later that nothing was cut off the end of a chain
 */
export async function makeCheckpoints({ db, keys, now }: Pick<Context, 'db' | 'keys' | 'now'>): Promise<Checkpoint[]> {
  const { auditHeads, auditCheckpoints } = db.tables
  const last = db.sql
    .select({ tenantId: auditCheckpoints.tenantId, seq: max(auditCheckpoints.seq).as('last_seq') })
    .from(auditCheckpoints)
    .groupBy(auditCheckpoints.tenantId)
    .as('last')
  const heads = await db.sql
    .select({ head: auditHeads, coveredUpTo: last.seq })
    .from(auditHeads)
    .leftJoin(last, eq(last.tenantId, auditHeads.tenantId))
  const made = heads
    .filter(({ head, coveredUpTo }) => Number(coveredUpTo ?? 0) < head.seq)
    .map(({ head }) => {
      const bare = { ...head, at: now() }
      return { ...bare, ...keys.sign(checkpointBytes(bare)) }
    })
  if (made.length > 0) {
    await db.transact(async (tx) => {
      // Another instance may have signed the same head meanwhile; one checkpoint of a line is enough.
      await tx.sql.insert(auditCheckpoints).values(made).onConflictDoNothing()
    })
  }
  return made
}

/** Every hour. */
export const checkpointJob = jobHandler(
  z.unknown(),
  async (context) => {
    const made = await makeCheckpoints(context)
    // The log goes where the database's keeper may have no hand: a copy there outlives a chain that was cut.
    for (const { tenantId, seq, hash } of made) context.log.info({ tenantId, seq, hash }, 'audit checkpoint')
    return { chains: made.length }
  },
  { everyMs: 3_600_000 },
)

/** What is wrong with a checkpoint, given the line it vouches for; null when nothing is. */
export function inspectCheckpoint(
  checkpoint: Checkpoint,
  line: Pick<AuditLine, 'hash'>,
  keys: Pick<Keys, 'verify'>,
): string | null {
  if (!keys.verify(checkpoint.keyId, checkpointBytes(checkpoint), checkpoint.signature)) {
    return 'its checkpoint is not signed by a key of this bureau'
  }
  return checkpoint.hash === line.hash ? null : 'it is not the line that was signed by its checkpoint'
}

function checkpointBytes({ tenantId, seq, hash, at }: Omit<Checkpoint, 'keyId' | 'signature'>): Buffer {
  return Buffer.from(canonicalJson(['limen audit checkpoint 1', tenantId, seq, hash, at]))
}
