/** Admins: the people who sign in to the portal, and those who were invited. */
import {
  changeRole,
  endSessionsOfAdmin,
  inviteAdmin,
  listAdmins,
  listInvitations,
  resendInvitation,
  resumeAdmin,
  suspendAdmin,
  withdrawInvitation,
  type AdminRow,
  type Invitation as InvitationShape,
} from '@/domain/admins'
import { adminsByIds } from '@/domain/by-ids'
import { builder } from './builder'
import { Direction, enumOf } from './enums'
import { AlreadyExists, FreshSignInRequired } from './errors'
import { rowId } from './ids'
import { given, mutation } from './mutation'
import { pageArgs, pageByPosition, pageCost, pageDefault, positionOf } from './pages'
import { DonePayload } from './user-mutations'

export const Role = enumOf('Role', ['owner', 'admin', 'auditor'])

export const Admin = builder.loadableNode('Admin', {
  description: 'A person who signs in to the portal.',
  id: { resolve: ({ id }: AdminRow) => id },
  load: (ids: string[], context) => adminsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    firstName: t.exposeString('firstName'),
    lastName: t.exposeString('lastName'),
    email: t.exposeString('email'),
    role: t.expose('role', { type: Role }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', nullable: true }),
    suspendedAt: t.expose('suspendedAt', { type: 'DateTime', nullable: true }),
    hasSecondFactor: t.exposeBoolean('hasSecondFactor', { description: 'A password alone does not sign them in.' }),
  }),
})

const AdminConnection = builder.connectionObject({ type: Admin, name: 'AdminConnection' })

const AdminState = enumOf('AdminState', ['active', 'suspended'])
const AdminSort = enumOf('AdminSort', ['name', 'email', 'role', 'createdAt', 'lastSeenAt'])

const AdminFilter = builder.inputType('AdminFilter', {
  fields: (t) => ({
    search: t.string({ description: 'Part of a name or of an address.' }),
    role: t.field({ type: Role }),
    state: t.field({ type: AdminState }),
  }),
})

const AdminOrder = builder.inputType('AdminOrder', {
  fields: (t) => ({
    by: t.field({ type: AdminSort, required: true }),
    direction: t.field({ type: Direction, defaultValue: 'asc' }),
  }),
})

builder.queryField('admins', (t) =>
  t.field({
    type: AdminConnection,
    description: 'In order of creation unless told otherwise.',
    args: { ...pageArgs(t.arg), filter: t.arg({ type: AdminFilter }), orderBy: t.arg({ type: AdminOrder }) },
    complexity: pageCost,
    async resolve(_root, { first, after, filter, orderBy }, context) {
      const { rows, total } = await listAdmins(context, {
        search: given(filter?.search),
        role: given(filter?.role),
        state: given(filter?.state),
        sort: given(orderBy?.by),
        direction: given(orderBy?.direction),
        pageSize: first ?? pageDefault,
        offset: positionOf(after),
      })
      return pageByPosition(rows, { total, after })
    },
  }),
)

const Invitation = builder.objectRef<InvitationShape>('Invitation').implement({
  description: 'Somebody who may become an admin by a link that was mailed to them; the link is shown nowhere.',
  fields: (t) => ({
    invitationId: t.exposeString('id'),
    email: t.exposeString('email'),
    role: t.expose('role', { type: Role }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    isOpen: t.boolean({ resolve: ({ state }) => state === 'open' }),
    madeBy: t.exposeString('madeBy', { nullable: true }),
  }),
})

builder.queryField('invitations', (t) =>
  t.field({
    type: [Invitation],
    description: 'Neither accepted nor withdrawn, newest first.',
    complexity: { field: 1, multiplier: 10 },
    resolve: (_root, _args, context) => listInvitations(context),
  }),
)

export const AdminPayload = builder.objectRef<{ adminId: string }>('AdminPayload').implement({
  fields: (t) => ({ admin: t.field({ type: Admin, resolve: ({ adminId }) => adminId }) }),
})

const InvitationPayload = builder.objectRef<{ invitationId: string }>('InvitationPayload').implement({
  fields: (t) => ({
    invitation: t.field({
      type: Invitation,
      nullable: true,
      description: 'Null once it was accepted or withdrawn.',
      resolve: async ({ invitationId }, _args, context) =>
        (await listInvitations(context)).find(({ id }) => id === invitationId) ?? null,
    }),
  }),
})

mutation('inviteAdmin', {
  description: 'By mail. An earlier invitation of the same address stops working.',
  input: (t) => ({ email: t.string({ required: true }), role: t.field({ type: Role, required: true }) }),
  payload: InvitationPayload,
  errors: [AlreadyExists, FreshSignInRequired],
  run: async (context, { email, role }) => {
    return { invitationId: (await inviteAdmin(context, { email, role })).invitation.id }
  },
})

mutation('resendInvitation', {
  description: 'With a new link; the old one stops working.',
  input: (t) => ({ invitationId: t.string({ required: true }) }),
  payload: InvitationPayload,
  errors: [FreshSignInRequired],
  run: async (context, { invitationId }) => {
    return { invitationId: (await resendInvitation(context, { invitationId })).invitation.id }
  },
})

mutation('withdrawInvitation', {
  description: 'The link stops at once.',
  input: (t) => ({ invitationId: t.string({ required: true }) }),
  payload: DonePayload,
  run: async (context, { invitationId }) => {
    await withdrawInvitation(context, { invitationId })
    return { done: true }
  },
})

mutation('changeAdminRole', {
  description: 'One owner always remains.',
  input: (t) => ({ adminId: t.id({ required: true }), role: t.field({ type: Role, required: true }) }),
  payload: AdminPayload,
  errors: [FreshSignInRequired],
  run: async (context, { adminId, role }) => {
    return { adminId: (await changeRole(context, { adminId: rowId('Admin', adminId), role })).id }
  },
})

mutation('suspendAdmin', {
  description: 'They are signed out everywhere and do not get in again until they are resumed.',
  input: (t) => ({ adminId: t.id({ required: true }) }),
  payload: AdminPayload,
  run: async (context, { adminId }) => ({
    adminId: (await suspendAdmin(context, { adminId: rowId('Admin', adminId) })).id,
  }),
})

mutation('resumeAdmin', {
  description: 'Lets a suspended admin in again.',
  input: (t) => ({ adminId: t.id({ required: true }) }),
  payload: AdminPayload,
  errors: [FreshSignInRequired],
  run: async (context, { adminId }) => ({
    adminId: (await resumeAdmin(context, { adminId: rowId('Admin', adminId) })).id,
  }),
})

export const EndedSessions = builder.objectRef<{ sessions: number }>('EndedSessionsPayload').implement({
  fields: (t) => ({ sessions: t.exposeInt('sessions', { description: 'How many there were.' }) }),
})

mutation('endAdminSessions', {
  description: 'Signs an admin out everywhere.',
  input: (t) => ({ adminId: t.id({ required: true }) }),
  payload: EndedSessions,
  run: async (context, { adminId }) => ({
    sessions: await endSessionsOfAdmin(context, { adminId: rowId('Admin', adminId) }),
  }),
})
