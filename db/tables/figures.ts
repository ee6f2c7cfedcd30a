/**
 * Figures: how often what happened, per hour and per day, so that a chart never counts rows. Ids of people do not come here.
 * No foreign key: one flush carries many tenants, and none of them may hold up the others. Written only by domain/figures/.
 */
import type { Columns } from '../columns'

export function figureTables(c: Columns) {
  const figures = c.table(
    'figures',
    {
      tenantId: c.text().notNull(),
      step: c.text({ enum: ['hour', 'day'] }).notNull(),
      /** When the hour or the day began, UTC. */
      at: c.time().notNull(),
      /** `noun.verb` in the past, as in the audit trail, or what was measured. */
      name: c.text().notNull(),
      /** A reason's code, a client's id, or a histogram's bucket; empty where there is nothing to tell apart. */
      key: c.text().notNull(),
      total: c.bigint().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.tenantId, t.step, t.at, t.name, t.key] }),
      // By which old hours are forgotten.
      c.index('figures_at').on(t.step, t.at),
    ],
  )
  return { figures }
}
