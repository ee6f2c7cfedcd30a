/** Terminals: devices at doors, as people look at them. Pairing and retiring them is not here. */
import { terminalsByIds } from '@/domain/by-ids'
import { feedHead, listTerminals, terminalStates, type Terminal as TerminalShape } from '@/domain/terminals/read'
import { builder } from './builder'
import { enumOf } from './enums'
import { decodeCursor, encodeCursor, rowIdOf } from './ids'
import { given } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { Zone } from './zone'

export const TerminalState = enumOf('TerminalState', terminalStates, {
  values: { claimed: "A device answered the pairing code; somebody has to compare its key's fingerprint." },
})

export const Terminal = builder.loadableNode('Terminal', {
  description: 'A device at a door.',
  id: { resolve: ({ id }: TerminalShape) => id },
  load: (ids: string[], context) => terminalsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
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
    fingerprint: t.exposeString('deviceThumbprint', { nullable: true, description: "Of the device's public key." }),
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
