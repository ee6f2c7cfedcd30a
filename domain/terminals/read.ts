/** Terminals as people look at them: who stands where, when it was last heard of, and how far it has followed. */
import { and, asc, eq, gt, inArray, or } from 'drizzle-orm'
import { z } from 'zod'
import { terminalStates } from '@/db/tables/zones'
import type { Context } from '../context'
import { parse, storableTime } from '../parse'
import { tenantFor } from '../permissions'
import { standsIn } from './state'
import { toTerminal, type Terminal } from './terminals'

export { terminalStates }
export { toTerminal, type Terminal } from './terminals'

const listSchema = z.object({
  first: z.number().int().min(1).max(200).default(50),
  after: z.object({ createdAt: storableTime, id: z.string() }).optional(),
  /** The row of a zone; a facility means its spaces as well. */
  zoneRow: z.string().optional(),
  states: z.array(z.enum(terminalStates)).min(1).optional(),
})

/** One page in order of creation, retired ones included. */
export async function listTerminals(
  context: Context,
  input: z.input<typeof listSchema> = {},
): Promise<{ terminals: Terminal[]; hasMore: boolean }> {
  const { first, after, zoneRow, states } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'terminals:read')
  const { terminals } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(terminals)
    .where(
      and(
        eq(terminals.tenantId, tenantId),
        zoneRow === undefined ? undefined : standsIn(context.db, zoneRow),
        states && inArray(terminals.state, states),
        after &&
          or(
            gt(terminals.createdAt, after.createdAt),
            and(eq(terminals.createdAt, after.createdAt), gt(terminals.id, after.id)),
          ),
      ),
    )
    .orderBy(asc(terminals.createdAt), asc(terminals.id))
    .limit(first + 1)
  return { terminals: rows.slice(0, first).map(toTerminal), hasMore: rows.length > first }
}
