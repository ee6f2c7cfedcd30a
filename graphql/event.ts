/** Events: a time range at a zone. */
import {
  changeEvent,
  createEvent,
  deleteEvent,
  eventsByIds,
  listEvents,
  stateOfEvent,
  type Event as EventShape,
} from '@/domain/events/events'
import { readinessOf, type Readiness } from '@/domain/events/readiness'
import { attendeeCounts } from '@/domain/events/counts'
import { builder } from './builder'
import { Direction, enumOf } from './enums'
import { AlreadyExists, RuleBroken } from './errors'
import { decodeKey, encodeKey, rowId, rowIdOf } from './ids'
import { given, mutation } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { Zone } from './zone'
import { AppError } from '@/domain/errors'

const EventState = enumOf('EventState', ['scheduled', 'live', 'ended'])
const EntryPolicy = enumOf('EntryPolicy', ['single', 'multiple'], {
  values: { single: 'Whoever came in does not come in again.' },
})

const EventReadiness = builder.objectRef<Readiness>('EventReadiness').implement({
  description: 'Whether its doors may open.',
  fields: (t) => ({
    attendees: t.exposeInt('attendees'),
    synced: t.exposeInt('synced', { description: 'Attendees of whom every terminal that has to knows.' }),
    terminals: t.exposeInt('terminals', { description: 'Where the event takes place.' }),
    terminalsReady: t.exposeInt('terminalsReady', {
      description: 'Terminals that have acknowledged every attendee who is to be let in there.',
    }),
    withoutCredential: t.exposeInt('withoutCredential', {
      description:
        'Attendees who could not be recognised at any door; `attendees(withoutCredential: true)` names them.',
    }),
  }),
})

export const Event = builder.loadableNode('Event', {
  description: 'A time range at a zone; its attendees may come in while it lasts.',
  id: { resolve: ({ id }: EventShape) => id },
  load: (ids: string[], context) => eventsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    eventId: t.exposeString('id', { description: 'Its id in the events API.' }),
    zone: t.field({ type: Zone, resolve: ({ zoneRow }) => zoneRow }),
    name: t.exposeString('name', { nullable: true }),
    externalId: t.exposeString('externalId', { nullable: true }),
    startsAt: t.expose('startsAt', { type: 'DateTime' }),
    endsAt: t.expose('endsAt', { type: 'DateTime' }),
    state: t.field({ type: EventState, resolve: (event, _args, context) => stateOfEvent(event, context.now()) }),
    entryPolicy: t.expose('entryPolicy', { type: EntryPolicy }),
    retentionSeconds: t.exposeFloat('retentionSeconds', {
      nullable: true,
      description: 'How long after its end it keeps its collection; null: until somebody deletes it.',
    }),
    capacity: t.exposeInt('capacity', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    freedAt: t.expose('freedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when its collection is empty.',
    }),
    readiness: t.loadable({
      type: EventReadiness,
      nullable: true,
      complexity: 5,
      load: (ids: string[], context) => readinessOf(context, ids) as never,
      resolve: ({ id }) => id,
    }),
    attendeeCount: t.loadable({
      type: 'Int',
      load: (ids: string[], context) => attendeeCounts(context, ids),
      resolve: ({ id }) => id,
    }),
  }),
})

const EventConnection = builder.connectionObject({ type: Event, name: 'EventConnection' })

const EventFilter = builder.inputType('EventFilter', {
  fields: (t) => ({
    zoneId: t.id({ description: 'Exactly this zone.' }),
    states: t.field({ type: [EventState] }),
    from: t.field({ type: 'DateTime', description: 'Events of which some part lies after this.' }),
    to: t.field({ type: 'DateTime', description: 'Events of which some part lies before this.' }),
  }),
})

