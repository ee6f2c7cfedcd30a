/**
 * Which terminals may hold something of somebody: for what an admin reads before an erasure, for its receipt, and for what has been
 * confirmed since. In doubt a terminal is named: a receipt may not say that something is gone where nobody knows.
 */
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Handle, Tx } from '@/db/types'
import { writeChange } from '../changes'
import type { Holder, HolderSearch } from '../erasure-holders'
import { covers } from '../grants/cover'
import { holderTopic } from '../grants/write'
import { zonesOf } from '../zones/zones'
import { mightHold, type TerminalRow } from './terminals'

/** Who had to be told of an erasure, and by which line of the feed they are. */
export interface Told {
  revision: number
  terminalIds: string[]
}

/**
 * Writes the feed's line by which terminals learn that they are to destroy what they hold of the user. To be called while the user's
 * grants stand.
 * @returns null where no terminal can hold anything
 */
export async function tellTerminals(
  tx: Tx,
  { tenantId, userId, at }: { tenantId: string; userId: string; at: Date },
): Promise<Told | null> {
  const terminalIds = (await holdersOf(tx, tenantId, userId)).map(({ id }) => id)
  if (terminalIds.length === 0) return null
  const revision = await writeChange(tx, { tenantId, topic: holderTopic, op: 'remove', subjectId: userId, at })
  return { revision, terminalIds }
}

export const terminalsThatHold: HolderSearch = async (handle, { tenantId, userId, told }) => {
  const rows = told ? await stillHolding(handle, tenantId, told) : await holdersOf(handle, tenantId, userId)
  return rows.map(asHolder)
}

const asHolder = ({ id, name }: TerminalRow): Holder => ({
  kind: 'terminal',
  id,
  name,
  // Until it says so; one that is never switched on again never does.
  until: null,
  biometrics: true,
})

/** As the grants say, those included that were removed and whose removal was not acknowledged. */
async function holdersOf(handle: Handle, tenantId: string, userId: string): Promise<TerminalRow[]> {
  const { grants, events } = handle.tables
  const rows = await handle.sql
    .select({ grant: grants, event: events })
    .from(grants)
    .leftJoin(events, eq(events.id, grants.eventId))
    .where(and(eq(grants.tenantId, tenantId), eq(grants.userId, userId)))
    .orderBy(asc(grants.id))
  if (rows.length === 0) return []
  const terminals = await mightHold(handle, tenantId)
  const zones = await zonesOf(handle, tenantId)
  return terminals.filter((terminal) =>
    rows.some(({ grant, event }) => {
      // Moved, or not begun: what it held where it stood before is not known to be gone.
      if (terminal.ackedAt === null || grant.revision > terminal.ackedRevision) return true
      const stands = grant.removedAt === null && !event?.freedAt && !event?.deletedAt
      return stands && covers(zones, { ...grant, eventZoneRow: event?.zoneRow ?? null }, terminal)
    }),
  )
}

async function stillHolding(handle: Handle, tenantId: string, told: Told): Promise<TerminalRow[]> {
  if (told.terminalIds.length === 0) return []
  const { terminals } = handle.tables
  const rows = await handle.sql
    .select()
    .from(terminals)
    .where(and(eq(terminals.tenantId, tenantId), inArray(terminals.id, told.terminalIds)))
    .orderBy(asc(terminals.createdAt), asc(terminals.id))
  return rows.filter((row) => !hasLetGo(row, told.revision))
}

/** It has acknowledged the line, or says that it holds nothing at all. */
function hasLetGo({ ackedAt, ackedRevision, wipedAt }: TerminalRow, revision: number | null): boolean {
  return wipedAt !== null || (revision !== null && ackedAt !== null && ackedRevision >= revision)
}

/** @returns whether a terminal has let go of what a line of the feed took away; no line: nobody can say, unless it was wiped */
export async function terminalsThatLetGo(
  handle: Handle,
  tenantId: string,
  ids: string[],
): Promise<(id: string, revision: number | null) => boolean> {
  if (ids.length === 0) return () => false
  const { terminals } = handle.tables
  const rows = await handle.sql
    .select()
    .from(terminals)
    .where(and(eq(terminals.tenantId, tenantId), inArray(terminals.id, [...new Set(ids)])))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return (id, revision) => {
    const row = byId.get(id)
    return row !== undefined && hasLetGo(row, revision)
  }
}
