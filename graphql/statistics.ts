/** Statistics: what days or hours saw. */
import { ranges, readFigures, type Figures, type Moment as MomentShape, type Range } from '@/domain/figures/read'
import { builder } from './builder'

const StatisticsRange = builder.enumType('StatisticsRange', {
  values: {
    HOURS_48: { value: '48h', description: 'By the hour; the others by the day.' },
    DAYS_7: { value: '7d' },
    DAYS_30: { value: '30d' },
    DAYS_90: { value: '90d' },
    DAYS_365: { value: '365d' },
  } as const satisfies Record<string, { value: Range; description?: string }>,
})

type Totals = Omit<MomentShape, 'at'>

const columns = {
  created: 'Users who were made.',
  erased: 'Users who were erased.',
  enrolled: 'Faces that were enrolled.',
  verified: 'Comparisons that were the person.',
  rejected: 'Comparisons that were not.',
  found: 'Searches that named somebody.',
  unknown: 'Searches that named nobody.',
  refused: 'Pictures that were refused.',
} satisfies Record<keyof Totals, string>

const StatisticsTotals = builder.objectRef<Totals>('StatisticsTotals').implement({
  fields: (t) => ({
    created: t.exposeInt('created', { description: columns.created }),
    erased: t.exposeInt('erased', { description: columns.erased }),
    enrolled: t.exposeInt('enrolled', { description: columns.enrolled }),
    verified: t.exposeInt('verified', { description: columns.verified }),
    rejected: t.exposeInt('rejected', { description: columns.rejected }),
    found: t.exposeInt('found', { description: columns.found }),
    unknown: t.exposeInt('unknown', { description: columns.unknown }),
    refused: t.exposeInt('refused', { description: columns.refused }),
  }),
})

const Moment = builder.objectRef<MomentShape>('StatisticsMoment').implement({
  description: 'What one hour or day saw.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Its beginning.' }),
    totals: t.field({ type: StatisticsTotals, resolve: (moment) => moment }),
  }),
})

const RefusedReason = builder.objectRef<Figures['reasons'][number]>('RefusedReason').implement({
  description: 'How many pictures were refused for one reason.',
  fields: (t) => ({ code: t.exposeString('code'), count: t.exposeInt('count') }),
})

const Latency = builder.objectRef<NonNullable<Figures['latency']['read']>>('Latency').implement({
  fields: (t) => ({
    count: t.exposeInt('count'),
    medianMs: t.exposeFloat('medianMs'),
    p95Ms: t.exposeFloat('p95Ms'),
  }),
})

const Statistics = builder.objectRef<Figures>('Statistics').implement({
  fields: (t) => ({
    from: t.field({ type: 'DateTime', resolve: ({ moments }) => moments[0]!.at }),
    step: t.string({ description: 'hour or day', resolve: ({ range }) => ranges[range].step }),
    totals: t.expose('totals', { type: StatisticsTotals }),
    moments: t.expose('moments', { type: [Moment], complexity: { field: 1, multiplier: 20 } }),
    refusedReasons: t.field({ type: [RefusedReason], resolve: ({ reasons }) => reasons }),
    readLatency: t.field({ type: Latency, nullable: true, resolve: ({ latency }) => latency.read }),
    searchLatency: t.field({ type: Latency, nullable: true, resolve: ({ latency }) => latency.search }),
  }),
})

builder.queryField('statistics', (t) =>
  t.field({
    type: Statistics,
    description: 'Up to this moment; what other instances count arrives within seconds.',
    args: { range: t.arg({ type: StatisticsRange, defaultValue: '30d' }) },
    resolve: (_root, { range }, context) => readFigures(context, { range: range ?? '30d' }),
  }),
)
