/** Consent: the texts that people agree to, and who has. */
import { recordConsent, withdrawConsent } from '@/domain/consents/record'
import {
  consentTextsByIds,
  discardConsentDraft,
  getConsentText,
  listConsentTexts,
  publishConsentText,
  saveConsentDraft,
  type ConsentText as ConsentTextShape,
  type TextHead,
} from '@/domain/consents/texts'
import { builder } from './builder'
import { rowId } from './ids'
import { given, mutation } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOfAll } from './pages'
import { User } from './user'
import { DonePayload } from './user-mutations'

const fieldsOf = {
  textId: 'For `recordConsent`.',
  version: 'Rises with each that is published in its language.',
}

const ConsentTextHead = builder.loadableNode('ConsentTextHead', {
  description: 'A text without its words.',
  id: { resolve: ({ id }: TextHead) => id },
  load: (ids: string[], context) => consentTextsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    textId: t.exposeString('id', { description: fieldsOf.textId }),
    purpose: t.exposeString('purpose'),
    language: t.exposeString('language'),
    version: t.exposeInt('version', { description: fieldsOf.version }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', nullable: true, description: 'Null for a draft.' }),
  }),
})

const ConsentText = builder.objectRef<ConsentTextShape>('ConsentText').implement({
  description: 'A text that people agree to; published words never change.',
  fields: (t) => ({
    textId: t.exposeString('id', { description: fieldsOf.textId }),
    purpose: t.exposeString('purpose'),
    language: t.exposeString('language'),
    version: t.exposeInt('version', { description: fieldsOf.version }),
    body: t.exposeString('body'),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', nullable: true, description: 'Null for a draft.' }),
  }),
})

const ConsentTextConnection = builder.connectionObject({ type: ConsentTextHead, name: 'ConsentTextConnection' })

builder.queryField('consentTexts', (t) =>
  t.field({
    type: ConsentTextConnection,
    description: 'Every version of every text, newest first within purpose and language.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    resolve: async (_root, { first, after }, context) =>
      pageOfAll(await listConsentTexts(context), { first: first ?? pageDefault, after }),
  }),
)

builder.queryField('consentText', (t) =>
  t.field({
    type: ConsentText,
    args: { textId: t.arg.string({ required: true }) },
    resolve: (_root, { textId }, context) => getConsentText(context, { textId }),
  }),
)

const ConsentTextPayload = builder.objectRef<{ textId: string }>('ConsentTextPayload').implement({
  fields: (t) => ({
    text: t.field({
      type: ConsentText,
      resolve: ({ textId }, _args, context) => getConsentText(context, { textId }),
    }),
  }),
})

mutation('saveConsentDraft', {
  description: 'Writes the draft of the next version, or replaces the words of the one there is.',
  input: (t) => ({
    purpose: t.string(),
    language: t.string({ required: true }),
    body: t.string({ required: true }),
  }),
  payload: ConsentTextPayload,
  run: async (context, { purpose, language, body }) => ({
    textId: (await saveConsentDraft(context, { purpose: given(purpose), language, body })).id,
  }),
})

mutation('publishConsentText', {
  description: 'From now on people agree to these words, which never change again.',
  input: (t) => ({ textId: t.string({ required: true }) }),
  payload: ConsentTextPayload,
  run: async (context, { textId }) => ({ textId: (await publishConsentText(context, { textId })).id }),
})

mutation('discardConsentDraft', {
  description: 'Only a draft can be discarded.',
  input: (t) => ({ textId: t.string({ required: true }) }),
  payload: DonePayload,
  run: async (context, { textId }) => {
    await discardConsentDraft(context, { textId })
    return { done: true }
  },
})

const RecordedConsent = builder.objectRef<{ consentId: string; userId: string }>('RecordConsentPayload').implement({
  fields: (t) => ({
    consentId: t.exposeString('consentId'),
    user: t.field({ type: User, resolve: ({ userId }) => userId }),
  }),
})

mutation('recordConsent', {
  description: 'Writes down that somebody has agreed to a published text, of whatever version.',
  input: (t) => ({
    userId: t.id({ required: true }),
    textId: t.string({ required: true }),
    expiresAt: t.field({ type: 'DateTime' }),
  }),
  payload: RecordedConsent,
  run: async (context, input) => {
    const userId = rowId('User', input.userId)
    const { id } = await recordConsent(context, { userId, textId: input.textId, expiresAt: input.expiresAt ?? null })
    return { consentId: id, userId }
  },
})

interface Withdrawn {
  userId: string
  templates: number
  samples: number
  eraseAt: string | null
}

const WithdrawnConsent = builder.objectRef<Withdrawn>('WithdrawConsentPayload').implement({
  fields: (t) => ({
    user: t.field({ type: User, resolve: ({ userId }) => userId }),
    templates: t.exposeInt('templates', { description: 'That went with it at once.' }),
    samples: t.exposeInt('samples'),
    eraseAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the user is erased unless consent is given again.',
      resolve: ({ eraseAt }) => (eraseAt === null ? null : new Date(eraseAt)),
    }),
  }),
})

mutation('withdrawConsent', {
  description: 'Consent to be recognised ends recognition, as the tenant has set it.',
  input: (t) => ({ userId: t.id({ required: true }), purpose: t.string() }),
  payload: WithdrawnConsent,
  run: async (context, input) => {
    const userId = rowId('User', input.userId)
    const { removed, eraseAt } = await withdrawConsent(context, { userId, purpose: given(input.purpose) })
    return { userId, ...removed, eraseAt: eraseAt?.toISOString() ?? null }
  },
})