builder.queryField('events', (t) =>
  t.field({
    type: EventConnection,
    description: 'By their start.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: EventFilter }),
      direction: t.arg({ type: Direction, defaultValue: 'asc' }),
    },
    complexity: pageCost,
    async resolve(_root, { first, after, filter, direction }, context) {
      const { events, hasMore } = await listEvents(context, {
        first: first ?? pageDefault,
        after: after == null ? undefined : startOf(after),
        direction: given(direction),
        zoneRow: rowIdOf('Zone', filter?.zoneId),
        states: given(filter?.states),
        from: given(filter?.from),
        to: given(filter?.to),
      })
      return pageOf(events, { hasMore, after, cursor: ({ startsAt, id }) => encodeKey([startsAt.getTime(), id]) })
    },
  }),
)

function startOf(cursor: string): { startsAt: Date; id: string } {
  const [time, id] = decodeKey(cursor)
  const startsAt = new Date(typeof time === 'number' ? time : NaN)
  if (typeof id === 'string' && !Number.isNaN(startsAt.getTime())) return { startsAt, id }
  throw new AppError('invalid_input', 'after: this cursor is of another list.')
}

const EventPayload = builder.objectRef<{ eventId: string }>('EventPayload').implement({
  fields: (t) => ({ event: t.field({ type: Event, resolve: ({ eventId }) => eventId }) }),
})

mutation('createEvent', {
  description: 'At a zone where at least one terminal stands.',
  input: (t) => ({
    zoneId: t.id({ required: true }),
    name: t.string(),
    externalId: t.string({ description: "The customer's own id, unique in its tenant." }),
    startsAt: t.field({ type: 'DateTime', required: true }),
    endsAt: t.field({ type: 'DateTime', required: true }),
    entryPolicy: t.field({ type: EntryPolicy }),
    retentionSeconds: t.float({ description: "Default: the tenant's setting. Null: until somebody deletes it." }),
    capacity: t.int(),
  }),
  payload: EventPayload,
  errors: [AlreadyExists, RuleBroken],
  run: async (context, { zoneId, name, externalId, entryPolicy, capacity, ...times }) => {
    const event = await createEvent(context, {
      ...times,
      zoneRow: rowId('Zone', zoneId),
      name: name ?? null,
      externalId: externalId ?? null,
      entryPolicy: given(entryPolicy),
      capacity: capacity ?? null,
    })
    return { eventId: event.id }
  },
})

mutation('changeEvent', {
  description: 'Changes what is named. A start that has passed can no longer be moved.',
  input: (t) => ({
    eventId: t.id({ required: true }),
    name: t.string({ description: 'Null: none any more. So for every field that may be null.' }),
    externalId: t.string(),
    startsAt: t.field({ type: 'DateTime' }),
    endsAt: t.field({ type: 'DateTime' }),
    entryPolicy: t.field({ type: EntryPolicy }),
    retentionSeconds: t.float(),
    capacity: t.int(),
  }),
  payload: EventPayload,
  errors: [AlreadyExists, RuleBroken],
  run: async (context, { eventId, startsAt, endsAt, entryPolicy, ...nullable }) => {
    const event = await changeEvent(context, {
      ...nullable,
      id: rowId('Event', eventId),
      ...(startsAt && { startsAt }),
      ...(endsAt && { endsAt }),
      ...(entryPolicy && { entryPolicy }),
    })
    return { eventId: event.id }
  },
})

const DeletedEvent = builder.objectRef<{ eventId: string; attendees: number }>('DeletedEventPayload').implement({
  fields: (t) => ({
    eventId: t.exposeString('eventId', { description: 'Its id in the events API; it is no node any more.' }),
    attendees: t.exposeInt('attendees', { description: 'How many went with it.' }),
  }),
})

mutation('deleteEvent', {
  description: 'Takes the event, its collection and its attendees away, at once, also while it is on.',
  input: (t) => ({ eventId: t.id({ required: true }) }),
  payload: DeletedEvent,
  run: async (context, input) => {
    const id = rowId('Event', input.eventId)
    return { eventId: id, attendees: (await deleteEvent(context, { id })).attendees }
  },
})
