/** Erasures: the end of users, what it takes, what it could not reach, and the receipts. */
import { listErasures, holdersOf, type HolderNow, type ListedErasure } from '@/domain/erasure-list'
import { eraseUser, erasureConsequences, receiptById, sealOf, type SignedReceipt } from '@/domain/erasures'
import { bulkConsequences, bulkErasure, eraseUsers } from '@/domain/users/bulk'
import { builder } from './builder'
import { Direction, enumOf } from './enums'
import { FreshSignInRequired } from './errors'
import { rowId, rowIds } from './ids'
import { given, mutation } from './mutation'
import { pageArgs, pageByPosition, pageCost, pageDefault, positionOf } from './pages'
import { manyUsers } from './user-mutations'

const Holder = builder.objectRef<HolderNow>('Holder').implement({
  description: 'What was out of reach of an erasure.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'dump, terminal, …' }),
    name: t.exposeString('name'),
    until: t.exposeString('until', { nullable: true, description: 'Null where nobody can say.' }),
    biometrics: t.exposeBoolean('biometrics'),
    hasLetGo: t.exposeBoolean('hasLetGo', { description: 'It holds nothing of them any more.' }),
  }),
})

const Seal = enumOf('Seal', ['genuine', 'altered', 'unknown_key'])

export const Receipt = builder.objectRef<SignedReceipt>('ErasureReceipt').implement({
  description: 'What a user was reduced to: a signed statement of what was destroyed, and what was out of reach.',
  fields: (t) => ({
    receiptId: t.string({ resolve: ({ receipt }) => receipt.id }),
    requestedAt: t.string({ resolve: ({ receipt }) => receipt.requestedAt }),
    finishedAt: t.string({ resolve: ({ receipt }) => receipt.finishedAt }),
    templates: t.int({ resolve: ({ receipt }) => receipt.removed.templates }),
    samples: t.int({ resolve: ({ receipt }) => receipt.removed.samples }),
    devices: t.int({ resolve: ({ receipt }) => receipt.removed.devices }),
    documents: t.int({ resolve: ({ receipt }) => receipt.removed.documents ?? 0 }),
    holders: t.field({ type: [Holder], resolve: (signed, _args, context) => holdersOf(context, signed) }),
    seal: t.field({ type: Seal, resolve: (signed, _args, context) => sealOf(context, signed) }),
    document: t.string({
      description: 'The signed receipt as JSON, for who checks it elsewhere.',
      resolve: (signed) => JSON.stringify(signed),
    }),
  }),
})

const ErasurePayload = builder.objectRef<{ receiptId: string }>('ErasurePayload').implement({
  fields: (t) => ({
    receipt: t.field({
      type: Receipt,
      resolve: ({ receiptId }, _args, context) => receiptById(context, { id: receiptId }),
    }),
  }),
})

mutation('eraseUser', {
  description: 'The end of a user: when this answers, the key is destroyed and nothing of them opens any more.',
  input: (t) => ({ userId: t.id({ required: true }) }),
  payload: ErasurePayload,
  errors: [FreshSignInRequired],
  run: async (context, { userId }) => {
    const { receipt } = await eraseUser(context, { userId: rowId('User', userId) })
    return { receiptId: receipt.id }
  },
})

const BulkErasure = builder.objectRef<Awaited<ReturnType<typeof bulkErasure>>>('BulkErasure').implement({
  description: 'An erasure of many users, on its way.',
  fields: (t) => ({
    jobId: t.exposeString('id'),
    state: t.exposeString('state', { description: 'queued, running, done, failed or cancelled' }),
    share: t.exposeFloat('share', { description: '0 to 1.' }),
    users: t.exposeInt('users'),
    error: t.exposeString('error', { nullable: true }),
    receiptIds: t.exposeStringList('receipts'),
  }),
})

const BulkErasurePayload = builder.objectRef<{ jobId: string }>('BulkErasurePayload').implement({
  fields: (t) => ({
    erasure: t.field({ type: BulkErasure, resolve: ({ jobId }, _args, context) => bulkErasure(context, { jobId }) }),
  }),
})

