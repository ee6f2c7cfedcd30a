/** Dumps: exports of the bureau. */
import type { Context } from '@/domain/context'
import { dumpsByIds } from '@/domain/by-ids'
import { cancelDump } from '@/domain/dumps/cancel'
import { deleteDump } from '@/domain/dumps/expire'
import type { Dump as DumpShape } from '@/domain/dumps/dump'
import { biometricsChoices, fileNameOf } from '@/domain/dumps/format'
import { dumpOutlook, listDumps } from '@/domain/dumps/list'
import { runDump } from '@/domain/dumps/run'
import { builder } from './builder'
import { Direction, enumOf } from './enums'
import { FreshSignInRequired } from './errors'
import { rowId } from './ids'
import { given, mutation } from './mutation'
import { pageArgs, pageByPosition, pageCost, pageDefault, positionOf } from './pages'

const DumpState = enumOf('DumpState', ['queued', 'running', 'ready', 'failed', 'cancelled', 'expired', 'exported'])
const Biometrics = enumOf('Biometrics', biometricsChoices, {
  values: {
    none: 'No pictures, no templates.',
    passphrase: 'Behind a passphrase.',
    plain: 'In the clear; for an owner.',
  },
})

const DumpCount = builder.objectRef<{ name: string; rows: number }>('DumpCount').implement({
  fields: (t) => ({ name: t.exposeString('name'), rows: t.exposeInt('rows') }),
})

const isReady = ({ state, expiresAt }: DumpShape, { now }: Context) =>
  state === 'ready' && expiresAt !== null && expiresAt > now()

export const Dump = builder.loadableNode('Dump', {
  description: 'An export of the bureau as one file.',
  id: { resolve: ({ id }: DumpShape) => id },
  load: (ids: string[], context) => dumpsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    name: t.exposeString('name'),
    state: t.expose('state', { type: DumpState }),
    biometrics: t.expose('biometrics', { type: Biometrics }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why an owner asked for plain biometrics.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    takenAt: t.expose('takenAt', { type: 'DateTime', nullable: true, description: 'Whose state it shows.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    share: t.float({
      description: '0 to 1.',
      resolve: ({ state, progress }) => (state === 'ready' ? 1 : (progress?.share ?? 0)),
    }),
    note: t.string({
      nullable: true,
      description: 'What is being done, for people.',
      resolve: ({ progress }) => progress?.note ?? null,
    }),
    sizeBytes: t.exposeFloat('sizeBytes', { nullable: true }),
    sha256: t.exposeString('sha256', { nullable: true }),
    counts: t.field({
      type: [DumpCount],
      resolve: ({ counts }) => Object.entries(counts ?? {}).map(([name, rows]) => ({ name, rows })),
    }),
    error: t.exposeString('error', { nullable: true }),
    downloads: t.exposeInt('downloads'),
    downloadUrl: t.string({
      nullable: true,
      description: 'Where a signed-in admin finds the file, which is written down; null while there is none.',
      resolve: (dump, _args, context) =>
        isReady(dump, context) ? `${context.publicUrl}/dumps/${fileNameOf(dump)}` : null,
    }),
  }),
})

const DumpConnection = builder.connectionObject({
  type: Dump,
  name: 'DumpConnection',
})

const DumpSort = enumOf('DumpSort', ['createdAt', 'sizeBytes', 'state', 'expiresAt'])

const DumpOrder = builder.inputType('DumpOrder', {
  fields: (t) => ({
    by: t.field({ type: DumpSort, required: true }),
    direction: t.field({ type: Direction, defaultValue: 'desc' }),
  }),
})

builder.queryField('dumps', (t) =>
  t.field({
    type: DumpConnection,
    description: 'Newest first unless told otherwise.',
    args: { ...pageArgs(t.arg), orderBy: t.arg({ type: DumpOrder }) },
    complexity: pageCost,
    async resolve(_root, { first, after, orderBy }, context) {
      const { dumps, total } = await listDumps(context, {
        size: first ?? pageDefault,
        offset: positionOf(after),
        sort: given(orderBy?.by),
        descending: orderBy?.direction !== 'asc',
      })
      return pageByPosition<DumpShape>(dumps, { total, after })
    },
  }),
)

const DumpOutlook = builder.objectRef<Awaited<ReturnType<typeof dumpOutlook>>>('DumpOutlook').implement({
  description: 'How much would be in a dump now.',
  fields: (t) => ({
    users: t.exposeInt('users'),
    pictures: t.exposeInt('pictures'),
    templates: t.exposeInt('templates'),
  }),
})

builder.queryField('dumpOutlook', (t) =>
  t.field({ type: DumpOutlook, resolve: (_root, _args, context) => dumpOutlook(context) }),
)

const DumpPayload = builder.objectRef<{ dumpId: string }>('DumpPayload').implement({
  fields: (t) => ({ dump: t.field({ type: Dump, resolve: ({ dumpId }) => dumpId }) }),
})

mutation('runDump', {
  description: 'Orders a dump; `dumpProgress` tells how far it has come. Pictures and templates need a fresh sign-in.',
  input: (t) => ({
    biometrics: t.field({ type: Biometrics }),
    passphrase: t.string({ description: 'For PASSPHRASE, of 12 characters or more; kept nowhere in the clear.' }),
    reason: t.string({ description: 'For PLAIN.' }),
  }),
  payload: DumpPayload,
  errors: [FreshSignInRequired],
  run: async (context, { biometrics, passphrase, reason }) => {
    const order = { biometrics: given(biometrics), passphrase: given(passphrase), reason: given(reason) }
    return { dumpId: (await runDump(context, order)).id }
  },
})

mutation('cancelDump', {
  description: 'Takes back a dump that is waiting or being made.',
  input: (t) => ({ dumpId: t.id({ required: true }) }),
  payload: DumpPayload,
  run: async (context, { dumpId }) => ({ dumpId: (await cancelDump(context, { id: rowId('Dump', dumpId) })).id }),
})

mutation('deleteDump', {
  description: 'Ends a finished dump before its time: its key and its file are destroyed.',
  input: (t) => ({ dumpId: t.id({ required: true }) }),
  payload: DumpPayload,
  run: async (context, { dumpId }) => ({ dumpId: (await deleteDump(context, { id: rowId('Dump', dumpId) })).id }),
})
