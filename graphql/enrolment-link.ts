/** Enrolment links: people are asked to enrol themselves, on a device of their own. */
import {
  createEnrolmentLink,
  enrolmentLinksByIds,
  listEnrolmentLinks,
  mailEnrolmentLink,
  withdrawEnrolmentLink,
} from '@/domain/self-enrolment/manage'
import {
  enrolmentLanguages,
  enrolmentLinkStates,
  mostTries,
  type EnrolmentLink as EnrolmentLinkShape,
} from '@/domain/self-enrolment/link'
import { builder } from './builder'
import { enumOf } from './enums'
import { UserQuotaReached } from './errors'
import { decodeCursor, encodeCursor, rowId, rowIdOf } from './ids'
import { given, mutation } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { User } from './user'

const EnrolmentLanguage = enumOf('EnrolmentLanguage', enrolmentLanguages)

const EnrolmentLinkState = enumOf('EnrolmentLinkState', enrolmentLinkStates, {
  values: {
    open: 'Nobody has looked at it yet.',
    opened: 'Somebody has opened it.',
    consented: 'They have agreed to the text, and are not enrolled yet.',
    finished: 'They are enrolled.',
    locked: `${mostTries} liveness checks were handed in, and none enrolled anybody.`,
  },
})

export const EnrolmentLink = builder.loadableNode('EnrolmentLink', {
  description:
    'By it one person enrols themselves, once. Its address is shown when it is made, and otherwise only mailed.',
  id: { resolve: ({ id }: EnrolmentLinkShape) => id },
  load: (ids: string[], context) => enrolmentLinksByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    linkId: t.exposeString('id'),
    state: t.expose('state', { type: EnrolmentLinkState }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'Whom it enrols; null for somebody new who is not enrolled yet.',
      resolve: ({ userId }) => userId,
    }),
    externalId: t.exposeString('externalId', { nullable: true }),
    name: t.exposeString('name', { nullable: true, description: 'How the person is addressed.' }),
    email: t.exposeString('email', { nullable: true }),
    language: t.expose('language', {
      type: EnrolmentLanguage,
      nullable: true,
      description: 'Null: as their browser asks.',
    }),
    tries: t.exposeInt('tries', { description: 'Liveness checks that were handed in.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    openedAt: t.expose('openedAt', { type: 'DateTime', nullable: true }),
    consentedAt: t.expose('consentedAt', { type: 'DateTime', nullable: true }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    withdrawnAt: t.expose('withdrawnAt', { type: 'DateTime', nullable: true }),
  }),
})

const EnrolmentLinkConnection = builder.connectionObject({ type: EnrolmentLink, name: 'EnrolmentLinkConnection' })

builder.queryField('enrolmentLinks', (t) =>
  t.field({
    type: EnrolmentLinkConnection,
    description: 'Newest first. One that came to nothing is forgotten a month after its end.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    async resolve(_root, { first, after }, context) {
      const { links, hasMore } = await listEnrolmentLinks(context, {
        first: first ?? pageDefault,
        after: after == null ? undefined : decodeCursor(after),
      })
      return pageOf(links, { hasMore, after, cursor: encodeCursor })
    },
  }),
)

const MadeLink = builder.objectRef<{ linkId: string; url: string }>('CreateEnrolmentLinkPayload').implement({
  description: 'Shown this once: a repeated call is refused.',
  fields: (t) => ({
    enrolmentLink: t.field({ type: EnrolmentLink, resolve: ({ linkId }) => linkId }),
    url: t.exposeString('url', { description: 'Hand it to the person, and to nobody else.' }),
  }),
})

mutation('createEnrolmentLink', {
  description:
    'Asks somebody to enrol themselves. An earlier link for the same user or external id stops working. There must be a published consent text.',
  input: (t) => ({
    userId: t.id({ description: 'Who is there already and has no face. Default: a new user.' }),
    externalId: t.string({ description: 'Of the user that comes of it; whoever has it already is enrolled by it.' }),
    name: t.string({ description: 'How the person is addressed; forgotten with the link.' }),
    email: t.string({ description: 'Also gets the confirmation, with the way back.' }),
    language: t.field({ type: EnrolmentLanguage }),
    days: t.int({ description: '1 to 30. Default: 7.' }),
    mail: t.boolean({ description: 'Send the link to `email`.' }),
  }),
  payload: MadeLink,
  errors: [UserQuotaReached],
  secret: true,
  run: async (context, { userId, externalId, name, email, language, days, mail }) => {
    const { link, url } = await createEnrolmentLink(context, {
      userId: rowIdOf('User', userId),
      externalId: given(externalId),
      name: given(name),
      email: given(email),
      language: given(language),
      days: given(days),
      mail: given(mail),
    })
    return { linkId: link.id, url }
  },
})

const EnrolmentLinkPayload = builder.objectRef<{ linkId: string }>('EnrolmentLinkPayload').implement({
  fields: (t) => ({ enrolmentLink: t.field({ type: EnrolmentLink, resolve: ({ linkId }) => linkId }) }),
})

mutation('withdrawEnrolmentLink', {
  description: 'It stops at once. Who is enrolled by it stays enrolled; then this is refused.',
  input: (t) => ({ linkId: t.id({ required: true }) }),
  payload: EnrolmentLinkPayload,
  run: async (context, { linkId }) => ({
    linkId: (await withdrawEnrolmentLink(context, { linkId: rowId('EnrolmentLink', linkId) })).id,
  }),
})

mutation('mailEnrolmentLink', {
  description: 'Mails it again, to the address that it was made with.',
  input: (t) => ({ linkId: t.id({ required: true }) }),
  payload: EnrolmentLinkPayload,
  run: async (context, { linkId }) => ({
    linkId: (await mailEnrolmentLink(context, { linkId: rowId('EnrolmentLink', linkId) })).id,
  }),
})
