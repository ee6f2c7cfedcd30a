/**
 * When what is deleted by itself, and how a rule changes: one that deletes less holds at once, one that deletes more a day
 * later, so that a slip of the hand can be taken back. Pure; what a rule meets is in due.ts.
 */
import type { z } from 'zod'
import { readSettings, type retentionRulesSchema, type Settings } from '../settings'

/** Days; null: never. */
export type RetentionRules = z.output<typeof retentionRulesSchema>

export const ruleNames = ['pictureDays', 'unseenDays', 'withdrawnDays'] as const satisfies (keyof RetentionRules)[]

export const graceMs = 24 * 3_600_000

/** Those in force at `at`. */
export function rulesAt(settings: Settings, at: Date): RetentionRules {
  const { pictureDays, unseenDays, withdrawnDays, plannedRetention } = settings
  const rules = { pictureDays, unseenDays, withdrawnDays }
  if (!plannedRetention) return rules
  const { from, ...planned } = plannedRetention
  return new Date(from) <= at ? { ...rules, ...planned } : rules
}

/** Those that will be in force once everything planned is. */
export function comingRules(settings: Settings): RetentionRules {
  return rulesAt(settings, settings.plannedRetention ? new Date(settings.plannedRetention.from) : new Date(0))
}

/** Whether a picture that is captured now is kept beside its template. One that would go at once is not written at all. */
export function keepsPictures(settings: Settings, now: Date): boolean {
  return settings.keepSamples && rulesAt(settings, now).pictureDays !== 0
}

/** What of the settings changes, whichever of them the change names. To be merged into what is stored. */
export function withRules(
  stored: Record<string, unknown>,
  change: Partial<Settings>,
  now: Date,
): Record<string, unknown> {
  if (!ruleNames.some((name) => change[name] !== undefined)) return change
  const settings = readSettings(stored)
  const rules = rulesAt(settings, now)
  const waiting = pendingAt(settings, now)
  const planned: Partial<RetentionRules> = { ...waiting?.rules }
  let from = waiting?.from ?? null
  for (const name of ruleNames) {
    const wanted = change[name]
    if (wanted === undefined) continue
    if (deletesMore(wanted, rules[name])) {
      // The day begins anew only with what was not announced already.
      if (planned[name] !== wanted) from = new Date(now.getTime() + graceMs).toISOString()
      planned[name] = wanted
    } else {
      rules[name] = wanted
      delete planned[name]
    }
  }
  const isPlanned = Object.keys(planned).length > 0 && from !== null
  return { ...change, ...rules, plannedRetention: isPlanned ? { ...planned, from } : null }
}

/** Takes back what is planned and does not hold yet; null when there is no such thing. */
export function withoutPlan(settings: Settings, now: Date): Record<string, unknown> | null {
  return pendingAt(settings, now) ? { plannedRetention: null } : null
}

/** What is planned and does not hold yet. */
export function pendingAt(settings: Settings, now: Date): { rules: Partial<RetentionRules>; from: string } | null {
  if (!settings.plannedRetention) return null
  const { from, ...rules } = settings.plannedRetention
  return new Date(from) > now ? { rules, from } : null
}

/** Whether a rule of `days` deletes what one of `before` days would still keep. */
export function deletesMore(days: number | null, before: number | null): boolean {
  return days !== null && (before === null || days < before)
}
