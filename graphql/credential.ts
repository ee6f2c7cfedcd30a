/** Credentials that wallets hold. */
import { credentialsByIds } from '@/domain/by-ids'
import { credentialsOfUsers } from '@/domain/users/edges'
import { revokeCredential, type IssuedCredential } from '@/domain/wallet/credentials'
import { builder } from './builder'
import { enumOf } from './enums'
import { rowId } from './ids'
import { mutation } from './mutation'
import { User } from './user'

const CredentialState = enumOf('CredentialState', ['active', 'superseded', 'revoked', 'expired'])

export const Credential = builder.loadableNode('Credential', {
  description: 'A signed statement about a user that a wallet holds.',
  id: { resolve: ({ id }: IssuedCredential) => id },
  load: (ids: string[], context) => credentialsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    credentialId: t.exposeString('id', { description: 'The UUID in its urn.' }),
    state: t.expose('state', { type: CredentialState }),
    issuedAt: t.expose('issuedAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
    revokedReason: t.exposeString('revokedReason', { nullable: true, description: 'For people of the tenant.' }),
    supersededBy: t.exposeString('supersededBy', { nullable: true }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'Null once they are erased.',
      resolve: ({ userId }) => userId,
    }),
  }),
})

builder.objectField(User, 'credentials', (t) =>
  t.loadableList({
    type: Credential,
    nullable: true,
    description: 'Newest first; 20 of them.',
    complexity: { field: 1, multiplier: 2 },
    load: (ids: string[], context) => credentialsOfUsers(context, ids),
    resolve: ({ id }) => id,
  }),
)

const CredentialPayload = builder.objectRef<{ credentialId: string }>('CredentialPayload').implement({
  fields: (t) => ({ credential: t.field({ type: Credential, resolve: ({ credentialId }) => credentialId }) }),
})

mutation('revokeCredential', {
  description: 'For good: a wallet asks for another one. Revoking twice changes nothing.',
  input: (t) => ({
    credentialId: t.id({ required: true }),
    reason: t.string({ required: true, description: 'For people of the tenant; never published.' }),
  }),
  payload: CredentialPayload,
  run: async (context, { credentialId, reason }) => {
    const { id } = await revokeCredential(context, { credentialId: rowId('Credential', credentialId), reason })
    return { credentialId: id }
  },
})
