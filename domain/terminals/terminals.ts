/**
 * Terminals: devices at doors. The customer makes them; each follows the feed of what it is to hold, once a device was paired
 * with it (pairing.ts). A retired terminal is told to destroy what it holds and never comes back: another device is another terminal.
 */
import { and, asc, eq, inArray, ne, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newId } from '../ids'
import { parse, storableText } from '../parse'
import { tenantFor } from '../permissions'
import { assertInUse, zoneByRow } from '../zones/zones'
import { fingerprintOf } from './agreement'
import { startAnew } from './start-anew'

export type TerminalRow = Tables['terminals']['$inferSelect']

/** A terminal as everybody may see it: nothing of its keys but what people compare. */
export type Terminal = Omit<TerminalRow, 'deviceJwk' | 'deviceThumbprint' | 'feedKeySealed' | 'feedKeyId'> & {
  /** Over the keys of the device that was paired; the device shows the same one. */
  fingerprint: string | null
}

const nameSchema = storableText.pipe(z.string().trim().min(1).max(120))

const createSchema = z.object({
  /** The row of the zone at whose door it stands. */
  zoneRow: z.string(),
  name: nameSchema,
})

/** @throws AppError `not_found` for no zone of the tenant; `conflict` for an archived one */
export async function createTerminal(context: Context, input: z.input<typeof createSchema>): Promise<Terminal> {
  const { zoneRow, name } = parse(createSchema, input)
  const tenantId = tenantFor(context, 'terminals:manage')
  const createdAt = context.now()
  const id = newId(createdAt.getTime())
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'terminal.created',
      subject: { kind: 'terminal', id },
      detail: { zone: zoneRow },
    })
    assertInUse(await zoneByRow(tx, tenantId, zoneRow))
    const [row] = await tx.sql
      .insert(tx.tables.terminals)
      .values({ id, tenantId, zoneRow, name, state: 'unpaired', createdAt })
      .returning()
    tx.wake('terminals', tenantId)
    return toTerminal(row!)
  })
}

const changeSchema = z.object({ id: z.string(), name: nameSchema.optional(), zoneRow: z.string().optional() })

/**
 * Renames a terminal or moves it to another zone. One that is moved begins with a snapshot of what it is to hold there.
 * @throws AppError `not_found`; `conflict` for a retired terminal or an archived zone
 */
export async function changeTerminal(context: Context, input: z.input<typeof changeSchema>): Promise<Terminal> {
  const { id, name, zoneRow } = parse(changeSchema, input)
  const tenantId = tenantFor(context, 'terminals:manage')
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'terminal.changed',
      subject: { kind: 'terminal', id },
      detail: {
        ...(name === undefined ? {} : { name: 'changed' }),
        ...(zoneRow === undefined ? {} : { zone: zoneRow }),
      },
    })
    const before = await terminalRow(tx, tenantId, id)
    assertNotRetired(before)
    const { terminals } = tx.tables
    const moves = zoneRow !== undefined && zoneRow !== before.zoneRow
    if (moves) assertInUse(await zoneByRow(tx, tenantId, zoneRow))
    const set = { name: name ?? before.name, zoneRow: zoneRow ?? before.zoneRow }
    await tx.sql.update(terminals).set(set).where(eq(terminals.id, id))
    if (moves) await startAnew(tx, tenantId, eq(terminals.id, id))
    tx.wake('terminals', tenantId)
    return toTerminal(await terminalRow(tx, tenantId, id))
  })
}

/**
 * Ends a terminal: its tokens are refused from here on, and it is told to destroy what it holds. Until it says that it has, it
 * counts among those that may hold something.
 * @throws AppError `not_found`; `conflict` when it is retired already
 */
