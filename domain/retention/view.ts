/** What goes when: the rules with what they take in the next day, week and month, what a change would take, and the runs. */
import { and, desc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Job } from '../jobs'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { retentionRulesSchema, type Settings } from '../settings'
import { tenantById } from '../tenants'
import type { RetentionResult } from './apply'
import { countDue, dayMs, listDuePictures, listDueUsers, type RuleName } from './due'
import { graceMs, pendingAt, ruleNames, rulesAt, type RetentionRules } from './rules'

export interface RuleForecast {
  rule: RuleName
  /** In force; null: never. */
  days: number | null
  /** From `plannedFrom` on; undefined where nothing is planned. */
  plannedDays?: number | null
  /** How many are due by then in all, what is planned counted from its moment on. */
  within: { day: number; week: number; month: number }
}

export interface RetentionView {
  settings: Settings
  rules: RuleForecast[]
  plannedFrom: Date | null
  nextRun: Date
  lastRun: { at: Date; state: Job['state']; result: RetentionResult | null; error: string | null } | null
}

export async function retentionView(context: Context): Promise<RetentionView> {
  const tenantId = tenantFor(context, 'retention:read')
  const { settings } = await tenantById(context.db, tenantId)
  const now = context.now()
  const pending = pendingAt(settings, now)
  const today = rulesAt(settings, now)
  const due = async (rule: RuleName, days: number) => {
    const at = new Date(now.getTime() + days * dayMs)
    return countDue(context.db, tenantId, rule, rulesAt(settings, at)[rule], at)
  }
  const rules: RuleForecast[] = []
  for (const rule of ruleNames) {
    rules.push({
      rule,
      days: today[rule],
      plannedDays: pending?.rules[rule],
      within: { day: await due(rule, 1), week: await due(rule, 7), month: await due(rule, 30) },
    })
  }
  return {
    settings,
    rules,
    plannedFrom: pending && new Date(pending.from),
    nextRun: new Date((Math.floor(now.getTime() / dayMs) + 1) * dayMs),
    lastRun: await lastRun(context, tenantId),
  }
}

async function lastRun(context: Context, tenantId: string): Promise<RetentionView['lastRun']> {
  const { jobs } = context.db.tables
  const [job] = await context.db.sql
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.tenantId, tenantId),
        eq(jobs.kind, 'retention.apply'),
        inArray(jobs.state, ['running', 'done', 'failed', 'cancelled']),
      ),
    )
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(1)
  if (!job) return null
  const result = job.state === 'done' ? (job.result as RetentionResult) : null
  return { at: job.finishedAt ?? job.runAt, state: job.state, result, error: job.error }
}

const changeSchema = retentionRulesSchema.partial()

/** What the rules would take on their first application, a day from now, and how much of it today's rules take anyway. */
export async function previewRetention(
  context: Context,
  input: z.input<typeof changeSchema>,
): Promise<{ rule: RuleName; days: number | null; takes: number; anyway: number }[]> {
  const change = parse(changeSchema, input)
  const tenantId = tenantFor(context, 'retention:read')
  return wouldTake(context, tenantId, change)
}

/** As `previewRetention`, for whoever has asked for permission. */
export async function wouldTake(context: Context, tenantId: string, change: Partial<RetentionRules>) {
  const { settings } = await tenantById(context.db, tenantId)
  const at = new Date(context.now().getTime() + graceMs)
  const named = ruleNames.filter((name) => change[name] !== undefined)
  const found = []
  for (const rule of named) {
    const days = change[rule]!
    found.push({
      rule,
      days,
      takes: await countDue(context.db, tenantId, rule, days, at),
      anyway: await countDue(context.db, tenantId, rule, rulesAt(settings, at)[rule], at),
    })
  }
  return found
}

const dueSchema = z.object({
  rule: z.enum(ruleNames),
  /** How far to look ahead. */
  withinDays: z.number().int().min(0).max(3_650).default(1),
  first: z.number().int().min(1).max(500).default(100),
})

export interface DueLine {
  userId: string
  externalId: string | null
  /** Captured, created or withdrawn. */
  since: Date
}

/** The dry run: who or whose picture would go, the longest due first. Deletes nothing. */
export async function listDue(context: Context, input: z.input<typeof dueSchema>): Promise<DueLine[]> {
  const { rule, withinDays, first } = parse(dueSchema, input)
  const tenantId = tenantFor(context, 'retention:read')
  const { settings } = await tenantById(context.db, tenantId)
  const at = new Date(context.now().getTime() + withinDays * dayMs)
  const days = rulesAt(settings, at)[rule]
  if (days === null) return []
  return rule === 'pictureDays'
    ? listDuePictures(context.db, tenantId, days, at, first)
    : listDueUsers(context.db, tenantId, rule, days, at, { first })
}
