/** The job queue: one row a job. The rules of claiming and finishing are in domain/jobs.ts. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export function jobTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const jobs = c.table(
    'jobs',
    {
      id: c.text().primaryKey(),
      /** Null for work of the bureau itself. */
      tenantId: c.text().references(() => tenants.id),
      kind: c.text().notNull(),
      payload: c.json().$type<unknown>().notNull(),
      state: c.text({ enum: ['queued', 'running', 'done', 'failed', 'cancelled'] }).notNull(),
      attempts: c.int().notNull(),
      runAt: c.time().notNull(),
      leaseUntil: c.time(),
      leaseToken: c.text(),
      /** 0..1 */
      progress: c.json().$type<{ share: number; note?: string }>(),
      cancelRequested: c.bool().notNull(),
      result: c.json().$type<unknown>(),
      error: c.text(),
      createdAt: c.time().notNull(),
      finishedAt: c.time(),
      /** At most one job ever holds a slot, e.g. `audit.checkpoint@2026-11-20T10`. */
      slot: c.text(),
    },
    (t) => [
      c.uniqueIndex('jobs_slot').on(t.slot),
      c.index('jobs_due').on(t.state, t.runAt),
      c.index('jobs_tenant').on(t.tenantId, t.createdAt, t.id),
      c.index('jobs_finished').on(t.finishedAt),
    ],
  )
  return { jobs }
}
