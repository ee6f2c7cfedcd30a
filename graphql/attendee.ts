/** Attendees: users linked to one event. */
import { grantsByIds, type GrantRow } from '@/domain/by-ids'
import { addAttendees, listAttendees, removeAttendees, type Addition } from '@/domain/events/attendees'
import { addMatchingAttendees } from '@/domain/events/match'
import type { UserKey } from '@/domain/users/keyset'
import { builder } from './builder'
import { enumOf } from './enums'
import { RuleBroken } from './errors'
import { Event } from './event'
import { Grant } from './grant'
import { decodeCursor, decodeKey, encodeCursor, encodeKey, rowId, rowIds } from './ids'
import { given, mutation, type InputBuilder } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { Terminal } from './terminal'
import { User, UserFilter, userFilterOf } from './user'
import { Zone } from './zone'

export const Attendee = builder.loadableNode('Attendee', {
  description: 'A user linked to one event.',
  interfaces: [Grant],
  id: { resolve: ({ id }: GrantRow) => id },
  load: async (ids: string[], context) =>
    (await grantsByIds(context, ids)).map((grant) => (grant?.kind === 'attendee' ? grant : null)),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    attendeeId: t.exposeString('id', { description: 'Its id in the events API.' }),
    event: t.field({
      type: Event,
      nullable: true,
      description: 'Null once the event is deleted.',
      resolve: ({ eventId }) => eventId,
    }),
    zones: t.field({
      type: [Zone],
      nullable: true,
      description: "To which they are narrowed; null: the event's zone.",
      resolve: ({ zoneRows }) => zoneRows,
    }),
    terminals: t.field({
      type: [Terminal],
      nullable: true,
      description: 'To which they are narrowed besides.',
      resolve: ({ terminalIds }) => terminalIds,
    }),
    enteredAt: t.expose('enteredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When whom a SINGLE event lets in once came in.',
    }),
  }),
})

const AttendeeConnection = builder.connectionObject({ type: Attendee, name: 'AttendeeConnection' })

builder.queryField('attendees', (t) =>
  t.field({
    type: AttendeeConnection,
    description: 'Of one event, in the order in which they were added.',
    args: {
      ...pageArgs(t.arg),
      eventId: t.arg.id({ required: true }),
      removed: t.arg.boolean({ description: 'Those who were removed as well.' }),
      withoutCredential: t.arg.boolean({ description: 'Only those who could not be recognised at any door.' }),
      search: t.arg.string({ description: 'The beginning of an id or of an external id of a user, or a whole UUID.' }),
    },
    complexity: pageCost,
    async resolve(_root, { first, after, eventId, removed, withoutCredential, search }, context) {
      const { attendees, hasMore } = await listAttendees(context, {
        eventId: rowId('Event', eventId),
        first: first ?? pageDefault,
        after: after == null ? undefined : decodeCursor(after),
        removed: removed ?? false,
        withoutCredential: withoutCredential ?? false,
        search: given(search),
      })
      return pageOf(attendees, { hasMore, after, cursor: encodeCursor })
    },
  }),
)

const AttendeeRefusal = enumOf('AttendeeRefusal', [
  'user_not_found',
  'user_without_credential',
  'attendee_already_exists',
  'event_capacity_exceeded',
])

/** Without the names by which the call named them: an answer is kept for a day, and they may be the customer's own. */
type Answer =
  | { id: string | null; outcome: 'added'; attendeeId: string }
  | { id: string | null; outcome: 'refused'; reason: Extract<Addition, { outcome: 'refused' }>['reason'] }

const AttendeeAddition = builder.objectRef<Answer>('AttendeeAddition').implement({
  description: 'What became of one of those who were to be added: an attendee, or why not.',
  fields: (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      resolve: ({ id }) => id,
    }),
    attendee: t.field({
      type: Attendee,
      nullable: true,
      resolve: (one) => (one.outcome === 'added' ? one.attendeeId : null),
    }),
    refusal: t.field({
      type: AttendeeRefusal,
      nullable: true,
      resolve: (one) => (one.outcome === 'refused' ? one.reason : null),
    }),
  }),
})

const AddAttendeesPayload = builder.objectRef<{ added: number; results: Answer[] }>('AddAttendeesPayload').implement({
  fields: (t) => ({
    added: t.exposeInt('added'),
    results: t.expose('results', {
      type: [AttendeeAddition],
      description: 'One for each user, in the order of the call.',
    }),
  }),
})