export async function retireTerminal(context: Context, { id }: { id: string }): Promise<Terminal> {
  const tenantId = tenantFor(context, 'terminals:manage')
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'terminal.retired', subject: { kind: 'terminal', id } })
    const before = await terminalRow(tx, tenantId, id)
    assertNotRetired(before)
    const { terminals, terminalPairings } = tx.tables
    const now = context.now()
    await tx.sql.delete(terminalPairings).where(eq(terminalPairings.terminalId, id))
    // No device that was never let in holds anything.
    const wipedAt = before.state === 'active' ? null : now
    await tx.sql
      .update(terminals)
      .set({ state: 'retired', retiredAt: now, wipedAt, feedKeySealed: null })
      .where(eq(terminals.id, id))
    tx.wake('terminals', tenantId)
    // Those who wait for the feed look whether they still may.
    tx.wake('changes', tenantId)
    return toTerminal(await terminalRow(tx, tenantId, id))
  })
}

/** In order of creation; retired ones only where they are asked for. */
export async function listTerminals(
  context: Context,
  { zoneRows, retired = false }: { zoneRows?: readonly string[]; retired?: boolean } = {},
): Promise<Terminal[]> {
  const tenantId = tenantFor(context, 'terminals:read')
  const { terminals } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(terminals)
    .where(
      and(
        eq(terminals.tenantId, tenantId),
        zoneRows ? inArray(terminals.zoneRow, [...zoneRows]) : undefined,
        retired ? undefined : ne(terminals.state, 'retired'),
      ),
    )
    .orderBy(asc(terminals.createdAt), asc(terminals.id))
  return rows.map(toTerminal)
}

/** @throws AppError `not_found` */
export async function requireTerminal(context: Context, id: string): Promise<Terminal> {
  return toTerminal(await terminalRow(context.db, tenantFor(context, 'terminals:read'), id))
}

/** In the order of the ids; null where the tenant has none of that id. For loaders. */
export async function terminalsByIds(context: Context, ids: readonly string[]): Promise<(Terminal | null)[]> {
  const tenantId = tenantFor(context, 'terminals:read')
  const { terminals } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(terminals)
    .where(and(eq(terminals.tenantId, tenantId), inArray(terminals.id, [...ids])))
  const byId = new Map(rows.map((row) => [row.id, toTerminal(row)]))
  return ids.map((id) => byId.get(id) ?? null)
}

/** For domain functions that have asked for permission already. @throws AppError `not_found` */
export async function terminalRow(handle: Handle, tenantId: string, id: string): Promise<TerminalRow> {
  const { terminals } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(terminals)
    .where(and(eq(terminals.id, id), eq(terminals.tenantId, tenantId)))
  if (!row) throw new AppError('not_found', 'There is no such terminal.', { subject: 'terminal' })
  return row
}

/** Devices that may hold something: those that follow, and retired ones that have not said that they hold nothing any more. */
export async function mightHold(handle: Handle, tenantId: string): Promise<TerminalRow[]> {
  const { terminals } = handle.tables
  const rows = await handle.sql
    .select()
    .from(terminals)
    .where(and(eq(terminals.tenantId, tenantId), or(eq(terminals.state, 'active'), eq(terminals.state, 'retired'))))
    .orderBy(asc(terminals.createdAt), asc(terminals.id))
  return rows.filter(({ wipedAt }) => wipedAt === null)
}

export function toTerminal(row: TerminalRow): Terminal {
  const { deviceJwk: _jwk, deviceThumbprint, feedKeySealed: _sealed, feedKeyId, ...shown } = row
  const fingerprint = deviceThumbprint && feedKeyId ? fingerprintOf(deviceThumbprint, feedKeyId) : null
  return { ...shown, fingerprint }
}

export function assertNotRetired({ state }: Pick<TerminalRow, 'state'>): void {
  if (state !== 'retired') return
  throw new AppError('conflict', 'This terminal is retired.', { subject: 'terminal' })
}

/** Where its feed key lies. */
export const feedKeyPlace = ({ id, tenantId }: Pick<TerminalRow, 'id' | 'tenantId'>) => ({
  table: 'terminals',
  row: id,
  tenantId,
})
