/** Members: users with continuous access. */
import { grantsByIds, type GrantRow } from '@/domain/by-ids'
import {
  addMembers,
  changeMember,
  listMembers,
  memberStates,
  removeMembers,
  stateOfMember,
  type MemberAddition,
} from '@/domain/members/members'
import { RemovedPayload } from './attendee'
import { builder } from './builder'
import { enumOf } from './enums'
import { Grant, WeeklySpan, WeeklySpanInput } from './grant'
import { decodeCursor, encodeCursor, rowId, rowIdOf, rowIds } from './ids'
import { given, mutation, type InputBuilder } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { User } from './user'
import { Zone } from './zone'

const MemberState = enumOf('MemberState', memberStates, {
  description: 'By the validity; a weekly schedule does not count.',
})

export const Member = builder.loadableNode('Member', {
  description: 'A user with continuous access.',
  interfaces: [Grant],
  id: { resolve: ({ id }: GrantRow) => id },
  load: async (ids: string[], context) =>
    (await grantsByIds(context, ids)).map((grant) => (grant?.kind === 'member' ? grant : null)),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    memberId: t.exposeString('id', { description: 'Its id in the events API.' }),
    zones: t.field({
      type: [Zone],
      nullable: true,
      description: 'Null: every door of the tenant.',
      resolve: ({ zoneRows }) => zoneRows,
    }),
    state: t.field({ type: MemberState, resolve: (member, _args, context) => stateOfMember(member, context.now()) }),
    schedule: t.expose('schedule', { type: [WeeklySpan], nullable: true, description: 'Null: at any time.' }),
  }),
})

const MemberConnection = builder.connectionObject({ type: Member, name: 'MemberConnection' })

const MemberFilter = builder.inputType('MemberFilter', {
  fields: (t) => ({
    externalId: t.string({ description: "The customer's own id of the user." }),
    removed: t.boolean({ description: 'Those who were removed, instead of those who stand.' }),
    search: t.string({ description: 'The beginning of an id or of an external id of a user, or a whole UUID.' }),
    zoneId: t.id({ description: 'Who may come in there, whether or not they may elsewhere.' }),
    states: t.field({ type: [MemberState] }),
  }),
})

builder.queryField('members', (t) =>
  t.field({
    type: MemberConnection,
    description: 'In the order in which they were added.',
    args: { ...pageArgs(t.arg), filter: t.arg({ type: MemberFilter }) },
    complexity: pageCost,
    async resolve(_root, { first, after, filter }, context) {
      const { members, hasMore } = await listMembers(context, {
        first: first ?? pageDefault,
        after: after == null ? undefined : decodeCursor(after),
        externalId: given(filter?.externalId),
        removed: filter?.removed ?? false,
        search: given(filter?.search),
        zoneRow: rowIdOf('Zone', filter?.zoneId),
        states: given(filter?.states),
      })
      return pageOf(members, { hasMore, after, cursor: encodeCursor })
    },
  }),
)

const MemberRefusal = enumOf('MemberRefusal', ['user_not_found', 'user_without_credential', 'member_already_exists'])

/** Without the names by which the call named them: an answer is kept for a day, and they may be the customer's own. */
type Answer =
  | { id: string | null; outcome: 'added'; memberId: string }
  | { id: string | null; outcome: 'refused'; reason: Extract<MemberAddition, { outcome: 'refused' }>['reason'] }

const MemberAdditionType = builder.objectRef<Answer>('MemberAddition').implement({
  description: 'What became of one of those who were to be added: a member, or why not.',
  fields: (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      resolve: ({ id }) => id,
    }),
    member: t.field({
      type: Member,
      nullable: true,
      resolve: (one) => (one.outcome === 'added' ? one.memberId : null),
    }),
    refusal: t.field({
      type: MemberRefusal,
      nullable: true,
      resolve: (one) => (one.outcome === 'refused' ? one.reason : null),
    }),
  }),
})

const AddMembersPayload = builder.objectRef<{ added: number; results: Answer[] }>('AddMembersPayload').implement({
  fields: (t) => ({
    added: t.exposeInt('added'),
    results: t.expose('results', {
      type: [MemberAdditionType],
      description: 'One for each user, in the order of the call.',
    }),
  }),
})

const reach = (t: InputBuilder) => ({
  validFrom: t.field({ type: 'DateTime' }),
  validUntil: t.field({ type: 'DateTime' }),
  zoneIds: t.idList({ description: 'Null: every door of the tenant, those that come later included.' }),
  schedule: t.field({ type: [WeeklySpanInput], description: 'Null: at any time.' }),
})

interface Reach {
  validFrom?: Date | null
  validUntil?: Date | null
  zoneIds?: string[] | null
  schedule?: { days: number[]; from: string; until: string }[] | null
}

const reached = ({ validFrom, validUntil, zoneIds, schedule }: Reach) => ({
  validFrom: validFrom ?? null,
  validUntil: validUntil ?? null,
  zoneRows: zoneIds ? rowIds('Zone', zoneIds) : null,
  schedule: schedule ?? null,
})

const answered = (results: MemberAddition[]) => ({
  added: results.filter(({ outcome }) => outcome === 'added').length,
  results: results.map(({ userId: _named, ...answer }): Answer => answer),
})

const standsInNoWay = 'who cannot stands in the way of nobody else.'

mutation('addMembers', {
  description: `Adds all who can be added, up to 1,000 in one transaction; ${standsInNoWay}`,
  input: (t) => ({ userIds: t.idList({ required: true }), ...reach(t) }),
  payload: AddMembersPayload,
  run: async (context, { userIds, ...rest }) =>
    answered(await addMembers(context, { ...reached(rest), userIds: rowIds('User', userIds) })),
})

mutation('addMembersByExternalId', {
  description: `As \`addMembers\`, by the customer's own ids: the rows of a table, up to 1,000; ${standsInNoWay}`,
  input: (t) => ({ externalIds: t.stringList({ required: true }), ...reach(t) }),
  payload: AddMembersPayload,
  run: async (context, { externalIds, ...rest }) =>
    answered(await addMembers(context, { ...reached(rest), externalIds })),
})

const MemberPayload = builder.objectRef<{ memberId: string }>('MemberPayload').implement({
  fields: (t) => ({ member: t.field({ type: Member, resolve: ({ memberId }) => memberId }) }),
})

mutation('changeMember', {
  description: 'Changes what is named; null takes a bound away.',
  input: (t) => ({
    memberId: t.id({ required: true }),
    validFrom: t.field({ type: 'DateTime' }),
    validUntil: t.field({ type: 'DateTime' }),
    zoneIds: t.idList(),
    schedule: t.field({ type: [WeeklySpanInput] }),
  }),
  payload: MemberPayload,
  run: async (context, { memberId, zoneIds, ...reach }) => {
    const member = await changeMember(context, {
      id: rowId('Member', memberId),
      ...reach,
      ...(zoneIds !== undefined && { zoneRows: zoneIds ? rowIds('Zone', zoneIds) : null }),
    })
    return { memberId: member.id }
  },
})

mutation('removeMembers', {
  description: 'Up to 1,000; their templates leave the terminals unless another grant holds.',
  input: (t) => ({ memberIds: t.idList({ required: true }) }),
  payload: RemovedPayload,
  run: async (context, { memberIds }) => ({
    removed: await removeMembers(context, { memberIds: rowIds('Member', memberIds) }),
  }),
})
