/** Retention: what is deleted by itself, and when. */
import { changeRetention, undoRetention } from '@/domain/retention/change'
import { ruleNames } from '@/domain/retention/rules'
import { previewRetention, retentionView, type RuleForecast } from '@/domain/retention/view'
import { builder } from './builder'
import { enumOf } from './enums'
import { FreshSignInRequired } from './errors'
import { given, mutation } from './mutation'

const RetentionRuleName = enumOf('RetentionRuleName', ruleNames)
const OnWithdrawal = enumOf('OnWithdrawal', ['nothing', 'revoke'])

const RetentionRule = builder.objectRef<RuleForecast>('RetentionRule').implement({
  description: 'After how many days something goes, and how much that is.',
  fields: (t) => ({
    rule: t.expose('rule', { type: RetentionRuleName }),
    days: t.exposeInt('days', { nullable: true, description: 'In force; null: never.' }),
    plannedDays: t.int({ nullable: true, resolve: ({ plannedDays }) => plannedDays ?? null }),
    withinDay: t.int({ resolve: ({ within }) => within.day }),
    withinWeek: t.int({ resolve: ({ within }) => within.week }),
    withinMonth: t.int({ resolve: ({ within }) => within.month }),
  }),
})

const Retention = builder.objectRef<Awaited<ReturnType<typeof retentionView>>>('Retention').implement({
  fields: (t) => ({
    rules: t.expose('rules', { type: [RetentionRule] }),
    keepSamples: t.boolean({ resolve: ({ settings }) => settings.keepSamples }),
    onWithdrawal: t.field({ type: OnWithdrawal, resolve: ({ settings }) => settings.onWithdrawal }),
    plannedFrom: t.expose('plannedFrom', { type: 'DateTime', nullable: true }),
    nextRun: t.expose('nextRun', { type: 'DateTime' }),
    lastRunAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ lastRun }) => lastRun?.at ?? null }),
    lastRunError: t.string({ nullable: true, resolve: ({ lastRun }) => lastRun?.error ?? null }),
  }),
})

builder.queryField('retention', (t) =>
  t.field({ type: Retention, resolve: (_root, _args, context) => retentionView(context) }),
)

type Takes = Awaited<ReturnType<typeof previewRetention>>[number]

const RetentionPreview = builder.objectRef<Takes>('RetentionPreview').implement({
  description: 'What a rule would take on its first application.',
  fields: (t) => ({
    rule: t.expose('rule', { type: RetentionRuleName }),
    takes: t.exposeInt('takes'),
    anyway: t.exposeInt('anyway', { description: 'What goes by the rule in force.' }),
  }),
})

const RetentionRulesInput = builder.inputType('RetentionRulesInput', {
  description: 'Only what is named; null: never.',
  fields: (t) => ({ pictureDays: t.int(), unseenDays: t.int(), withdrawnDays: t.int() }),
})

builder.queryField('retentionPreview', (t) =>
  t.field({
    type: [RetentionPreview],
    args: { rules: t.arg({ type: RetentionRulesInput, required: true }) },
    resolve: (_root, { rules }, context) => previewRetention(context, { ...rules }),
  }),
)

const RetentionPayload = builder.objectRef<{ changed: boolean }>('RetentionPayload').implement({
  fields: (t) => ({
    retention: t.field({ type: Retention, resolve: (_payload, _args, context) => retentionView(context) }),
  }),
})

mutation('changeRetention', {
  description: 'For owners. A rule that deletes less holds at once; one that deletes more a day later.',
  input: (t) => ({
    rules: t.field({ type: RetentionRulesInput }),
    keepSamples: t.boolean(),
    onWithdrawal: t.field({ type: OnWithdrawal }),
    accepts: t.int({ description: 'How many pictures and users the caller knows the rules to take.' }),
  }),
  payload: RetentionPayload,
  errors: [FreshSignInRequired],
  run: async (context, { rules, keepSamples, onWithdrawal, accepts }) => {
    await changeRetention(context, {
      rules: { ...rules },
      settings: { keepSamples: given(keepSamples), onWithdrawal: given(onWithdrawal) },
      accepts: given(accepts),
    })
    return { changed: true }
  },
})

mutation('undoRetentionChange', {
  description: 'Takes back what was planned and does not hold yet.',
  input: () => ({}),
  payload: RetentionPayload,
  errors: [FreshSignInRequired],
  run: async (context) => {
    await undoRetention(context)
    return { changed: true }
  },
})
