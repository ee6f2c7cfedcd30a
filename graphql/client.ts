/** Clients: machines that call with a key and a secret. */
import { clientsByIds } from '@/domain/by-ids'
import { endOverlap, revokeClient, rotateClient, updateClient } from '@/domain/client-changes'
import { createClient, listClients, scopes, type Client as ClientShape } from '@/domain/clients'
import { builder } from './builder'
import { enumOf } from './enums'
import { AlreadyExists, FreshSignInRequired } from './errors'
import { rowId } from './ids'
import { given, mutation } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOfAll } from './pages'

const Scope = enumOf('Scope', scopes)

export const Client = builder.loadableNode('Client', {
  description: 'A machine that calls the API.',
  id: { resolve: ({ id }: ClientShape) => id },
  load: (ids: string[], context) => clientsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    name: t.exposeString('name'),
    key: t.exposeString('key', { description: 'The public half of the pair.' }),
    scopes: t.field({ type: [Scope], resolve: ({ scopes: own }) => [...own] }),
    requestQuota: t.exposeFloat('requestQuota', { nullable: true, description: 'Null: any number.' }),
    requestsUsed: t.exposeFloat('requestsUsed'),
    allowedOrigins: t.exposeStringList('allowedOrigins', {
      description: 'Pages of these addresses may call from a browser.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
    rotatedAt: t.expose('rotatedAt', { type: 'DateTime', nullable: true }),
    previousSecretUntil: t.expose('previousSecretUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the secret before the last rotation goes on working.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
  }),
})

const ClientConnection = builder.connectionObject({ type: Client, name: 'ClientConnection' })

builder.queryField('clients', (t) =>
  t.field({
    type: ClientConnection,
    description: 'In order of creation, revoked ones included.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    resolve: async (_root, { first, after }, context) =>
      pageOfAll(await listClients(context), { first: first ?? pageDefault, after }),
  }),
)

const ClientPayload = builder.objectRef<{ clientId: string }>('ClientPayload').implement({
  fields: (t) => ({ client: t.field({ type: Client, resolve: ({ clientId }) => clientId }) }),
})

interface Pair {
  clientId: string
  key: string
  secret: string
  appToken: string
}

const ClientPair = builder.objectRef<Pair>('ClientPairPayload').implement({
  description: 'Shown this once: a repeated call is refused.',
  fields: (t) => ({
    client: t.field({ type: Client, resolve: ({ clientId }) => clientId }),
    key: t.exposeString('key'),
    secret: t.exposeString('secret'),
    appToken: t.exposeString('appToken', { description: 'For the liveness host of the legacy API.' }),
  }),
})

mutation('createClient', {
  description: 'Gives a key and a secret, which is shown this once.',
  input: (t) => ({
    name: t.string({ required: true }),
    scopes: t.field({ type: [Scope] }),
    requestQuota: t.float({ description: 'Null: any number.' }),
    allowedOrigins: t.stringList(),
    expiresAt: t.field({ type: 'DateTime' }),
  }),
  payload: ClientPair,
  secret: true,
  errors: [AlreadyExists, FreshSignInRequired],
  run: async (context, { name, scopes: wanted, requestQuota, allowedOrigins, expiresAt }) => {
    const { clientId, key, secret, appToken } = await createClient(context, {
      name,
      scopes: given(wanted),
      requestQuota: requestQuota ?? null,
      allowedOrigins: given(allowedOrigins),
      expiresAt: expiresAt ?? null,
    })
    return { clientId, key, secret, appToken }
  },
})

mutation('updateClient', {
  description: "Changes what is named; holds from the client's next request on.",
  input: (t) => ({
    clientId: t.id({ required: true }),
    name: t.string(),
    scopes: t.field({ type: [Scope] }),
    requestQuota: t.float({ description: 'Null: any number.' }),
    allowedOrigins: t.stringList(),
    expiresAt: t.field({ type: 'DateTime', description: 'Null: never.' }),
    restartCount: t.boolean({ description: 'Counts the quota from zero again.' }),
  }),
  payload: ClientPayload,
  errors: [FreshSignInRequired],
  run: async (context, { clientId, name, scopes: wanted, allowedOrigins, restartCount, ...nullable }) => {
    const client = await updateClient(context, {
      ...nullable,
      clientId: rowId('Client', clientId),
      name: given(name),
      scopes: given(wanted),
      allowedOrigins: given(allowedOrigins),
      restartCount: restartCount ?? false,
    })
    return { clientId: client.id }
  },
})

mutation('rotateClient', {
  description: 'Gives a new secret. The old one stops at once, or after the overlap.',
  input: (t) => ({ clientId: t.id({ required: true }), overlapHours: t.int() }),
  payload: ClientPair,
  secret: true,
  errors: [FreshSignInRequired],
  run: async (context, input) => {
    const { clientId, key, secret, appToken } = await rotateClient(context, {
      clientId: rowId('Client', input.clientId),
      overlapHours: given(input.overlapHours),
    })
    return { clientId, key, secret, appToken }
  },
})

mutation('endClientOverlap', {
  description: 'The secret before the last rotation stops now.',
  input: (t) => ({ clientId: t.id({ required: true }) }),
  payload: ClientPayload,
  run: async (context, { clientId }) => ({
    clientId: (await endOverlap(context, { clientId: rowId('Client', clientId) })).id,
  }),
})

mutation('revokeClient', {
  description: 'For good; the client stops at its next request.',
  input: (t) => ({ clientId: t.id({ required: true }) }),
  payload: ClientPayload,
  run: async (context, { clientId }) => ({
    clientId: (await revokeClient(context, { clientId: rowId('Client', clientId) })).id,
  }),
})
