/** Ended events give their collections free by themselves, as long after their end as each says. */
import { and, asc, eq, isNotNull, isNull, lte } from 'drizzle-orm'
import { z } from 'zod'
import { holdAudit, writeAudit } from '../audit'
import type { Context } from '../context'
import { changeGrants } from '../grants/write'
import { jobHandler } from '../jobs'
import { eventById, standingGrants, type Event } from './events'

/** Looked at in one run; the next one is a minute away. */
const batchSize = 200

/** The attendees stay on record; their templates leave the terminals. */
export const freeEventsJob = jobHandler(
  z.object({}),
  async (context, _payload, job) => {
    const due = await dueEvents(context)
    for (const { id, tenantId } of due) {
      const system: Context = { ...context, actor: { kind: 'system', id: job.id, tenantId } }
      await context.db.transact(async (tx) => {
        await holdAudit(tx, tenantId)
        const event = await eventById(tx, tenantId, id)
        // Prolonged meanwhile.
        if (!isDue(event, context.now())) return
        const grants = await standingGrants(tx, id)
        await writeAudit(tx, system, {
          action: 'event.freed',
          subject: { kind: 'event', id },
          detail: { attendees: grants.length },
        })
        const { events } = tx.tables
        await tx.sql.update(events).set({ freedAt: context.now() }).where(eq(events.id, id))
        await changeGrants(tx, { tenantId, at: context.now(), grants, op: 'remove' })
      })
    }
    return { freed: due.length }
  },
  { everyMs: 60_000 },
)

async function dueEvents({ db, now }: Pick<Context, 'db' | 'now'>): Promise<Event[]> {
  const { events } = db.tables
  const ended = await db.sql
    .select()
    .from(events)
    .where(
      and(
        isNull(events.deletedAt),
        isNull(events.freedAt),
        isNotNull(events.retentionSeconds),
        lte(events.endsAt, now()),
      ),
    )
    .orderBy(asc(events.endsAt))
  return ended.filter((event) => isDue(event, now())).slice(0, batchSize)
}

function isDue({ endsAt, retentionSeconds, freedAt }: Event, now: Date): boolean {
  if (freedAt || retentionSeconds === null) return false
  return endsAt.getTime() + retentionSeconds * 1_000 <= now.getTime()
}
