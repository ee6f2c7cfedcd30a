/** Mail: what carries it, and what became of the last ones. To whom they went is told nowhere. */
import {
  readMailOutcome,
  readMailOverview,
  sendTestMail,
  type MailOutcome,
  type MailOverview,
} from '@/domain/mail/overview'
import { builder } from './builder'
import { enumOf } from './enums'
import { mutation } from './mutation'

const MailState = enumOf('MailState', ['waiting', 'sent', 'failed', 'dropped'], {
  values: { dropped: 'Nobody needed it any more.' },
})

const Outcome = builder.objectRef<MailOutcome>('MailOutcome').implement({
  fields: (t) => ({
    mailId: t.exposeString('id'),
    about: t.exposeString('about', { description: 'invitation, reset, notice, …' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    state: t.expose('state', { type: MailState }),
    why: t.exposeString('why', { nullable: true, description: 'Why it failed, or was not tried again yet.' }),
  }),
})

const Mail = builder.objectRef<MailOverview>('Mail').implement({
  description: 'Set by the operator; see the documentation of the environment.',
  fields: (t) => ({
    carrier: t.exposeString('carrier'),
    place: t.exposeString('place'),
    from: t.exposeString('from'),
    recent: t.expose('recent', { type: [Outcome], description: 'The newest 20.' }),
  }),
})

builder.queryField('mail', (t) =>
  t.field({
    type: Mail,
    description: 'For owners.',
    complexity: 5,
    resolve: (_root, _args, context) => readMailOverview(context),
  }),
)

const MailPayload = builder.objectRef<{ mailId: string }>('MailPayload').implement({
  fields: (t) => ({
    mail: t.field({
      type: Outcome,
      resolve: ({ mailId }, _args, context) => readMailOutcome(context, { id: mailId }),
    }),
  }),
})

mutation('sendTestMail', {
  description: 'To the admin who asks; ask `mail` again for what became of it.',
  input: () => ({}),
  payload: MailPayload,
  run: async (context) => ({ mailId: await sendTestMail(context) }),
})
