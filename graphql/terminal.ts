/** Terminals: devices at doors. Whom they hold is in terminal-sync.ts, what is done to them in terminal-mutations.ts. */
import { terminalsByIds } from '@/domain/by-ids'
import { pairingsOf } from '@/domain/terminals/pairing'
import { listTerminals, terminalStates, type Terminal as TerminalShape } from '@/domain/terminals/read'
import { alarmsOf, feedHead, healthOf, healths, type OverdueTerminal } from '@/domain/terminals/sync'
import { builder } from './builder'
import { enumOf } from './enums'
import { decodeCursor, encodeCursor, rowIdOf } from './ids'
import { given } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { Zone } from './zone'

export const TerminalState = enumOf('TerminalState', terminalStates, {
  values: { claimed: "A device answered the pairing code; somebody has to compare its key's fingerprint." },
})

const TerminalHealth = enumOf('TerminalHealth', healths, {
  values: {
    provisioned: 'It has no device yet.',
    degraded: 'It is there, and behind with the feed, or its clock is wrong.',
    offline: 'Nothing was heard of it for three heartbeats.',
  },
})

const Overdue = builder.objectRef<OverdueTerminal>('OverdueRevocations').implement({
  description: 'Revocations that a terminal has not acknowledged in time: it may still let these people in.',
  fields: (t) => ({
    people: t.exposeInt('people', { description: 'How many it was to let go of.' }),
    since: t.expose('since', { type: 'DateTime', description: 'When the earliest of them was revoked.' }),
  }),
})

export const Terminal = builder.loadableNode('Terminal', {
  description: 'A device at a door.',
  id: { resolve: ({ id }: TerminalShape) => id },
  load: (ids: string[], context) => terminalsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    terminalId: t.exposeString('id', { description: 'Its id as an access point of the events API.' }),
    name: t.exposeString('name'),
    state: t.expose('state', { type: TerminalState }),
    zone: t.field({ type: Zone, resolve: ({ zoneRow }) => zoneRow }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    pairedAt: t.expose('pairedAt', { type: 'DateTime', nullable: true }),
    retiredAt: t.expose('retiredAt', { type: 'DateTime', nullable: true }),
    wipedAt: t.expose('wipedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a retired terminal said that it holds nothing any more.',
    }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', nullable: true }),
    fingerprint: t.exposeString('fingerprint', {
      nullable: true,
      description: 'Over the keys of the device that was paired or waits to be let in; the device shows the same one.',
    }),
    pairingExpiresAt: t.loadable({
      type: 'DateTime',
      nullable: true,
      description: 'Until when its pairing code may be answered; null where it has none.',
      load: async (ids: string[], context) =>
        (await pairingsOf(context, ids)).map((pairing) => pairing?.expiresAt ?? null) as never,
      resolve: ({ id }) => id,
    }),
    pairingTriesLeft: t.loadable({
      type: 'Int',
      nullable: true,
      description: 'How many wrong codes its pairing still bears; null where it has none.',
      load: async (ids: string[], context) =>
        (await pairingsOf(context, ids)).map((pairing) => pairing?.triesLeft ?? null) as never,
      resolve: ({ id }) => id,
    }),
    health: t.loadable({
      type: TerminalHealth,
      load: async (terminals: TerminalShape[], context) => {
        const head = await feedHead(context)
        return terminals.map((terminal) => healthOf(terminal, head, context.now()))
      },
      resolve: (terminal) => terminal,
    }),
    overdueRevocations: t.loadable({
      type: Overdue,
      nullable: true,
      description: 'Null: none.',
      load: (ids: string[], context) => alarmsOf(context, ids) as never,
      resolve: ({ id }) => id,
    }),
    sentRevision: t.exposeFloat('sentRevision', { description: 'The line of the feed up to which it was sent all.' }),
    ackedRevision: t.exposeFloat('ackedRevision', { description: 'Up to which it said that it has applied all.' }),
    ackedAt: t.expose('ackedAt', { type: 'DateTime', nullable: true }),
    revisionsBehind: t.loadable({
      type: 'Float',
      description: 'How many lines of the feed it has not acknowledged yet. Not every line is for every terminal.',
      load: async (acked: number[], context) => {
        const head = await feedHead(context)
        return acked.map((revision) => Math.max(0, head - revision))
      },
      resolve: ({ ackedRevision }) => ackedRevision,
    }),
    softwareVersion: t.string({ nullable: true, resolve: ({ versions }) => versions?.software ?? null }),
    engineVersion: t.string({ nullable: true, resolve: ({ versions }) => versions?.engine ?? null }),
    clockDriftMs: t.exposeFloat('clockDriftMs', { nullable: true }),
    heldUsers: t.exposeInt('heldUsers', { nullable: true, description: 'As its last heartbeat said.' }),
  }),
})

const TerminalConnection = builder.connectionObject({ type: Terminal, name: 'TerminalConnection' })

const TerminalFilter = builder.inputType('TerminalFilter', {
  fields: (t) => ({
    zoneId: t.id({ description: 'A facility means its spaces as well.' }),
    states: t.field({ type: [TerminalState] }),
  }),
})

builder.queryField('terminals', (t) =>
  t.field({
    type: TerminalConnection,
    description: 'In order of creation, retired ones included.',
    args: { ...pageArgs(t.arg), filter: t.arg({ type: TerminalFilter }) },
    complexity: pageCost,
    async resolve(_root, { first, after, filter }, context) {
      const { terminals, hasMore } = await listTerminals(context, {
        first: first ?? pageDefault,
        after: after == null ? undefined : decodeCursor(after),
        zoneRow: rowIdOf('Zone', filter?.zoneId),
        states: given(filter?.states),
      })
      return pageOf(terminals, { hasMore, after, cursor: encodeCursor })
    },
  }),
)
