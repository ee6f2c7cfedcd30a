/** What is done to users: one at a time or many at once, each with an answer of its own. Their end is in erasure.ts. */
import { createUser, type Creation } from '@/domain/users'
import { dismissLookAlike } from '@/domain/faces/review'
import { changeExternalId, reissueUsers, revokeUsers } from '@/domain/users/change'
import { builder } from './builder'
import {
  AlreadyExists,
  Conflict,
  IdempotencyConflict,
  InvalidInput,
  RuleBroken,
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

const creationErrors = [InvalidInput, Conflict, UserQuotaReached, IdempotencyConflict]

// Its key is written by the domain itself, which answers a repeat also by the device or the external id.
builder.mutationField('createUser', (t) =>
  t.field({
    type: CreateUserPayload,
    description:
      'Makes a user without a face, or answers with the one whom the device or the external id names already.',
    args: { input: t.arg({ type: CreateUserInput, required: true }) },
    errors: { types: creationErrors },
    resolve: (_root, { input }, context) =>
      typedErrors(
        createUser(context, {
          externalId: given(input.externalId),
          macAddress: given(input.macAddress),
          idempotencyKey: input.idempotencyKey,
        }),
        creationErrors,
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
  errors: [AlreadyExists, RuleBroken],
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

export const manyUsers = 'Up to 100.'

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
