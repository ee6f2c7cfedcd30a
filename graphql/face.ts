/** Faces: enrolling them, one by one or many people at once, and comparing them. Pictures come as base64 in variables. */
import { addFace } from '@/domain/faces/add'
import { adaptFace } from '@/domain/faces/adapt'
import { enrolFace } from '@/domain/faces/enrol'
import { findByFace } from '@/domain/faces/find'
import { removeFace } from '@/domain/faces/remove'
import { verifyFace } from '@/domain/faces/verify'
import { AppError, errorTable } from '@/domain/errors'
import type { Context } from '@/domain/context'
import { once } from '@/domain/idempotency'
import { enrolNewUser } from '@/domain/users/enrol'
import { builder } from './builder'
import { enumOf } from './enums'
import { LivenessRequired, NotEnrolled, PictureRefused } from './errors'
import { rowId } from './ids'
import { given, mutation } from './mutation'
import { User } from './user'
import { UserPayload } from './user-mutations'

/** People in one call: as many as fit into a request with a picture each. */
const batchLimit = 25

interface Words {
  code: string
  message: string
}

const Reason = builder.objectRef<Words>('PictureReason').implement({
  description: 'What is wrong with a picture, or could be better.',
  fields: (t) => ({
    code: t.exposeString('code'),
    message: t.exposeString('message', { description: 'For people.' }),
  }),
})

const words = ({ code, message }: Words): Words => ({ code, message })

/** @throws AppError `invalid_input` for what is no base64 */
function bytesOf(picture: string, field: string): Uint8Array {
  const text = picture.replace(/^data:image\/[a-z]+;base64,/, '')
  if (text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text))
    return Buffer.from(text, 'base64')
  const message = 'Send the picture as base64.'
  throw new AppError('invalid_input', message, { fields: [{ field, message }] })
}

const call = (picture: string, livenessId: string | null | undefined) => ({
  picture: bytesOf(picture, 'picture'),
  gate: 'legacy' as const,
  liveness: { kind: 'proof' as const, id: given(livenessId) },
})

const FaceOutcome = enumOf(
  'FaceOutcome',
  ['enrolled', 'found', 'added', 'adapted', 'another_person', 'full', 'refused'],
  {
    values: {
      found: 'This very face is enrolled already: by this user, or by the one that is named.',
      another_person: 'Nothing was changed: the picture shows somebody else.',
      full: 'Nothing was changed: there are as many pictures as are of use.',
      refused: 'Nothing was changed: `reason` says what is wrong with the picture.',
    },
  },
)

interface FaceAnswer {
  outcome: 'enrolled' | 'found' | 'added' | 'adapted' | 'another_person' | 'full' | 'refused'
  userId: string
  reason: Words | null
  warnings: Words[]
  looksLike: string[]
}

const FacePayload = builder.objectRef<FaceAnswer>('FacePayload').implement({
  description: 'What came of a picture for an enrolment.',
  fields: (t) => ({
    outcome: t.expose('outcome', { type: FaceOutcome }),
    user: t.field({ type: User, resolve: ({ userId }) => userId }),
    reason: t.expose('reason', { type: Reason, nullable: true }),
    warnings: t.expose('warnings', { type: [Reason], description: 'What could be better about the picture.' }),
    looksLike: t.field({
      type: [User],
      description: 'Who was put up for review as possibly the same person.',
      resolve: ({ looksLike }) => looksLike,
    }),
  }),
})

const faceErrors = [PictureRefused, LivenessRequired]
const none = { reason: null, warnings: [], looksLike: [] }

mutation('enrolFace', {
  description: 'Enrols the face of a user who has none.',
  input: (t) => ({ userId: t.id({ required: true }), picture: t.string({ required: true }), livenessId: t.string() }),
  payload: FacePayload,
  errors: faceErrors,
  run: async (context, input): Promise<FaceAnswer> => {
    const userId = rowId('User', input.userId)
    const answer = await enrolFace(context, { userId, ...call(input.picture, input.livenessId) })
    switch (answer.outcome) {
      case 'enrolled':
        return {
          ...none,
          outcome: 'enrolled',
          userId,
          warnings: answer.warnings.map(words),
          looksLike: answer.looksLike.map((match) => match.userId),
        }
      case 'found':
        return { ...none, outcome: 'found', userId: answer.userId }
      case 'refused':
        return { ...none, outcome: 'refused', userId, reason: words(answer.reason) }
    }
  },
})

