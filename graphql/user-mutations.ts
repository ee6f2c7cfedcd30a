/** What is done to users: one at a time or many at once, each with an answer of its own. */
import { createUser, type Creation } from '@/domain/users'
import { eraseUser, erasureConsequences, receiptById, sealOf, type SignedReceipt } from '@/domain/erasures'
import { holdersOf, type HolderNow } from '@/domain/erasure-list'
import { dismissLookAlike } from '@/domain/faces/review'
import { changeExternalId, reissueUsers, revokeUsers } from '@/domain/users/change'
import { bulkErasure, eraseUsers } from '@/domain/users/bulk'
import { builder } from './builder'
import { enumOf } from './enums'
import {
  AlreadyExists,
  FreshSignInRequired,
  IdempotencyConflict,
  InvalidInput,
  typedErrors,
  UserQuotaReached,
} from './errors'
import { rowId, rowIds } from './ids'
import { given, mutation } from './mutation'
import { User } from './user'

const CreateUserInput = builder.inputType('CreateUserInput', {
  fields: (t) => ({
    externalId: t.string({ description: "The customer's own id, unique in its tenant." }),
    macAddress: t.string({ description: 'Ties the new user to this device.' }),
    idempotencyKey: t.string({
      required: true,
      description: '8 to 128 characters of your choice: a repeated call under it within a day makes nobody new.',
    }),
  }),
})

const CreateUserOutcome = builder.enumType('CreateUserOutcome', {
  values: {
    CREATED: { value: 'created' },
    DEVICE_KNOWN: { value: 'device_known', description: 'Nobody was made: the device names this user already.' },
    EXISTS: { value: 'exists', description: 'Nobody was made: the external id names this user already.' },
  } as const,
})

const CreateUserPayload = builder.objectRef<Creation>('CreateUserPayload').implement({
  fields: (t) => ({
    user: t.expose('user', { type: User }),
    outcome: t.expose('outcome', { type: CreateUserOutcome }),
  }),
})

// Its key is written by the domain itself, which answers a repeat also by the device or the external id.
builder.mutationField('createUser', (t) =>
  t.field({
    type: CreateUserPayload,
    description:
      'Makes a user without a face, or answers with the one whom the device or the external id names already.',
    args: { input: t.arg({ type: CreateUserInput, required: true }) },
    errors: { types: [InvalidInput, UserQuotaReached, IdempotencyConflict] },
    resolve: (_root, { input }, context) =>
      typedErrors(
        createUser(context, {
          externalId: given(input.externalId),
          macAddress: given(input.macAddress),
          idempotencyKey: input.idempotencyKey,
        }),
      ),
  }),
)

export const UserPayload = builder.objectRef<{ userId: string }>('UserPayload').implement({
  fields: (t) => ({ user: t.field({ type: User, resolve: ({ userId }) => userId }) }),
})

mutation('renameUser', {
  description: "Gives a user another external id, or none: the customer's own id, unique in its tenant.",
  input: (t) => ({ userId: t.id({ required: true }), externalId: t.string({ description: 'Null: none any more.' }) }),
  payload: UserPayload,
  errors: [AlreadyExists],
  run: async (context, { userId, externalId }) => {
    const user = await changeExternalId(context, { userId: rowId('User', userId), externalId: externalId ?? null })
    return { userId: user.id }
  },
})

const UsersPayload = builder.objectRef<{ changed: number; userIds: string[] }>('UsersPayload').implement({
  fields: (t) => ({
    changed: t.exposeInt('changed', { description: 'For how many something changed.' }),
    users: t.field({
      type: [User],
      nullable: { list: false, items: true },
      description: 'In the order of the call; null for each that does not exist.',
      resolve: ({ userIds }) => userIds,
    }),
  }),
})

const manyUsers = 'Up to 100.'

mutation('revokeUsers', {
  description: 'From now on these users are not recognised, and terminals forget them. It can be taken back.',
  input: (t) => ({ userIds: t.idList({ required: true, description: manyUsers }) }),
  payload: UsersPayload,
  run: async (context, input) => {
    const userIds = rowIds('User', input.userIds)
    return { changed: await revokeUsers(context, { userIds }), userIds }
  },
})

mutation('reissueUsers', {
  description: 'Gives the right to be recognised back.',
  input: (t) => ({ userIds: t.idList({ required: true, description: manyUsers }) }),
  payload: UsersPayload,
  run: async (context, input) => {
    const userIds = rowIds('User', input.userIds)
    return { changed: await reissueUsers(context, { userIds }), userIds }
  },
})

export const DonePayload = builder.objectRef<{ done: boolean }>('DonePayload').implement({
  description: 'It was done.',
  fields: (t) => ({ done: t.exposeBoolean('done') }),
})

mutation('dismissLookAlike', {
  description: 'Two persons after all: the pair is put aside.',
  input: (t) => ({ lookAlikeId: t.string({ required: true }) }),
  payload: DonePayload,
  run: async (context, { lookAlikeId }) => {
    await dismissLookAlike(context, { id: lookAlikeId })
    return { done: true }
  },
})

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