mutation('eraseUsers', {
  description:
    'Erases many, one after another, each with a receipt of its own. `bulkErasure` says how far it has come.',
  input: (t) => ({ userIds: t.idList({ required: true, description: manyUsers }) }),
  payload: BulkErasurePayload,
  errors: [FreshSignInRequired],
  run: async (context, { userIds }) => ({
    jobId: await eraseUsers(context, { userIds: rowIds('User', userIds) }),
  }),
})

builder.queryField('bulkErasure', (t) =>
  t.field({
    type: BulkErasure,
    args: { jobId: t.arg.string({ required: true }) },
    resolve: (_root, { jobId }, context) => bulkErasure(context, { jobId }),
  }),
)

builder.queryField('erasureReceipt', (t) =>
  t.field({
    type: Receipt,
    args: { receiptId: t.arg.string({ required: true }) },
    resolve: (_root, { receiptId }, context) => receiptById(context, { id: receiptId }),
  }),
)

const Consequences = builder
  .objectRef<Awaited<ReturnType<typeof erasureConsequences>>>('ErasureConsequences')
  .implement({
    description: 'What an erasure would take away, and what it could not reach.',
    fields: (t) => ({
      templates: t.exposeInt('templates'),
      samples: t.exposeInt('samples'),
      devices: t.exposeInt('devices'),
      documents: t.exposeInt('documents', { description: 'Identity documents that are kept.' }),
      holders: t.field({
        type: [Holder],
        resolve: ({ stillHeld }) => stillHeld.map((holder) => ({ ...holder, hasLetGo: false })),
      }),
    }),
  })

builder.queryField('erasureConsequences', (t) =>
  t.field({
    type: Consequences,
    args: { userId: t.arg.id({ required: true }) },
    resolve: (_root, { userId }, context) => erasureConsequences(context, { userId: rowId('User', userId) }),
  }),
)

builder.queryField('bulkErasureConsequences', (t) =>
  t.field({
    type: Consequences,
    description: 'What an erasure of all of them would take, summed up. Who is gone already counts nothing.',
    args: { userIds: t.arg.idList({ required: true, description: manyUsers }) },
    complexity: 20,
    resolve: (_root, { userIds }, context) => bulkConsequences(context, { userIds: rowIds('User', userIds) }),
  }),
)

const Erasure = builder.objectRef<ListedErasure>('Erasure').implement({
  description: 'One line of the list of erasures; `erasureReceipt` has the whole receipt.',
  fields: (t) => ({
    receiptId: t.exposeString('id'),
    finishedAt: t.exposeString('finishedAt'),
    requestedByKind: t.string({ resolve: ({ requestedBy }) => requestedBy.kind }),
    requestedById: t.string({ resolve: ({ requestedBy }) => requestedBy.id }),
    templates: t.int({ resolve: ({ removed }) => removed.templates }),
    samples: t.int({ resolve: ({ removed }) => removed.samples }),
    devices: t.int({ resolve: ({ removed }) => removed.devices }),
    documents: t.int({ resolve: ({ removed }) => removed.documents ?? 0 }),
    holders: t.expose('holders', { type: [Holder] }),
    seal: t.expose('seal', { type: Seal }),
  }),
})

const ErasureConnection = builder.connectionObject({ type: Erasure, name: 'ErasureConnection' })

const ErasureFilter = builder.inputType('ErasureFilter', {
  fields: (t) => ({
    userId: t.string({ description: 'The `userId` of who is gone; a receipt holds only a hash of it.' }),
    from: t.string({ description: 'First day, YYYY-MM-DD, UTC.' }),
    to: t.string({ description: 'Last day.' }),
  }),
})

builder.queryField('erasures', (t) =>
  t.field({
    type: ErasureConnection,
    description: 'Newest first unless told otherwise.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: ErasureFilter }),
      direction: t.arg({ type: Direction, defaultValue: 'desc' }),
    },
    complexity: pageCost,
    async resolve(_root, { first, after, filter, direction }, context) {
      const { erasures, total } = await listErasures(context, {
        size: first ?? pageDefault,
        offset: positionOf(after),
        descending: direction !== 'asc',
        userId: given(filter?.userId),
        from: given(filter?.from),
        to: given(filter?.to),
      })
      return pageByPosition(erasures, { total, after })
    },
  }),
)
