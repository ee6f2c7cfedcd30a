/** Changes the retention rules: an owner does, who has seen how much a stricter rule deletes; and takes a change back in time. */
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { assertFresh } from '../sessions'
import { readSettings, retentionRulesSchema, settingsChangeSchema } from '../settings'
import { differences, getTenant, lockTenant, type Tenant } from '../tenants'
import { rulesAt, withoutPlan, withRules } from './rules'
import { wouldTake } from './view'

const schema = z.object({
  rules: retentionRulesSchema.partial().default({}),
  settings: settingsChangeSchema.pick({ keepSamples: true, onWithdrawal: true }).default({}),
  /** How many pictures and users the caller knows the rules to take on their first application. */
  accepts: z.number().int().min(0).default(0),
})

/**
 * A rule that deletes less holds at once; one that deletes more a day later.
 * @throws AppError `fresh_sign_in_required`; `conflict` when the rules would take more than the caller knows of
 */
export async function changeRetention(context: Context, input: z.input<typeof schema>): Promise<Tenant> {
  const { rules, settings, accepts } = parse(schema, input)
  const tenantId = tenantFor(context, 'retention:manage')
  assertFresh(context)
  const taken = (await wouldTake(context, tenantId, rules)).reduce(
    (sum, { takes, anyway }) => sum + Math.max(0, takes - anyway),
    0,
  )
  if (taken > accepts) {
    throw new AppError('conflict', `These rules would delete ${taken} and you agreed to ${accepts}. Look again.`, {
      subject: 'retention',
    })
  }
  const { tenants } = context.db.tables
  await context.db.transact(async (tx) => {
    const row = await lockTenant(tx, eq(tenants.id, tenantId))
    const stored = readSettings(row.settings)
    const now = { ...stored, ...rulesAt(stored, context.now()) }
    await writeAudit(tx, context, {
      action: 'retention.changed',
      subject: { kind: 'tenant', id: tenantId },
      detail: { ...differences(now, { ...settings, ...rules }), takes: taken },
    })
    const changed = withRules(row.settings, { ...settings, ...rules }, context.now())
    await tx.sql
      .update(tenants)
      .set({ settings: { ...row.settings, ...changed } })
      .where(eq(tenants.id, tenantId))
  })
  return getTenant(context)
}

/** Takes back what was planned and does not hold yet. @throws AppError `conflict` when it holds already */
export async function undoRetention(context: Context): Promise<Tenant> {
  const tenantId = tenantFor(context, 'retention:manage')
  const { tenants } = context.db.tables
  await context.db.transact(async (tx) => {
    const row = await lockTenant(tx, eq(tenants.id, tenantId))
    await writeAudit(tx, context, { action: 'retention.undone', subject: { kind: 'tenant', id: tenantId } })
    const undone = withoutPlan(readSettings(row.settings), context.now())
    if (!undone) throw new AppError('conflict', 'No change is waiting: it is in force already, or was taken back.')
    await tx.sql
      .update(tenants)
      .set({ settings: { ...row.settings, ...undone } })
      .where(eq(tenants.id, tenantId))
  })
  return getTenant(context)
}
