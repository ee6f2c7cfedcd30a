/** Enrolling new people, many at once: user and face, or neither, and an answer for each. */
import type { Context } from '@/domain/context'
import { AppError, errorTable } from '@/domain/errors'
import { once } from '@/domain/idempotency'
import { enrolNewUser } from '@/domain/users/enrol'
import { builder } from './builder'
import { enumOf } from './enums'
import { bytesOf, Reason, words, type Words } from './face'
import { given, mutation } from './mutation'
import { User } from './user'

/** People in one call: as many as fit into a request with a picture each. */
const batchLimit = 25

const EnrolmentOutcome = enumOf('EnrolmentOutcome', ['enrolled', 'exists', 'duplicate', 'refused'], {
  values: {
    exists: 'Nobody was made: the external id names this user already.',
    duplicate: 'Nobody was made: this face is enrolled already and the tenant refuses duplicates.',
    refused: 'Nobody was made: `reason` says why.',
  },
})

interface EnrolmentAnswer {
  outcome: 'enrolled' | 'exists' | 'duplicate' | 'refused'
  userId: string | null
  reason: Words | null
  warnings: Words[]
  looksLike: string[]
  leftOut: { index: number; message: string }[]
}

const LeftOut = builder.objectRef<{ index: number; message: string }>('PictureLeftOut').implement({
  description: 'One of the further pictures that was not taken.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place among the pictures, from 0.' }),
    message: t.exposeString('message'),
  }),
})

const EnrolmentResult = builder.objectRef<EnrolmentAnswer>('EnrolmentResult').implement({
  description: 'What became of one person.',
  fields: (t) => ({
    outcome: t.expose('outcome', { type: EnrolmentOutcome }),
    user: t.field({ type: User, nullable: true, resolve: ({ userId }) => userId }),
    reason: t.expose('reason', { type: Reason, nullable: true }),
    warnings: t.expose('warnings', { type: [Reason] }),
    looksLike: t.field({ type: [User], resolve: ({ looksLike }) => looksLike }),
    leftOut: t.expose('leftOut', { type: [LeftOut] }),
  }),
})

const EnrolUsersPayload = builder
  .objectRef<{ enrolled: number; results: EnrolmentAnswer[] }>('EnrolUsersPayload')
  .implement({
    fields: (t) => ({
      enrolled: t.exposeInt('enrolled'),
      results: t.expose('results', { type: [EnrolmentResult], description: 'One for each person, in their order.' }),
    }),
  })

const PersonInput = builder.inputType('PersonInput', {
  fields: (t) => ({
    externalId: t.string({ description: "The customer's own id, unique in its tenant." }),
    pictures: t.stringList({ required: true, description: '1 to 5 as base64; the first decides.' }),
    told: t.boolean({ description: 'The person was told and agreed, or another ground in law holds. Written down.' }),
    livenessId: t.string(),
  }),
})

mutation('enrolUsers', {
  description:
    'Makes new users with their faces: user and face, or neither. Each person has an answer of their own; a repeated call goes on with those who had none.',
  input: (t) => ({
    people: t.field({ type: [PersonInput], required: true, description: `1 to ${batchLimit}.` }),
  }),
  payload: EnrolUsersPayload,
  run: async (context, { people }, key) => {
    if (people.length < 1 || people.length > batchLimit) {
      const message = `Send 1 to ${batchLimit} people in one call.`
      throw new AppError('invalid_input', message, { fields: [{ field: 'people', message }] })
    }
    const results: EnrolmentAnswer[] = []
    for (const [index, person] of people.entries()) {
      const one = { key: `${key}#${index}`, operation: 'enrolUsers.person', input: { ...person } }
      results.push(await once(context, one, () => enrolPerson(context, person)))
    }
    return { enrolled: results.filter(({ outcome }) => outcome === 'enrolled').length, results }
  },
})

async function enrolPerson(context: Context, person: typeof PersonInput.$inferInput): Promise<EnrolmentAnswer> {
  const nobody = { userId: null, reason: null, warnings: [], looksLike: [], leftOut: [] }
  try {
    const answer = await enrolNewUser(context, {
      externalId: given(person.externalId),
      told: person.told ?? false,
      pictures: person.pictures.map((picture, index) => bytesOf(picture, `pictures.${index}`)),
      gate: 'legacy',
      liveness: { kind: 'proof', id: given(person.livenessId) },
    })
    switch (answer.outcome) {
      case 'enrolled':
        return {
          ...nobody,
          outcome: 'enrolled',
          userId: answer.user.id,
          warnings: answer.warnings.map(words),
          looksLike: answer.looksLike.map(({ userId }) => userId),
          leftOut: answer.leftOut,
        }
      case 'exists':
        return { ...nobody, outcome: 'exists', userId: answer.user.id }
      case 'duplicate':
        return { ...nobody, outcome: 'duplicate', userId: answer.userId }
      case 'refused':
        return { ...nobody, outcome: 'refused', reason: words(answer.reason) }
    }
  } catch (error) {
    // What is wrong with one person is no reason to refuse the others; who may not enrol at all is told so at once.
    const isTheirs = error instanceof AppError && !['unauthenticated', 'forbidden', 'conflict'].includes(error.code)
    if (!isTheirs) throw error
    const reason = { code: errorTable[error.code].graphql.toLowerCase(), message: error.message }
    return { ...nobody, outcome: 'refused', reason }
  }
}
