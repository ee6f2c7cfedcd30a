/** How far terminals have come with people: counted and listed for each terminal, and for each user, attendee and member. */
import { grantsByIds } from '@/domain/by-ids'
import { listPeopleAt, syncCountsOf, type PersonAt, type SyncCounts } from '@/domain/terminals/people'
import { syncOf, syncStates, type GrantSync } from '@/domain/terminals/sync'
import { Attendee } from './attendee'
import { builder } from './builder'
import { enumOf } from './enums'
import { Grant } from './grant'
import { decodeKey, encodeKey } from './ids'
import { Member } from './member'
import { given } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { Terminal } from './terminal'
import { User } from './user'
import { AppError } from '@/domain/errors'

export const SyncState = enumOf('SyncState', syncStates, {
  description: 'Only what a terminal has acknowledged counts as known there.',
  values: {
    pending: 'Not sent yet.',
    delivered: 'Sent.',
    acknowledged: 'Applied, as the terminal says.',
    overdue: 'Not acknowledged in time.',
  },
})

const SyncWish = enumOf('SyncWish', ['hold', 'let_go'], {
  values: { hold: 'It is to hold what recognises them.', let_go: 'It is to hold it no longer.' },
})

const Counts = builder.objectRef<SyncCounts>('SyncCounts').implement({
  description: 'People by how far a terminal has come with them, those included of whom it is yet to let go.',
  fields: (t) => ({
    pending: t.exposeInt('pending'),
    delivered: t.exposeInt('delivered'),
    acknowledged: t.exposeInt('acknowledged'),
    overdue: t.exposeInt('overdue'),
  }),
})

const Person = builder.objectRef<PersonAt>('TerminalPerson').implement({
  description: 'Somebody of whom a terminal has to know.',
  fields: (t) => ({
    user: t.field({ type: User, resolve: ({ userId }) => userId }),
    state: t.expose('state', { type: SyncState }),
    wants: t.expose('wants', { type: SyncWish }),
  }),
})

const PersonConnection = builder.connectionObject({ type: Person, name: 'TerminalPersonConnection' })

builder.objectField(Terminal, 'sync', (t) =>
  t.loadable({
    type: Counts,
    description: 'All 0 for a terminal without a device.',
    // Counted anew for each terminal.
    complexity: 5,
    load: (ids: string[], context) => syncCountsOf(context, ids),
    resolve: ({ id }) => id,
  }),
)

builder.objectField(Terminal, 'people', (t) =>
  t.field({
    type: PersonConnection,
    description: 'Whom it is to hold or to let go of.',
    args: { ...pageArgs(t.arg), states: t.arg({ type: [SyncState] }) },
    complexity: pageCost,
    async resolve({ id }, { first, after, states }, context) {
      const { people, hasMore } = await listPeopleAt(context, {
        terminalId: id,
        states: given(states),
        first: first ?? pageDefault,
        after: after == null ? undefined : personOf(after),
      })
      return pageOf(people, { hasMore, after, cursor: ({ userId }) => encodeKey([userId]) })
    },
  }),
)

function personOf(cursor: string): string {
  const [id] = decodeKey(cursor)
  if (typeof id === 'string') return id
  throw new AppError('invalid_input', 'after: this cursor is of another list.')
}

const Sync = builder.objectRef<GrantSync>('TerminalSync').implement({
  description: 'How far one terminal has come with one grant of somebody.',
  fields: (t) => ({
    terminal: t.field({ type: Terminal, resolve: ({ terminalId }) => terminalId }),
    grantId: t.exposeString('grantId', { description: 'The `attendeeId` or `memberId`.' }),
    grant: t.loadable({
      type: Grant,
      description: 'Why it has to know of them, or had to.',
      load: (ids: string[], context) => grantsByIds(context, ids) as never,
      resolve: ({ grantId }) => grantId,
    }),
    state: t.expose('state', { type: SyncState }),
    wants: t.expose('wants', { type: SyncWish }),
  }),
})

function listsOf(ids: string[], all: GrantSync[], owner: (one: GrantSync) => string): GrantSync[][] {
  const lists = new Map<string, GrantSync[]>(ids.map((id) => [id, []]))
  for (const one of all) lists.get(owner(one))?.push(one)
  return ids.map((id) => lists.get(id)!)
}

const many = { field: 1, multiplier: 5 }
const ofRemoved = 'Of what was removed, those that have not acknowledged it.'

builder.objectField(User, 'terminalSync', (t) =>
  t.loadableList({
    type: Sync,
    nullable: true,
    description: `One for each of their grants and each terminal that has to know of it. ${ofRemoved}`,
    complexity: many,
    load: async (userIds: string[], context) =>
      listsOf(userIds, await syncOf(context, { userIds }), ({ userId }) => userId),
    resolve: ({ id }) => id,
  }),
)

for (const Kind of [Attendee, Member]) {
  builder.objectField(Kind, 'terminalSync', (t) =>
    t.loadableList({
      type: Sync,
      nullable: true,
      description: `One for each terminal that has to know of it. ${ofRemoved}`,
      complexity: many,
      load: async (grantIds: string[], context) =>
        listsOf(grantIds, await syncOf(context, { grantIds }), ({ grantId }) => grantId),
      resolve: ({ id }) => id,
    }),
  )
}
