/** The rows of switches from one model to another: how one is asked for, cancelled, and told of. The work is switch.ts. */
import { and, desc, eq, isNotNull } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { bureau, writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newId } from '../ids'
import { enqueue } from '../jobs'
import { assertMay } from '../permissions'
import { assertInUse } from './in-use'
import { noModel, toAdded } from './models'
import { modelById, type Kind } from './rows'

export type SwitchRow = Tables['modelSwitches']['$inferSelect']

export const switchJobKind = 'models.switch'

/** An added model, or the way back to the shipped one. */
export type Wanted = { id: string } | { shipped: Kind }

/**
 * Asks for a switch, which a job then works off.
 * @throws AppError `not_found`; `conflict` when it is in use already, has no thresholds, or another switch of its kind is under way
 */
export async function useModel(context: Context, wanted: Wanted): Promise<SwitchRow> {
  assertMay(context, 'tenants:manage')
  const row = 'id' in wanted ? await modelById(context.db, wanted.id) : null
  if ('id' in wanted && !row) throw noModel(wanted.id)
  const kind = 'id' in wanted ? row!.kind : wanted.shipped
  const added = row && toAdded(context, row)
  if (added && !added.manifest.thresholds) {
    const message = `The manifest of ${row!.id} has no thresholds, so that nobody could say which score is close enough. docs/models.md says how they are fitted; add the model again with them, under another version.`
    throw new AppError('conflict', message, { subject: 'thresholds' })
  }
  const { models, open } = context.engines
  const fromModel = context.engines[kind].model.id
  const toModel = open({ ...models, [kind]: added })[kind].model.id
  if (fromModel === toModel) throw new AppError('conflict', `${toModel} is in use already.`, { subject: 'model' })
  try {
    return await context.db.transact((tx) => begin(tx, context, { kind, fromModel, toModel, modelId: row?.id ?? null }))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const resumed = await context.db.transact((tx) => resume(tx, context, kind, toModel))
    if (resumed) return resumed
    const message =
      'A switch of this kind is under way already: limen models list shows it, limen models cancel ends it.'
    throw new AppError('conflict', message, { cause: error, subject: 'switch' })
  }
}

async function begin(
  tx: Tx,
  context: Context,
  of: Pick<SwitchRow, 'kind' | 'fromModel' | 'toModel' | 'modelId'>,
): Promise<SwitchRow> {
  await tellBureau(tx, context, 'model.switch_started', of)
  // Another switch may have come to its end since the engines were opened.
  await assertInUse(tx, of.kind, of.fromModel, context.now())
  await tx.sql.delete(tx.tables.modelLeftovers).where(eq(tx.tables.modelLeftovers.toModel, of.toModel))
  const now = context.now()
  const id = newId(now.getTime())
  const jobId = await enqueueSwitch(tx, id, now)
  const values = { ...of, id, jobId, state: 'running' as const, startedAt: now, slot: of.kind }
  const [row] = await tx.sql.insert(tx.tables.modelSwitches).values(values).returning()
  return row!
}

/** A switch whose job ended without it, as when each try took the process down, goes on where it stood. */
async function resume(tx: Tx, context: Context, kind: Kind, toModel: string): Promise<SwitchRow | null> {
  const { jobs } = tx.tables
  const row = await underWay(tx, kind)
  if (row?.state !== 'running' || row.toModel !== toModel) return null
  const [job] = await tx.sql.select({ state: jobs.state }).from(jobs).where(eq(jobs.id, row.jobId))
  if (job?.state === 'queued' || job?.state === 'running') return null
  const jobId = await enqueueSwitch(tx, row.id, context.now())
  await changeSwitch(tx, row, 'running', { jobId })
  return { ...row, jobId }
}

async function enqueueSwitch(tx: Tx, switchId: string, now: Date): Promise<string> {
  return (await enqueue(tx, { tenantId: null, kind: switchJobKind, payload: { switchId }, now }))!
}

/** A line of the bureau's chain. */
export async function tellBureau(
  tx: Tx,
  context: Context,
  action: 'model.switch_started' | 'model.switched' | 'model.switch_failed' | 'model.switch_cancelled',
  { kind, fromModel, toModel }: Pick<SwitchRow, 'kind' | 'fromModel' | 'toModel'>,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const subject = { kind: 'model', id: toModel }
  await writeAudit(tx, context, { action, subject, detail: { of: kind, fromModel, ...detail }, tenantId: bureau })
}

/**
 * Ends the switch that is under way, if the model has not been taken into use yet; templates that it made go.
 * @throws AppError `not_found`; `conflict` when it is too late
 */
export async function cancelSwitch(context: Context, { kind }: { kind: Kind }): Promise<SwitchRow> {
  assertMay(context, 'tenants:manage')
  return context.db.transact(async (tx) => {
    const row = await underWay(tx, kind)
    if (!row) throw new AppError('not_found', 'No switch of this kind is under way.', { subject: 'switch' })
    if (row.state === 'switched') {
      const message = `${row.toModel} is in use by now; limen models use brings the other one back.`
      throw new AppError('conflict', message, { subject: 'switch' })
    }
    if (row.state === 'cancelled')
      throw new AppError('conflict', 'It is being cancelled already.', { subject: 'switch' })
    await tellBureau(tx, context, 'model.switch_cancelled', row)
    const jobId = await enqueueSwitch(tx, row.id, context.now())
    if (!(await changeSwitch(tx, row, row.state, { state: 'cancelled', jobId }))) {
      throw new AppError('conflict', 'It came to its end this moment.', { subject: 'switch' })
    }
    return { ...row, state: 'cancelled' as const, jobId }
  })
}

export async function underWay({ sql, tables: { modelSwitches } }: Handle, kind: Kind): Promise<SwitchRow | null> {
  const [row] = await sql.select().from(modelSwitches).where(eq(modelSwitches.slot, kind))
  return row ?? null
}

/** @returns false when it is not in that state any more; nothing is changed then */
export async function changeSwitch(
  tx: Tx,
  { id }: Pick<SwitchRow, 'id'>,
  state: SwitchRow['state'],
  set: Partial<SwitchRow>,
): Promise<boolean> {
  const { modelSwitches } = tx.tables
  const rows = await tx.sql
    .update(modelSwitches)
    .set(set)
    .where(and(eq(modelSwitches.id, id), eq(modelSwitches.state, state)))
    .returning({ id: modelSwitches.id })
  return rows.length > 0
}

/** Those under way, and the last of each kind that ended. */
export async function listSwitches(context: Context): Promise<SwitchRow[]> {
  assertMay(context, 'tenants:manage')
  const { modelSwitches } = context.db.tables
  const active = await context.db.sql.select().from(modelSwitches).where(isNotNull(modelSwitches.slot))
  const last = await context.db.sql.select().from(modelSwitches).orderBy(desc(modelSwitches.startedAt)).limit(1)
  return [...active, ...last.filter(({ id }) => !active.some((row) => row.id === id))]
}
