/** Candidates: who is meant by a table of the customer's own ids, before anybody of it is added to an event or as a member. */
import { candidatesOf, type Candidate as CandidateShape } from '@/domain/grants/candidates'
import { builder } from './builder'
import { enumOf } from './enums'
import { rowIdOf } from './ids'
import { User } from './user'

const CandidateRefusal = enumOf('CandidateRefusal', ['user_not_found', 'user_without_credential', 'already_added'], {
  values: { user_without_credential: 'They may not be recognised, or there is nothing to recognise them by.' },
})

const Candidate = builder.objectRef<CandidateShape>('Candidate').implement({
  description: 'Somebody who could be added, or why not.',
  fields: (t) => ({
    user: t.field({ type: User, nullable: true, resolve: ({ userId }) => userId }),
    refusal: t.expose('refusal', { type: CandidateRefusal, nullable: true, description: 'Null: they can be added.' }),
    isRecognisable: t.exposeBoolean('isRecognisable', {
      description: 'They have a face under the present model. Without one they may be added, and no door knows them.',
    }),
  }),
})

builder.queryField('candidates', (t) =>
  t.field({
    type: [Candidate],
    description: 'One for each of up to 1,000 external ids, in the order of the call. Nothing is written.',
    args: {
      externalIds: t.arg.stringList({ required: true }),
      eventId: t.arg.id({ description: 'To which event they are to be added; null: as members.' }),
    },
    resolve: (_root, { externalIds, eventId }, context) =>
      candidatesOf(context, { externalIds, eventId: rowIdOf('Event', eventId) ?? null }),
  }),
)
