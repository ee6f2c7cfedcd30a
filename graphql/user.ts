/** Users: enrolled persons. */
import { facesEnrolled } from '@/domain/faces/status'
import { createUser, listUsers, usersByIds, type Creation, type User as UserShape } from '@/domain/users'
import { builder } from './builder'
import { IdempotencyConflict, InvalidInput, typedErrors, UserQuotaReached } from './errors'
import { decodeCursor, encodeCursor } from './ids'

/** Nobody asks for more of a list at once. */
const pageLimit = 200
const pageDefault = 50

export const User = builder.loadableNode('User', {
  description: 'A person who can be recognised.',
  id: { resolve: ({ id }: UserShape) => id },
  load: (ids: string[], context) => usersByIds(context, ids),
  toKey: ({ id }) => id,
  // A list has read its rows already.
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    userId: t.exposeString('id', { description: '24 hex digits: the id in the paths of the legacy API.' }),
    uuid: t.exposeString('uuid', { description: "The events API's `user_id`." }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: "The customer's own id; null when none was given.",
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    faceEnrolled: t.loadable({
      type: 'Boolean',
      description: 'A face is enrolled under the present model.',
      load: (ids: string[], context) => facesEnrolled(context, ids),
      resolve: ({ id }) => id,
    }),
  }),
})

const UserConnection = builder.connectionObject({ type: User, name: 'UserConnection' })

const UserFilter = builder.inputType('UserFilter', {
  description: 'Only users for whom everything that is given holds.',
  fields: (t) => ({
    externalId: t.string({ description: 'Exactly this one; at most one user has it.' }),
  }),
})

builder.queryField('users', (t) =>
  t.field({
    type: UserConnection,
    description: 'In order of creation.',
    args: {
      first: t.arg.int({ defaultValue: pageDefault, description: `1 to ${pageLimit}.` }),
      after: t.arg.string({ description: 'The cursor of the last user already seen.' }),
      filter: t.arg({ type: UserFilter }),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.min(Math.max(first ?? pageDefault, 1), pageLimit) / 4 }),
    async resolve(_root, { first, after, filter }, context) {
      const { users, hasMore } = await listUsers(context, {
        first: first ?? pageDefault,
        after: after ? decodeCursor(after) : undefined,
        externalId: filter?.externalId ?? undefined,
      })
      const edges = users.map((node) => ({ cursor: encodeCursor(node), node }))
      return {
        edges,
        pageInfo: {
          hasNextPage: hasMore,
          hasPreviousPage: after != null,
          startCursor: edges[0]?.cursor,
          endCursor: edges.at(-1)?.cursor,
        },
      }
    },
  }),
)

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
          externalId: input.externalId ?? undefined,
          macAddress: input.macAddress ?? undefined,
          idempotencyKey: input.idempotencyKey,
        }),
      ),
  }),
)
