/** Users: enrolled persons. What is done to them is in user-mutations.ts and faces.ts, what hangs on them in their own files. */
import { facesEnrolled } from '@/domain/faces/status'
import { userStatuses } from '@/domain/users/statuses'
import { usersByIds, type User as UserShape } from '@/domain/users'
import {
  consentsOfUsers,
  lookAlikesOfUsers,
  picturesOfUsers,
  templatesOfUsers,
  type LookAlikeOf,
} from '@/domain/users/edges'
import { type FaceTemplate, type Picture } from '@/domain/faces/look'
import { lookPurposes } from '@/domain/looks'
import { listUsersAfter, userKey, type UserListing } from '@/domain/users/keyset'
import { countUsers, userSorts } from '@/domain/users/list'
import { builder } from './builder'
import { Direction, enumOf } from './enums'
import { decodeKey, encodeKey } from './ids'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'

export const UserStatus = enumOf('UserStatus', userStatuses, {
  values: { pending: 'There is nothing to recognise them by yet.', revoked: 'They may not be recognised.' },
})

/** What an engine measured; which figures there are is the engine's. */
export const Figure = builder.objectRef<{ name: string; value: number }>('Figure').implement({
  description: 'A named number.',
  fields: (t) => ({ name: t.exposeString('name'), value: t.exposeFloat('value') }),
})

export const figuresOf = (quality: Record<string, unknown> | null) =>
  Object.entries(quality ?? {}).flatMap(([name, value]) => (typeof value === 'number' ? [{ name, value }] : []))

export const LookPurpose = enumOf('LookPurpose', lookPurposes)

const Sample = builder.objectRef<Picture & { userId: string }>('Sample').implement({
  description: 'A kept picture: what is known of it, not the picture itself.',
  fields: (t) => ({
    sampleId: t.exposeString('id'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    contentType: t.exposeString('contentType'),
    widthPx: t.exposeInt('widthPx', { nullable: true }),
    heightPx: t.exposeInt('heightPx', { nullable: true }),
    byteCount: t.exposeFloat('byteCount'),
    quality: t.field({ type: [Figure], resolve: ({ quality }) => figuresOf(quality) }),
    model: t.exposeString('model', { nullable: true, description: 'Of the template that was made of it.' }),
    url: t.string({
      description: 'Where a signed-in admin finds the picture itself; each look is written down with its purpose.',
      args: { purpose: t.arg({ type: LookPurpose, required: true }) },
      resolve: ({ id, userId }, { purpose }, { publicUrl }) =>
        `${publicUrl}/users/${userId}/pictures/${id}?purpose=${purpose}`,
    }),
  }),
})

const Template = builder.objectRef<FaceTemplate>('Template').implement({
  description: 'The numbers an engine made of a sample; they themselves never leave the bureau.',
  fields: (t) => ({
    templateId: t.exposeString('id'),
    kind: t.exposeString('kind', { description: 'face or voice' }),
    model: t.exposeString('model', { description: '`name@version`; templates of two models are never compared.' }),
    isCurrent: t.exposeBoolean('isCurrent', { description: 'Of the engine that runs now.' }),
    sampleId: t.exposeString('sampleId', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    quality: t.field({ type: [Figure], resolve: ({ quality }) => figuresOf(quality) }),
  }),
})

const ConsentState = enumOf('ConsentState', ['given', 'withdrawn', 'expired'])

const Consent = builder.objectRef<Awaited<ReturnType<typeof consentsOfUsers>>[number][number]>('Consent').implement({
  description: 'What holds now of consent to one purpose.',
  fields: (t) => ({
    purpose: t.exposeString('purpose'),
    state: t.expose('state', { type: ConsentState }),
    at: t.expose('at', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
  }),
})

const LookAlike = builder.objectRef<LookAlikeOf>('LookAlike')

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
    status: t.expose('status', { type: UserStatus }),
    hasFace: t.exposeBoolean('hasFace'),
    hasVoice: t.exposeBoolean('hasVoice'),
    flagged: t.exposeBoolean('flagged', { description: 'A pair of look-alikes waits for somebody to look at it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
    lastSeenAt: t.expose('lastSeenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they were last recognised, to the minute.',
    }),
    faceEnrolled: t.loadable({
      type: 'Boolean',
      description: 'A face is enrolled under the present model.',
      load: (ids: string[], context) => facesEnrolled(context, ids),
      resolve: ({ id }) => id,
    }),
    samples: t.loadableList({
      type: Sample,
      description: 'Kept pictures; the newest 20.',
      load: async (ids: string[], context) =>
        (await picturesOfUsers(context, ids)).map((pictures, index) =>
          pictures.map((picture) => ({ ...picture, userId: ids[index]! })),
        ),
      resolve: ({ id }) => id,
    }),
    templates: t.loadableList({
      type: Template,
      description: 'The newest 20.',
      load: (ids: string[], context) => templatesOfUsers(context, ids),
      resolve: ({ id }) => id,
    }),
    consents: t.loadableList({
      type: Consent,
      nullable: true,
      description: 'What holds now, one a purpose.',
      load: (ids: string[], context) => consentsOfUsers(context, ids),
      resolve: ({ id }) => id,
    }),
    lookAlikes: t.loadableList({
      type: LookAlike,
      description: 'Who may be the same person and was not looked at yet; the first 20.',
      load: (ids: string[], context) => lookAlikesOfUsers(context, ids),
      resolve: ({ id }) => id,
    }),
  }),
})