const narrowing = (t: InputBuilder) => ({
  validFrom: t.field({ type: 'DateTime', description: "A narrower window than the event's." }),
  validUntil: t.field({ type: 'DateTime' }),
  zoneIds: t.idList({ description: 'Spaces to which they are narrowed.' }),
  terminalIds: t.idList({ description: 'Terminals to which they are narrowed.' }),
})

interface Narrowing {
  eventId: string
  validFrom?: Date | null
  validUntil?: Date | null
  zoneIds?: string[] | null
  terminalIds?: string[] | null
}

const narrowed = ({ eventId, validFrom, validUntil, zoneIds, terminalIds }: Narrowing) => ({
  eventId: rowId('Event', eventId),
  validFrom: validFrom ?? null,
  validUntil: validUntil ?? null,
  zoneRows: zoneIds ? rowIds('Zone', zoneIds) : null,
  terminalIds: terminalIds ? rowIds('Terminal', terminalIds) : null,
})

const answered = (results: Addition[]) => ({
  added: results.filter(({ outcome }) => outcome === 'added').length,
  results: results.map(({ userId: _named, ...answer }): Answer => answer),
})

const standsInNoWay = 'Who cannot be added stands in the way of nobody else.'

mutation('addAttendees', {
  description: `Adds all who can be added, up to 1,000 in one transaction. ${standsInNoWay}`,
  input: (t) => ({ eventId: t.id({ required: true }), userIds: t.idList({ required: true }), ...narrowing(t) }),
  payload: AddAttendeesPayload,
  errors: [RuleBroken],
  run: async (context, { userIds, ...rest }) =>
    answered(await addAttendees(context, { ...narrowed(rest), userIds: rowIds('User', userIds) })),
})

mutation('addAttendeesByExternalId', {
  description: `As \`addAttendees\`, by the customer's own ids: the rows of a table, up to 1,000. ${standsInNoWay}`,
  input: (t) => ({ eventId: t.id({ required: true }), externalIds: t.stringList({ required: true }), ...narrowing(t) }),
  payload: AddAttendeesPayload,
  errors: [RuleBroken],
  run: async (context, { externalIds, ...rest }) =>
    answered(await addAttendees(context, { ...narrowed(rest), externalIds })),
})

const AddMatchingPayload = builder
  .objectRef<{ added: number; results: Answer[]; next: UserKey | null }>('AddMatchingAttendeesPayload')
  .implement({
    fields: (t) => ({
      added: t.exposeInt('added'),
      results: t.expose('results', { type: [AttendeeAddition], description: 'One for each whom the filter shows.' }),
      endCursor: t.string({
        nullable: true,
        description: 'Where the next call goes on, as its `after`; null once everybody was reached.',
        resolve: ({ next }) => next && encodeKey(next),
      }),
    }),
  })

mutation('addMatchingAttendees', {
  description: `As \`addAttendees\`, whoever the filter of \`users\` shows: the next 1,000 with each call. ${standsInNoWay}`,
  input: (t) => ({
    eventId: t.id({ required: true }),
    filter: t.field({ type: UserFilter, required: true, description: 'Nothing given: every user.' }),
    after: t.string({ description: '`endCursor` of the call before.' }),
    ...narrowing(t),
  }),
  payload: AddMatchingPayload,
  errors: [RuleBroken],
  run: async (context, { filter, after, ...rest }) => {
    const { results, next } = await addMatchingAttendees(context, {
      ...narrowed(rest),
      filter: { ...userFilterOf(filter), externalId: given(filter.externalId) },
      after: after == null ? undefined : decodeKey(after),
    })
    return { ...answered(results), next }
  },
})

const RemovedPayload = builder.objectRef<{ removed: number }>('RemovedPayload').implement({
  fields: (t) => ({
    removed: t.exposeInt('removed', { description: 'Who is none, or none any more, is not counted.' }),
  }),
})

mutation('removeAttendees', {
  description:
    'Up to 1,000, of one event or of several; their templates leave the terminals unless another grant holds.',
  input: (t) => ({ attendeeIds: t.idList({ required: true }) }),
  payload: RemovedPayload,
  run: async (context, { attendeeIds }) => ({
    removed: await removeAttendees(context, { attendeeIds: rowIds('Attendee', attendeeIds) }),
  }),
})

export { RemovedPayload }
