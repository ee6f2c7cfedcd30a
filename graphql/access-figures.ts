/** How many were let in on a day and how many were not, for a plot. */
import { readAccessFigures, type AccessFigures as FiguresShape } from '@/domain/access-figures'
import { AccessEventFilter, accessFilterOf, AccessType } from './access-event'
import { builder } from './builder'
import { given } from './mutation'

const AccessQuarter = builder.objectRef<FiguresShape['quarters'][number]>('AccessQuarter').implement({
  description: 'A quarter of an hour.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Its first moment.' }),
    granted: t.exposeInt('granted'),
    refused: t.exposeInt('refused'),
  }),
})

const AccessTypeCount = builder.objectRef<FiguresShape['byType'][number]>('AccessTypeCount').implement({
  fields: (t) => ({ type: t.expose('type', { type: AccessType }), count: t.exposeInt('count') }),
})

const AccessFigures = builder.objectRef<FiguresShape>('AccessFigures').implement({
  description: 'The access log of one day, counted.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime' }),
    to: t.expose('to', { type: 'DateTime', description: 'The moment itself is outside.' }),
    granted: t.exposeInt('granted'),
    refused: t.exposeInt('refused', { description: 'Whatever else was reported, unrecognised faces among it.' }),
    disputed: t.exposeInt('disputed', { description: 'Admissions with which the bureau does not agree.' }),
    offline: t.exposeInt('offline', { description: 'Seen while the terminal had no connection.' }),
    byType: t.field({ type: [AccessTypeCount], resolve: ({ byType }) => byType }),
    quarters: t.field({ type: [AccessQuarter], resolve: ({ quarters }) => quarters }),
  }),
})

builder.queryField('accessFigures', (t) =>
  t.field({
    type: AccessFigures,
    description: 'By when it happened at the door, so that what is reported late stands where it belongs.',
    args: {
      day: t.arg.string({ required: true, description: 'YYYY-MM-DD.' }),
      timeZone: t.arg.string({ description: 'Whose day it is; IANA name. Default: UTC.' }),
      filter: t.arg({ type: AccessEventFilter }),
    },
    complexity: 50,
    resolve: (_root, { day, timeZone, filter }, context) =>
      readAccessFigures(context, { day, timeZone: given(timeZone), filter: accessFilterOf(filter) }),
  }),
)
