/** Before the doors open: how far each terminal of an event has come with its attendees, and who is missing where. */
import { doorsOf, listMissing, type Door, type Missing } from '@/domain/events/doors'
import { AppError } from '@/domain/errors'
import { Attendee } from './attendee'
import { builder } from './builder'
import { Event } from './event'
import { decodeKey, encodeKey } from './ids'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { Terminal } from './terminal'
import { SyncState } from './terminal-sync'

const EventDoor = builder.objectRef<Door>('EventDoor').implement({
  description: 'Attendees who are to be let in at one terminal, by how far it has come with them; each counts once.',
  fields: (t) => ({
    terminal: t.field({ type: Terminal, resolve: ({ terminalId }) => terminalId }),
    pending: t.exposeInt('pending'),
    delivered: t.exposeInt('delivered'),
    acknowledged: t.exposeInt('acknowledged', { description: 'Those whom it will recognise.' }),
    overdue: t.exposeInt('overdue'),
    withoutCredential: t.exposeInt('withoutCredential', {
      description: 'Who could not be recognised, whatever it holds.',
    }),
  }),
})

const MissingAt = builder.objectRef<Missing['at'][number]>('MissingAt').implement({
  fields: (t) => ({
    terminal: t.field({ type: Terminal, resolve: ({ terminalId }) => terminalId }),
    state: t.expose('state', { type: SyncState }),
  }),
})

const MissingAttendee = builder.objectRef<Missing>('MissingAttendee').implement({
  description: 'An attendee who would not be let in everywhere they should be, and why.',
  fields: (t) => ({
    attendee: t.field({ type: Attendee, resolve: ({ attendeeId }) => attendeeId }),
    isRecognisable: t.exposeBoolean('isRecognisable'),
    isNowhere: t.exposeBoolean('isNowhere', { description: 'No terminal stands where they would be let in.' }),
    at: t.expose('at', { type: [MissingAt], description: 'The terminals that have not acknowledged them.' }),
  }),
})

const MissingConnection = builder.connectionObject({ type: MissingAttendee, name: 'MissingAttendeeConnection' })

builder.objectFields(Event, (t) => ({
  doors: t.field({
    type: [EventDoor],
    description: 'The terminals of its zone, in order of creation.',
    // Counted anew for each terminal.
    complexity: { field: 5, multiplier: 5 },
    resolve: ({ id }, _args, context) => doorsOf(context, { eventId: id }),
  }),
  missing: t.field({
    type: MissingConnection,
    description: 'Who is not known wherever they should be, or could not be recognised.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    async resolve({ id }, { first, after }, context) {
      const { missing, hasMore } = await listMissing(context, {
        eventId: id,
        first: first ?? pageDefault,
        after: after == null ? undefined : attendeeOf(after),
      })
      return pageOf(missing, { hasMore, after, cursor: ({ attendeeId }) => encodeKey([attendeeId]) })
    },
  }),
}))

function attendeeOf(cursor: string): string {
  const [id] = decodeKey(cursor)
  if (typeof id === 'string') return id
  throw new AppError('invalid_input', 'after: this cursor is of another list.')
}
