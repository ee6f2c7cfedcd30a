/** Removes templates that have had their time: old ones of whoever has new ones, and new ones of a switch that was cancelled. */
import { and, eq, exists, inArray, sql, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { holdAudit } from '../audit'
import type { Context } from '../context'
import { hasTemplateOf, tellOfTemplate } from './remake'
import type { SwitchRow } from './switches'

const batchSize = 200

/** Whoever must enrol again keeps the old ones, for the way back. */
export async function removeOld(context: Context, row: SwitchRow, signal: AbortSignal): Promise<void> {
  const { templates } = context.db.tables
  const isOld = and(
    eq(templates.kind, row.kind),
    eq(templates.model, row.fromModel),
    hasTemplateOf(context.db, row.toModel),
  )
  await removeTemplates(context, isOld!, signal)
}

/** Of a switch that was cancelled. What was there before it, of people who could not be taken along once, stays. */
export async function removeHalfMade(context: Context, row: SwitchRow, signal: AbortSignal): Promise<void> {
  const { templates, modelLeftovers } = context.db.tables
  const old = alias(templates, 'old')
  const ofSameSample = context.db.sql
    .select({ one: sql`1` })
    .from(old)
    .where(and(eq(old.sampleId, templates.sampleId), eq(old.model, row.fromModel)))
  const isHalfMade = and(eq(templates.kind, row.kind), eq(templates.model, row.toModel), exists(ofSameSample))
  await removeTemplates(context, isHalfMade!, signal)
  await context.db.transact(async (tx) => {
    await tx.sql.delete(modelLeftovers).where(eq(modelLeftovers.toModel, row.toModel))
  })
}

async function removeTemplates(context: Context, which: SQL, signal: AbortSignal): Promise<void> {
  const { templates } = context.db.tables
  for (;;) {
    signal.throwIfAborted()
    const [first] = await context.db.sql.select().from(templates).where(which).limit(1)
    if (!first) return
    const { tenantId } = first
    await context.db.transact(async (tx) => {
      await holdAudit(tx, tenantId)
      const rows = await tx.sql
        .select({ id: templates.id })
        .from(templates)
        .where(and(which, eq(templates.tenantId, tenantId)))
        .limit(batchSize)
      const ids = rows.map(({ id }) => id)
      const gone = await tx.sql.delete(templates).where(inArray(templates.id, ids)).returning()
      for (const row of gone) if (row.kind === 'face') await tellOfTemplate(tx, context, row, 'remove')
    })
  }
}
