/** Faces of users: enrolling and comparing them. Pictures come as base64 in variables. Many people at once are in enrolment.ts. */
import { addFace } from '@/domain/faces/add'
import { adaptFace } from '@/domain/faces/adapt'
import { enrolFace } from '@/domain/faces/enrol'
import { findByFace } from '@/domain/faces/find'
import { removeFace } from '@/domain/faces/remove'
import { verifyFace } from '@/domain/faces/verify'
import { AppError } from '@/domain/errors'
import { builder } from './builder'
import { enumOf } from './enums'
import { LivenessRequired, NotEnrolled, PictureRefused } from './errors'
import { rowId } from './ids'
import { given, mutation } from './mutation'
import { User } from './user'
import { UserPayload } from './user-mutations'

export interface Words {
  code: string
  message: string
}

export const Reason = builder.objectRef<Words>('PictureReason').implement({
  description: 'What is wrong with a picture, or could be better.',
  fields: (t) => ({
    code: t.exposeString('code'),
    message: t.exposeString('message', { description: 'For people.' }),
  }),
})

export const words = ({ code, message }: Words): Words => ({ code, message })

/** @param what of a data URL, which is base64 as well. @throws AppError `invalid_input` for what is no base64 */
export function bytesOf(sent: string, field: string, what: 'picture' | 'recording' = 'picture'): Uint8Array {
  const text = sent.replace(/^data:(?:image|audio)\/[a-z.-]+;base64,/, '')
  if (text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text))
    return Buffer.from(text, 'base64')
  const message = `Send the ${what} as base64.`
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
