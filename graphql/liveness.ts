/** Liveness checks: a plan to follow in front of a camera, and the verdict on the burst of frames that answers it. */
import { createLivenessChallenge, submitLiveness } from '@/domain/liveness/own'
import {
  actionWords,
  livenessActions,
  livenessReasons,
  reasonWords,
  type LivenessAction,
  type LivenessReason,
} from '@/domain/liveness/words'
import { builder } from './builder'
import { enumOf } from './enums'
import { bytesOf } from './face'
import { given, mutation } from './mutation'

const Action = enumOf('LivenessAction', livenessActions, { values: actionWords })
const Reason = enumOf('LivenessReason', livenessReasons, { values: reasonWords })

interface Step {
  action: LivenessAction
  startMs: number
  endMs: number
}

const PlannedStep = builder.objectRef<Step>('LivenessStep').implement({
  description: 'A movement to ask for. Times are in milliseconds since the first frame.',
  fields: (t) => ({
    action: t.expose('action', { type: Action }),
    prompt: t.string({ description: 'For the person, in English.', resolve: ({ action }) => actionWords[action] }),
    startMs: t.exposeInt('startMs', { description: 'When to ask for it, and not sooner.' }),
    endMs: t.exposeInt('endMs', { description: 'By when it is done and the person looks straight ahead again.' }),
  }),
})

interface Challenge {
  id: string
  token: string
  steps: Step[]
  lengthMs: number
  expiresAt: string
}

const ChallengePayload = builder.objectRef<Challenge>('LivenessChallenge').implement({
  description:
    'What to ask of the person, and when. Until the first step, and between two, they look straight ahead. Send 5 to 10 frames a second.',
  fields: (t) => ({
    challengeId: t.exposeString('id'),
    token: t.exposeString('token', { description: 'Goes back with the frames.' }),
    steps: t.expose('steps', { type: [PlannedStep] }),
    lengthMs: t.exposeInt('lengthMs', { description: 'How long the burst lasts.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Until when the frames are taken.',
      resolve: ({ expiresAt }) => new Date(expiresAt),
    }),
  }),
})

mutation('createLivenessChallenge', {
  description:
    'Draws a plan that nobody could know before. Only whoever asked for it can answer it and use what comes of it.',
  input: (t) => ({
    steps: t.int({ description: 'How many movements, 2 to 6. Default 4.' }),
    calm: t.boolean({ description: 'Twice the time for each, for people who need it.' }),
  }),
  payload: ChallengePayload,
  secret: true,
  run: async (context, { steps, calm }): Promise<Challenge> => {
    const { id, token, plan, expiresAt } = await createLivenessChallenge(context, {
      steps: given(steps),
      calm: given(calm),
    })
    return { id, token, ...plan, expiresAt: expiresAt.toISOString() }
  },
})

interface Verdict {
  passed: boolean
  livenessId: string | null
  usableUntil: string | null
  reasons: { reason: LivenessReason; action: LivenessAction | null }[]
}

const Finding = builder.objectRef<Verdict['reasons'][number]>('LivenessFinding').implement({
  description: 'Why a burst shows no living person who followed the plan.',
  fields: (t) => ({
    reason: t.expose('reason', { type: Reason }),
    message: t.string({ description: 'For the person, in English.', resolve: ({ reason }) => reasonWords[reason] }),
    action: t.expose('action', { type: Action, nullable: true, description: 'What was asked for then.' }),
  }),
})

const VerdictPayload = builder.objectRef<Verdict>('LivenessVerdict').implement({
  description: 'What the frames show. A no is an answer, not an error.',
  fields: (t) => ({
    passed: t.exposeBoolean('passed'),
    livenessId: t.exposeString('livenessId', {
      nullable: true,
      description: 'For one face call of the same caller, with a picture of the same person.',
    }),
    usableUntil: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: ({ usableUntil }) => (usableUntil === null ? null : new Date(usableUntil)),
    }),
    reasons: t.expose('reasons', {
      type: [Finding],
      description: 'Empty where it was passed; the first is the one to tell.',
    }),
  }),
})

const FrameInput = builder.inputType('LivenessFrameInput', {
  fields: (t) => ({
    atMs: t.int({ required: true, description: 'When the camera took it, in milliseconds since the first frame.' }),
    picture: t.string({ required: true, description: 'A JPEG in base64, 480 to 800 pixels on its longer side.' }),
  }),
})

mutation('submitLiveness', {
  description:
    'Judges a burst of frames against its plan. A challenge is answered once; all frames together have at most 6 MB.',
  input: (t) => ({
    challengeId: t.string({ required: true }),
    token: t.string({ required: true }),
    frames: t.field({ type: [FrameInput], required: true }),
  }),
  payload: VerdictPayload,
  run: async (context, { challengeId, token, frames }): Promise<Verdict> => {
    const verdict = await submitLiveness(context, {
      id: challengeId,
      token,
      frames: frames.map(({ atMs, picture }, index) => ({
        atMs,
        picture: bytesOf(picture, `frames.${index}.picture`),
      })),
    })
    const { passed, id, usableUntil, reasons } = verdict
    return { passed, livenessId: passed ? id : null, usableUntil: usableUntil?.toISOString() ?? null, reasons }
  },
})
