/** The access log: what terminals reported. */
import {
  accessCredentials,
  accessTypes,
  listAccessEvents,
  type AccessEvent as AccessEventShape,
} from '@/domain/access-log'
import { accessEventsByIds } from '@/domain/by-ids'
import { lastAccessOfUsers } from '@/domain/users/edges'
import { AppError } from '@/domain/errors'
import { builder } from './builder'
import { Direction, enumOf } from './enums'
import { Event } from './event'
import { decodeKey, encodeKey, rowIdOf } from './ids'
import { given } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { Terminal } from './terminal'
import { User } from './user'
import { Zone } from './zone'

export const AccessType = enumOf('AccessType', accessTypes)
const ScoreBand = enumOf('ScoreBand', ['high', 'medium', 'low'])
const GrantKind = enumOf('GrantKind', ['attendee', 'member'])
const AccessCredential = enumOf('AccessCredential', accessCredentials)
const AcsDecision = enumOf('AcsDecision', ['granted', 'denied'])

export const AccessEvent = builder.loadableNode('AccessEvent', {
  description: 'What a terminal reported: somebody was let in, or why not.',
  id: { resolve: ({ id }: AccessEventShape) => id },
  load: (ids: string[], context) => accessEventsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    accessEventId: t.exposeString('id', { description: 'Its id in the events API and in what webhooks are told.' }),
    type: t.expose('type', { type: AccessType }),
    terminal: t.field({ type: Terminal, resolve: ({ terminalId }) => terminalId }),
    zone: t.field({ type: Zone, resolve: ({ zoneRow }) => zoneRow }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'Null where nobody was recognised, and once they are erased.',
      resolve: ({ userId }) => userId,
    }),
    event: t.field({ type: Event, nullable: true, resolve: ({ eventId }) => eventId }),
    grantKind: t.expose('grantKind', { type: GrantKind, nullable: true }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'At the door.' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime' }),
    scoreBand: t.expose('scoreBand', { type: ScoreBand, nullable: true }),
    credential: t.expose('credential', {
      type: AccessCredential,
      nullable: true,
      description:
        'By what they were known: among all faces, or by a QR that they held up. Null: the terminal does not say.',
    }),
    offline: t.exposeBoolean('offline', { description: 'Seen while the terminal had no connection.' }),
    dispute: t.exposeString('dispute', {
      nullable: true,
      description: 'Why the bureau would not have granted it; null where it agrees.',
    }),
    acsDecision: t.expose('acsDecision', {
      type: AcsDecision,
      nullable: true,
      description: "What the customer's own system answered.",
    }),
    acsReason: t.exposeString('acsReason', { nullable: true }),
  }),
})

builder.objectField(User, 'lastAccess', (t) =>
  t.loadable({
    type: AccessEvent,
    nullable: true,
    description: 'The last report about them at a door, whatever came of it.',
    load: (ids: string[], context) => lastAccessOfUsers(context, ids) as never,
    resolve: ({ id }) => id,
  }),
)

const AccessEventConnection = builder.connectionObject({ type: AccessEvent, name: 'AccessEventConnection' })

export const AccessEventFilter = builder.inputType('AccessEventFilter', {
  fields: (t) => ({
    types: t.field({ type: [AccessType] }),
    userId: t.id(),
    eventId: t.id(),
    terminalId: t.id(),
    zoneId: t.id({ description: 'A facility means its spaces as well.' }),
    disputed: t.boolean({ description: 'Whether the bureau would have decided otherwise.' }),
    from: t.field({ type: 'DateTime', description: 'When it happened at the door.' }),
    to: t.field({ type: 'DateTime', description: 'The moment itself is outside.' }),
  }),
})

builder.queryField('accessEvents', (t) =>
  t.field({
    type: AccessEventConnection,
    description: 'The access log in the order in which it came in, newest first unless told otherwise.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: AccessEventFilter }),
      direction: t.arg({ type: Direction, defaultValue: 'desc' }),
    },
    complexity: pageCost,
    async resolve(_root, { first, after, filter, direction }, context) {
      const { accessEvents, hasMore } = await listAccessEvents(context, {
        first: first ?? pageDefault,
        after: after == null ? undefined : idOf(after),
        direction: given(direction),
        ...accessFilterOf(filter),
      })
      return pageOf(accessEvents, { hasMore, after, cursor: ({ id }) => encodeKey([id]) })
    },
  }),
)

function idOf(cursor: string): string {
  const [id] = decodeKey(cursor)
  if (typeof id === 'string') return id
  throw new AppError('invalid_input', 'after: this cursor is of another list.')
}

export function accessFilterOf(filter: typeof AccessEventFilter.$inferInput | null | undefined) {
  return {
    types: given(filter?.types),
    userId: rowIdOf('User', filter?.userId),
    eventId: rowIdOf('Event', filter?.eventId),
    terminalId: rowIdOf('Terminal', filter?.terminalId),
    zoneRow: rowIdOf('Zone', filter?.zoneId),
    disputed: given(filter?.disputed),
    from: given(filter?.from),
    to: given(filter?.to),
  }
}