mutation('addFace', {
  description: 'Adds a further picture of the same person, which makes recognition surer.',
  input: (t) => ({ userId: t.id({ required: true }), picture: t.string({ required: true }), livenessId: t.string() }),
  payload: FacePayload,
  errors: [...faceErrors, NotEnrolled],
  run: async (context, input): Promise<FaceAnswer> => {
    const userId = rowId('User', input.userId)
    const answer = await addFace(context, { userId, ...call(input.picture, input.livenessId) })
    return {
      ...none,
      outcome: answer.outcome,
      userId,
      reason: answer.outcome === 'refused' ? words(answer.reason) : null,
    }
  },
})

mutation('adaptFace', {
  description: 'Puts a newer picture in the place of the enrolled ones, if it shows the same person.',
  input: (t) => ({ userId: t.id({ required: true }), picture: t.string({ required: true }), livenessId: t.string() }),
  payload: FacePayload,
  errors: [...faceErrors, NotEnrolled],
  run: async (context, input): Promise<FaceAnswer> => {
    const userId = rowId('User', input.userId)
    const answer = await adaptFace(context, { userId, ...call(input.picture, input.livenessId) })
    return {
      ...none,
      outcome: answer.outcome,
      userId,
      reason: answer.outcome === 'refused' ? words(answer.reason) : null,
      warnings: answer.outcome === 'adapted' ? answer.warnings.map(words) : [],
    }
  },
})

mutation('removeFace', {
  description: 'Takes back an enrolment: the user stays, templates and pictures go.',
  input: (t) => ({ userId: t.id({ required: true }) }),
  payload: UserPayload,
  errors: [NotEnrolled],
  run: async (context, input) => {
    const userId = rowId('User', input.userId)
    await removeFace(context, { userId })
    return { userId }
  },
})

interface VerifyAnswer {
  verified: boolean | null
  confidence: number | null
  score: number | null
  threshold: number | null
  fmr: number | null
  reason: Words | null
  warnings: Words[]
}

const VerifyPayload = builder.objectRef<VerifyAnswer>('VerifyFacePayload').implement({
  description: 'Whether it is the person who enrolled; null, all of it, where the picture was refused.',
  fields: (t) => ({
    verified: t.exposeBoolean('verified', { nullable: true }),
    confidence: t.exposeFloat('confidence', { nullable: true, description: '0 to 1, monotone in the score.' }),
    score: t.exposeFloat('score', { nullable: true }),
    threshold: t.exposeFloat('threshold', { nullable: true }),
    fmr: t.exposeFloat('fmr', { nullable: true, description: 'The share of strangers whom that threshold lets pass.' }),
    reason: t.expose('reason', { type: Reason, nullable: true, description: 'Why the picture was refused.' }),
    warnings: t.expose('warnings', { type: [Reason] }),
  }),
})

mutation('verifyFace', {
  description: "Is this the person who enrolled? One face against one user's own templates.",
  input: (t) => ({ userId: t.id({ required: true }), picture: t.string({ required: true }), livenessId: t.string() }),
  payload: VerifyPayload,
  errors: [...faceErrors, NotEnrolled],
  run: async (context, input): Promise<VerifyAnswer> => {
    const answer = await verifyFace(context, {
      userId: rowId('User', input.userId),
      ...call(input.picture, input.livenessId),
    })
    if (answer.outcome === 'refused') {
      const nothing = { verified: null, confidence: null, score: null, threshold: null, fmr: null, warnings: [] }
      return { ...nothing, reason: words(answer.reason) }
    }
    const { verified, confidence, score, threshold, fmr, warnings } = answer
    return { verified, confidence, score, threshold, fmr, reason: null, warnings: warnings.map(words) }
  },
})

interface FindAnswer {
  userId: string | null
  confidence: number | null
  reason: Words | null
}

const FindPayload = builder.objectRef<FindAnswer>('FindByFacePayload').implement({
  description: 'Who it is; `user` is null for a stranger.',
  fields: (t) => ({
    user: t.field({ type: User, nullable: true, resolve: ({ userId }) => userId }),
    confidence: t.exposeFloat('confidence', { nullable: true }),
    reason: t.expose('reason', { type: Reason, nullable: true, description: 'Why the picture was refused.' }),
  }),
})

mutation('findByFace', {
  description:
    'Who is this? One face against everybody whom the tenant has enrolled. Whoever is found has a line in the audit trail.',
  input: (t) => ({ picture: t.string({ required: true }), livenessId: t.string() }),
  payload: FindPayload,
  errors: faceErrors,
  run: async (context, { picture, livenessId }): Promise<FindAnswer> => {
    const answer = await findByFace(context, call(picture, livenessId))
    if (answer.outcome === 'refused') return { userId: null, confidence: null, reason: words(answer.reason) }
    if (answer.outcome === 'unknown') return { userId: null, confidence: null, reason: null }
    return { userId: answer.match.userId, confidence: answer.match.confidence, reason: null }
  },
})

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
