/**
 * The access log as people and systems read it: what terminals reported, in the order in which it came in. How a report comes in
 * and is judged is the terminals' part; it says so with `tellAccess`.
 */
import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import { accessCredentials, accessTypes } from '@/db/tables/access-log'
import type { Handle, Tx } from '@/db/types'
import type { Context } from './context'
import { parse, storableTime } from './parse'
import { tenantFor } from './permissions'

export { accessCredentials, accessTypes }

export type AccessEvent = Tables['accessEvents']['$inferSelect']

/** What of the log is meant; all that is given has to hold. */
export const accessFilterSchema = z.object({
  types: z.array(z.enum(accessTypes)).min(1).optional(),
  userId: z.string().optional(),
  eventId: z.string().optional(),
  terminalId: z.string().optional(),
  /** The row of a zone; a facility means its spaces as well. */
  zoneRow: z.string().optional(),
  /** Whether the bureau would have decided otherwise. */
  disputed: z.boolean().optional(),
  /** When it happened at the door. */
  from: storableTime.optional(),
  /** The moment itself is outside. */
  to: storableTime.optional(),
})

export type AccessFilter = z.output<typeof accessFilterSchema>

/** What the filter lets through of a tenant's log. */
export function accessCondition({ tables }: Pick<Handle, 'tables'>, tenantId: string, filter: AccessFilter) {
  const { accessEvents, zones } = tables
  const { types, userId, eventId, terminalId, zoneRow, disputed, from, to } = filter
  return and(
    eq(accessEvents.tenantId, tenantId),
    types && inArray(accessEvents.type, types),
    userId === undefined ? undefined : eq(accessEvents.userId, userId),
    eventId === undefined ? undefined : eq(accessEvents.eventId, eventId),
    terminalId === undefined ? undefined : eq(accessEvents.terminalId, terminalId),
    zoneRow === undefined
      ? undefined
      : sql`${accessEvents.zoneRow} in (select ${zones.id} from ${zones} where ${zones.id} = ${zoneRow} or ${zones.facilityId} = ${zoneRow})`,
    disputed === undefined ? undefined : disputed ? isNotNull(accessEvents.dispute) : isNull(accessEvents.dispute),
    from && gte(accessEvents.occurredAt, from),
    to && lt(accessEvents.occurredAt, to),
  )
}

const listSchema = accessFilterSchema.extend({
  first: z.number().int().min(1).max(200).default(50),
  /** The id of the last one already seen. */
  after: z.string().max(64).optional(),
  direction: z.enum(['asc', 'desc']).default('desc'),
})

/** One page, newest first unless told otherwise. */
export async function listAccessEvents(
  context: Context,
  input: z.input<typeof listSchema> = {},
): Promise<{ accessEvents: AccessEvent[]; hasMore: boolean }> {
  const { first, after, direction, ...filter } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'access-log:read')
  const { accessEvents } = context.db.tables
  const [turn, beyond] = direction === 'asc' ? [asc, gt] : [desc, lt]
  const rows = await context.db.sql
    .select()
    .from(accessEvents)
    .where(
      and(
        accessCondition(context.db, tenantId, filter),
        after === undefined ? undefined : beyond(accessEvents.id, after),
      ),
    )
    .orderBy(turn(accessEvents.id))
    .limit(first + 1)
  return { accessEvents: rows.slice(0, first), hasMore: rows.length > first }
}

/** Wakes whoever watches the tenant's log, once the transaction that added to it has committed. */
export function tellAccess(tx: Tx, tenantId: string): void {
  tx.wake('access', tenantId)
}
