/** What happened to a user: the lines of the audit trail about them, with the names of who acted. */
import { userTimeline, type TimelineEntry } from '@/domain/users/timeline'
import { builder } from './builder'
import { decodeNumber, encodeKey } from './ids'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { User } from './user'

const Entry = builder.objectRef<TimelineEntry>('TimelineEntry').implement({
  fields: (t) => ({
    seq: t.exposeFloat('seq', { description: 'Of the line in the audit trail.' }),
    at: t.expose('at', { type: 'DateTime' }),
    action: t.exposeString('action', { description: '`noun.verb`' }),
    actorKind: t.string({ resolve: ({ actor }) => actor.kind }),
    actorId: t.string({ resolve: ({ actor }) => actor.id }),
    actorName: t.string({
      nullable: true,
      description: 'What people call that admin or client.',
      resolve: ({ actor }) => actor.name,
    }),
    detail: t.string({
      description: 'JSON: ids, counts and decisions.',
      resolve: ({ detail }) => JSON.stringify(detail),
    }),
  }),
})

const TimelineConnection = builder.connectionObject({ type: Entry, name: 'TimelineConnection' })

builder.objectField(User, 'timeline', (t) =>
  t.field({
    type: TimelineConnection,
    description: 'Newest first; 100 at most in a page.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    async resolve({ id }, { first, after }, context) {
      const { entries, hasMore } = await userTimeline(context, {
        userId: id,
        size: Math.min(first ?? pageDefault, 100),
        before: after == null ? undefined : decodeNumber(after),
      })
      return pageOf(entries, { hasMore, after, cursor: ({ seq }) => encodeKey([seq]) })
    },
  }),
)