LookAlike.implement({
  description: 'A pair of users who may be one person.',
  fields: (t) => ({
    lookAlikeId: t.exposeString('id', { description: 'Of the pair, for `dismissLookAlike`.' }),
    user: t.field({ type: User, description: 'The other one.', resolve: ({ otherId }) => otherId }),
    foundAt: t.expose('foundAt', { type: 'DateTime' }),
  }),
})

const Modality = enumOf('Modality', ['face', 'voice', 'none'])

export const UserFilter = builder.inputType('UserFilter', {
  description: 'Only users for whom everything that is given holds.',
  fields: (t) => ({
    externalId: t.string({ description: 'Exactly this one; at most one user has it.' }),
    status: t.field({ type: [UserStatus] }),
    modality: t.field({ type: Modality, description: 'What they can be recognised by; NONE for who cannot be.' }),
    from: t.string({ description: 'First day on which they were created, YYYY-MM-DD, UTC.' }),
    to: t.string({ description: 'Last day.' }),
    flagged: t.boolean({ description: 'Only who waits for review as possibly the double of somebody else.' }),
    search: t.string({ description: 'The beginning of an id or of an external id, or a whole UUID.' }),
  }),
})

const UserSort = enumOf('UserSort', userSorts)

const UserOrder = builder.inputType('UserOrder', {
  fields: (t) => ({
    by: t.field({ type: UserSort, required: true }),
    direction: t.field({ type: Direction, defaultValue: 'asc' }),
  }),
})

export function userFilterOf(filter: typeof UserFilter.$inferInput | null | undefined) {
  return {
    status: filter?.status ?? undefined,
    modality: filter?.modality ?? undefined,
    from: filter?.from ?? undefined,
    to: filter?.to ?? undefined,
    flagged: filter?.flagged ?? undefined,
    search: filter?.search ?? undefined,
  }
}

const asked = new WeakMap<object, typeof UserFilter.$inferInput | null | undefined>()

const UserConnection = builder.connectionObject({
  type: User,
  name: 'UserConnection',
  fields: (t) => ({
    totalCount: t.int({
      description: 'How many there are of all pages; a filter by external id counts as if it were not given.',
      resolve: (connection, _args, context) => countUsers(context, userFilterOf(asked.get(connection))),
    }),
  }),
})

builder.queryField('users', (t) =>
  t.field({
    type: UserConnection,
    description: 'In order of creation unless told otherwise.',
    args: { ...pageArgs(t.arg), filter: t.arg({ type: UserFilter }), orderBy: t.arg({ type: UserOrder }) },
    complexity: pageCost,
    async resolve(_root, { first, after, filter, orderBy }, context) {
      const sort = orderBy?.by ?? 'created'
      const listing: UserListing = {
        ...userFilterOf(filter),
        first: first ?? pageDefault,
        after: after == null ? undefined : decodeKey(after),
        externalId: filter?.externalId ?? undefined,
        sort,
        direction: orderBy?.direction ?? 'asc',
      }
      const { users, hasMore } = await listUsersAfter(context, listing)
      const page = pageOf(users, { hasMore, after, cursor: (user) => encodeKey(userKey(user, sort)) })
      asked.set(page, filter)
      return page
    },
  }),
)
