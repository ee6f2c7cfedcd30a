/** QR credentials: issued, recalled, mailed. */
import { qrCredentialsByIds } from '@/domain/by-ids'
import { deliverQrCredential } from '@/domain/qr-credential/deliver'
import { issueQrCredential } from '@/domain/qr-credential/issue'
import { qrSvg } from '@/domain/qr-credential/picture'
import {
  qrDeliveryStates,
  qrStates,
  type QrCredential as Row,
  type QrDelivery as Delivery,
} from '@/domain/qr-credential/read'
import { recallQrCredential } from '@/domain/qr-credential/recall'
import { qrCredentialsOfUsers, qrDeliveriesOfUsers } from '@/domain/users/edges'
import { builder } from './builder'
import { enumOf } from './enums'
import { rowId } from './ids'
import { mutation } from './mutation'
import { User } from './user'

const QrCredentialState = enumOf('QrCredentialState', qrStates)
const QrDeliveryState = enumOf('QrDeliveryState', qrDeliveryStates)

export const QrCredential = builder.loadableNode('QrCredential', {
  description: 'A QR by which a terminal knows somebody whom it does not hold. The QR itself is not kept.',
  id: { resolve: ({ id }: Row) => id },
  load: (ids: string[], context) => qrCredentialsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    state: t.expose('state', {
      type: QrCredentialState,
      description: 'OUTDATED: it is good, but a grant that it holds was changed, used up or removed since.',
    }),
    scopes: t.exposeInt('scopes', { description: 'How many grants it holds.' }),
    model: t.exposeString('model', { description: 'Of the template in it.' }),
    issuedAt: t.expose('issuedAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    recalledAt: t.expose('recalledAt', { type: 'DateTime', nullable: true }),
    recalledReason: t.exposeString('recalledReason', {
      nullable: true,
      description: 'by_hand, user_revoked, user_erased, face_removed, renamed or no_grant.',
    }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'Null once they are erased.',
      resolve: ({ userId }) => userId,
    }),
  }),
})

const QrDelivery = builder.objectRef<Delivery>('QrDelivery').implement({
  description: 'A mail with a QR credential. What bounces after a carrier took it is not heard of.',
  fields: (t) => ({
    state: t.expose('state', { type: QrDeliveryState }),
    reason: t.exposeString('reason', { nullable: true, description: 'Of a mail that was not sent, or failed.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    changedAt: t.expose('changedAt', { type: 'DateTime' }),
  }),
})

builder.objectField(User, 'qrCredentials', (t) =>
  t.loadableList({
    type: QrCredential,
    nullable: true,
    description: 'Newest first; 20 of them.',
    complexity: { field: 1, multiplier: 2 },
    load: (ids: string[], context) => qrCredentialsOfUsers(context, ids),
    resolve: ({ id }) => id,
  }),
)

builder.objectField(User, 'qrDeliveries', (t) =>
  t.loadableList({
    type: QrDelivery,
    nullable: true,
    description: 'Newest first; 20 of them.',
    complexity: { field: 1, multiplier: 2 },
    load: (ids: string[], context) => qrDeliveriesOfUsers(context, ids),
    resolve: ({ id }) => id,
  }),
)

interface Issued {
  id: string
  text: string
}

const IssuedPayload = builder.objectRef<Issued>('IssueQrCredentialPayload').implement({
  fields: (t) => ({
    qrCredential: t.field({ type: QrCredential, resolve: ({ id }) => id }),
    text: t.exposeString('text', { description: 'What stands in the QR.' }),
    svg: t.field({ type: 'String', description: 'The QR itself.', resolve: ({ text }) => qrSvg(text) }),
  }),
})

mutation('issueQrCredential', {
  description: 'The present one again where it is good and says what holds now; else another.',
  input: (t) => ({
    userId: t.id({ required: true }),
    isNew: t.boolean({ description: 'Another one in any case. Those before stay good.' }),
  }),
  payload: IssuedPayload,
  secret: true,
  run: async (context, { userId, isNew }) => {
    const { credential, text } = await issueQrCredential(context, {
      userId: rowId('User', userId),
      isNew: isNew ?? undefined,
    })
    return { id: credential.id, text }
  },
})

const RecalledPayload = builder.objectRef<{ id: string }>('RecallQrCredentialPayload').implement({
  fields: (t) => ({ qrCredential: t.field({ type: QrCredential, resolve: ({ id }) => id }) }),
})

mutation('recallQrCredential', {
  description: 'For good. Terminals that are connected refuse it within seconds, others once they are.',
  input: (t) => ({ qrCredentialId: t.id({ required: true }) }),
  payload: RecalledPayload,
  run: (context, { qrCredentialId }) => recallQrCredential(context, { id: rowId('QrCredential', qrCredentialId) }),
})

const DeliveryPayload = builder.objectRef<{ delivery: Delivery }>('DeliverQrCredentialPayload').implement({
  fields: (t) => ({ delivery: t.field({ type: QrDelivery, resolve: ({ delivery }) => delivery }) }),
})

mutation('deliverQrCredential', {
  description: 'Mails it to the person, if their consent to be recognised is on record.',
  input: (t) => ({
    userId: t.id({ required: true }),
    email: t.string({ description: 'Kept from now on, in place of the one that is known.' }),
  }),
  payload: DeliveryPayload,
  run: async (context, { userId, email }) => ({
    delivery: await deliverQrCredential(context, { userId: rowId('User', userId), email: email ?? undefined }),
  }),
})
