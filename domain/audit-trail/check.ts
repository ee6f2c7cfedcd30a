/** The proof of a tenant's own chain on demand: a job, because a million lines take a while, with a verdict that is kept. */
import { and, desc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../audit'
import { verifyChain } from '../audit-proof'
import type { Context } from '../context'
import { enqueue, jobHandler, type Job } from '../jobs'
import { tenantFor } from '../permissions'

const kind = 'audit.check'

/** Breaks that are named; how many there are is told in full. */
const breaksNamed = 50

const verdictSchema = z.object({
  intact: z.boolean(),
  lines: z.number(),
  breaks: z.array(z.object({ seq: z.number(), problem: z.string() })),
  breakCount: z.number(),
  checkpoints: z.number(),
  coveredUpTo: z.number(),
  uncovered: z.number(),
  /** SHA-256 of the last line that was looked at. */
  head: z.string(),
})

export type Verdict = z.output<typeof verdictSchema>

export interface AuditCheck {
  jobId: string
  state: Job['state']
  /** 0..1 */
  share: number
  askedAt: Date
  finishedAt: Date | null
  /** Null until it is done. */
  verdict: Verdict | null
}

/** Has the tenant's chain proven. While that goes on, asking again starts no second one. @returns the job's id */
export async function startAuditCheck(context: Context): Promise<string> {
  const tenantId = tenantFor(context, 'audit:read')
  return context.db.transact(async (tx) => {
    // First the line: it lets one writer of the tenant through at a time, so that two who ask at once share one job.
    await writeAudit(tx, context, { action: 'audit.check_started', subject: { kind: 'tenant', id: tenantId } })
    const { jobs } = tx.tables
    const [running] = await tx.sql
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.tenantId, tenantId), eq(jobs.kind, kind), inArray(jobs.state, ['queued', 'running'])))
    const id = running?.id ?? (await enqueue(tx, { tenantId, kind, payload: {}, now: context.now() }))
    return id!
  })
}

/** The last proof that was asked for; null where none is remembered. */
export async function lastAuditCheck(context: Context): Promise<AuditCheck | null> {
  const tenantId = tenantFor(context, 'audit:read')
  const { jobs } = context.db.tables
  const [job] = await context.db.sql
    .select()
    .from(jobs)
    .where(and(eq(jobs.tenantId, tenantId), eq(jobs.kind, kind)))
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(1)
  if (!job) return null
  return {
    jobId: job.id,
    state: job.state,
    share: job.progress?.share ?? 0,
    askedAt: job.createdAt,
    finishedAt: job.finishedAt,
    verdict: job.state === 'done' ? verdictSchema.parse(job.result) : null,
  }
}

export const auditCheckJob = jobHandler(z.unknown(), async (context, _payload, job): Promise<Verdict> => {
  const tenantId = tenantFor(context, 'audit:read')
  const report = await verifyChain(context.db, context.keys, tenantId, {
    signal: job.signal,
    onProgress: (share) => job.progress(share),
  })
  if (report.breaks.length > 0)
    context.log.error({ tenantId, breaks: report.breaks.slice(0, 5) }, 'audit chain is broken')
  return {
    intact: report.breaks.length === 0,
    lines: report.lines,
    breaks: report.breaks.slice(0, breaksNamed),
    breakCount: report.breaks.length,
    checkpoints: report.checkpoints,
    coveredUpTo: report.coveredUpTo,
    uncovered: report.uncovered,
    head: report.head,
  }
})
