/** People who asked to become admins by themselves, and who may. */
import {
  approveRegistration,
  changeRegistrationPolicy,
  listRegistrations,
  readRegistrationPolicy,
  refuseRegistration,
  type Registration as RegistrationShape,
} from '@/domain/admins'
import { resetFactors } from '@/domain/factors/factors'
import { AdminPayload, Role } from './admin'
import { builder } from './builder'
import { enumOf } from './enums'
import { AlreadyExists, FreshSignInRequired } from './errors'
import { rowId } from './ids'
import { mutation } from './mutation'
import { DonePayload } from './user-mutations'

const Registration = builder.objectRef<RegistrationShape>('Registration').implement({
  description: "Somebody who has confirmed their address and waits for an owner's answer.",
  fields: (t) => ({
    registrationId: t.exposeString('id'),
    email: t.exposeString('email'),
    firstName: t.exposeString('firstName'),
    lastName: t.exposeString('lastName'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    confirmedAt: t.expose('confirmedAt', { type: 'DateTime', nullable: true }),
  }),
})

builder.queryField('registrations', (t) =>
  t.field({
    type: [Registration],
    description: 'In the order of their coming.',
    complexity: { field: 1, multiplier: 10 },
    resolve: (_root, _args, context) => listRegistrations(context),
  }),
)

mutation('approveRegistration', {
  description: 'Makes them an admin, and mails them.',
  input: (t) => ({ registrationId: t.string({ required: true }), role: t.field({ type: Role, required: true }) }),
  payload: AdminPayload,
  errors: [AlreadyExists, FreshSignInRequired],
  run: async (context, { registrationId, role }) => ({
    adminId: (await approveRegistration(context, { registrationId, role })).id,
  }),
})

mutation('refuseRegistration', {
  description: 'Removes it with all it holds; its person is not told.',
  input: (t) => ({ registrationId: t.string({ required: true }) }),
  payload: DonePayload,
  run: async (context, { registrationId }) => {
    await refuseRegistration(context, { registrationId })
    return { done: true }
  },
})

const RegistrationWay = enumOf('RegistrationWay', ['invitation', 'approval', 'open'], {
  values: {
    invitation: 'Nobody by themselves.',
    approval: 'Whoever an owner approves.',
    open: 'Everybody whose address is confirmed.',
  },
})

type Policy = Awaited<ReturnType<typeof readRegistrationPolicy>>

const RegistrationPolicy = builder.objectRef<Policy>('RegistrationPolicy').implement({
  fields: (t) => ({
    way: t.expose('registration', { type: RegistrationWay }),
    role: t.expose('registrationRole', { type: Role, description: 'Of who comes in an open registration.' }),
    isMain: t.exposeBoolean('isMain', {
      description: "False: this tenant's people come by invitation, whatever is set.",
    }),
  }),
})

builder.queryField('registrationPolicy', (t) =>
  t.field({ type: RegistrationPolicy, resolve: (_root, _args, context) => readRegistrationPolicy(context) }),
)

const PolicyPayload = builder.objectRef<{ changed: boolean }>('RegistrationPolicyPayload').implement({
  fields: (t) => ({
    policy: t.field({
      type: RegistrationPolicy,
      resolve: (_payload, _args, context) => readRegistrationPolicy(context),
    }),
  }),
})

const RegistrationRole = enumOf('RegistrationRole', ['auditor', 'admin'])

mutation('changeRegistrationPolicy', {
  description: 'For owners.',
  input: (t) => ({
    way: t.field({ type: RegistrationWay, required: true }),
    role: t.field({ type: RegistrationRole, required: true }),
  }),
  payload: PolicyPayload,
  errors: [FreshSignInRequired],
  run: async (context, { way, role }) => {
    await changeRegistrationPolicy(context, { registration: way, registrationRole: role })
    return { changed: true }
  },
})

mutation('resetAdminFactors', {
  description: 'For an admin who has lost them: all factors go, their sessions end, and a password is enough again.',
  input: (t) => ({ adminId: t.id({ required: true }) }),
  payload: AdminPayload,
  errors: [FreshSignInRequired],
  run: async (context, { adminId }) => ({
    adminId: (await resetFactors(context, { adminId: rowId('Admin', adminId) })).adminId,
  }),
})
