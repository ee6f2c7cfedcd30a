/** The doors today, in three numbers, for the page that somebody opens first. */
import { and, eq, ne } from 'drizzle-orm'
import { dayOf, readAccessFigures } from './access-figures'
import type { Context } from './context'
import { tenantFor } from './permissions'
import { alarmsOf, feedHead, healthOf } from './terminals/sync'

export interface AccessToday {
  granted: number
  refused: number
  terminals: number
  /** Those that are away, behind, or still hold whom they should not. */
  inNeed: number
  timeZone: string
}

/** @returns null where no terminal stands at any door */
export async function readAccessToday(context: Context): Promise<AccessToday | null> {
  const tenantId = tenantFor(context, 'access-log:read')
  const { terminals: table, zones } = context.db.tables
  const terminals = await context.db.sql
    .select()
    .from(table)
    .where(and(eq(table.tenantId, tenantId), ne(table.state, 'retired')))
  if (terminals.length === 0) return null
  const used = await context.db.sql
    .selectDistinct({ timeZone: zones.timeZone })
    .from(zones)
    .where(and(eq(zones.tenantId, tenantId), eq(zones.kind, 'facility')))
  const timeZone = used.length === 1 ? used[0]!.timeZone : 'UTC'
  const now = context.now()
  const [{ granted, refused }, head, alarms] = await Promise.all([
    readAccessFigures(context, { day: dayOf(now, timeZone), timeZone }),
    feedHead(context),
    alarmsOf(
      context,
      terminals.map(({ id }) => id),
    ),
  ])
  const inNeed = terminals.filter((terminal, index) => {
    const health = healthOf(terminal, head, now)
    return health === 'offline' || health === 'degraded' || alarms[index]
  })
  return { granted, refused, terminals: terminals.length, inNeed: inNeed.length, timeZone }
}
