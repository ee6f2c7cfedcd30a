/**
 * The account of the admin who is signed in: name, sessions, factors. What is a ceremony between a person and their browser is not
 * here: signing in, showing anew that it is them, changing the password, setting up an app or a passkey. Those are the portal's.
 */
import { updateProfile } from '@/domain/account'
import { removeAuthenticator } from '@/domain/factors/authenticator'
import { listFactors, type OwnFactors, type Passkey as PasskeyShape } from '@/domain/factors/factors'
import { ownId } from '@/domain/factors/own'
import { removePasskey, renamePasskey } from '@/domain/factors/passkeys'
import { renewRecoveryCodes } from '@/domain/factors/recovery'
import { endOtherSessions, endSession, listSessions, type Session as SessionShape } from '@/domain/sessions'
import { AppError } from '@/domain/errors'
import { Admin, EndedSessions } from './admin'
import { builder } from './builder'
import { FreshSignInRequired } from './errors'
import { mutation } from './mutation'
import { DonePayload } from './user-mutations'

const Session = builder.objectRef<SessionShape>('Session').implement({
  description: 'A browser in which the admin is signed in.',
  fields: (t) => ({
    sessionId: t.exposeString('id'),
    isCurrent: t.boolean({ resolve: ({ id }, _args, { sessionId }) => id === sessionId }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    provedAt: t.expose('provedAt', { type: 'DateTime', description: 'When they last showed that it is them.' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    source: t.exposeString('source', { description: 'The address that it calls from.' }),
    browser: t.exposeString('browser', { description: 'What the browser calls itself.' }),
  }),
})

const Passkey = builder.objectRef<PasskeyShape>('Passkey').implement({
  fields: (t) => ({
    passkeyId: t.exposeString('id'),
    name: t.exposeString('name'),
    isSynced: t.exposeBoolean('isSynced', { description: 'Copied between the devices of its owner.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
    suspectAt: t.expose('suspectAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its counter went backwards: it may have been copied.',
    }),
  }),
})

const Factors = builder.objectRef<OwnFactors>('Factors').implement({
  description: 'By what the admin signs in beside the password.',
  fields: (t) => ({
    authenticatorSince: t.expose('authenticatorSince', { type: 'DateTime', nullable: true }),
    passkeys: t.expose('passkeys', { type: [Passkey] }),
    recoveryCodesLeft: t.exposeInt('recoveryCodesLeft'),
  }),
})

const Account = builder.objectRef<{ adminId: string }>('Account').implement({
  description: "An admin's own.",
  fields: (t) => ({
    admin: t.field({ type: Admin, resolve: ({ adminId }) => adminId }),
    sessions: t.field({
      type: [Session],
      description: 'Newest first.',
      resolve: (_account, _args, context) => listSessions(context),
    }),
    factors: t.field({ type: Factors, resolve: (_account, _args, context) => listFactors(context) }),
  }),
})

builder.queryField('account', (t) =>
  t.field({
    type: Account,
    description: 'Of the admin who is signed in; a client has none.',
    resolve: (_root, _args, context) => ({ adminId: ownId(context) }),
  }),
)

const AccountPayload = builder.objectRef<{ adminId: string }>('AccountPayload').implement({
  fields: (t) => ({ account: t.field({ type: Account, resolve: ({ adminId }) => ({ adminId }) }) }),
})

mutation('updateProfile', {
  description: "Changes the caller's own name.",
  input: (t) => ({ firstName: t.string({ required: true }), lastName: t.string({ required: true }) }),
  payload: AccountPayload,
  run: async (context, { firstName, lastName }) => {
    await updateProfile(context, { firstName, lastName })
    return { adminId: ownId(context) }
  },
})

mutation('endSession', {
  description: "Ends one of the caller's own sessions; ending it twice changes nothing.",
  input: (t) => ({ sessionId: t.string({ required: true }) }),
  payload: DonePayload,
  run: async (context, { sessionId }) => {
    await endSession(context, { sessionId })
    return { done: true }
  },
})

mutation('endOtherSessions', {
  description: "Ends all of the caller's sessions but the one that calls.",
  input: () => ({}),
  payload: EndedSessions,
  run: async (context) => {
    const { sessionId } = context
    if (sessionId === undefined) throw new AppError('forbidden', 'Only an admin who is signed in has sessions.')
    return { sessions: await endOtherSessions(context, { sessionId }) }
  },
})

mutation('removeAuthenticator', {
  description: 'The app gives no second factor any more.',
  input: () => ({}),
  payload: AccountPayload,
  errors: [FreshSignInRequired],
  run: async (context) => {
    await removeAuthenticator(context)
    return { adminId: ownId(context) }
  },
})

mutation('renamePasskey', {
  description: "One of the caller's own.",
  input: (t) => ({ passkeyId: t.string({ required: true }), name: t.string({ required: true }) }),
  payload: AccountPayload,
  run: async (context, { passkeyId, name }) => {
    await renamePasskey(context, { passkeyId, name })
    return { adminId: ownId(context) }
  },
})

mutation('removePasskey', {
  description: "One of the caller's own: nobody signs in with it any more.",
  input: (t) => ({ passkeyId: t.string({ required: true }) }),
  payload: AccountPayload,
  errors: [FreshSignInRequired],
  run: async (context, { passkeyId }) => {
    await removePasskey(context, { passkeyId })
    return { adminId: ownId(context) }
  },
})

const RecoveryCodes = builder.objectRef<{ codes: string[] }>('RecoveryCodesPayload').implement({
  description: 'Shown this once: a repeated call is refused.',
  fields: (t) => ({ codes: t.exposeStringList('codes', { description: 'Each good for one use.' }) }),
})

mutation('renewRecoveryCodes', {
  description: 'New ones; those of before are void.',
  input: () => ({}),
  payload: RecoveryCodes,
  secret: true,
  errors: [FreshSignInRequired],
  run: async (context) => ({ codes: await renewRecoveryCodes(context) }),
})
