/** What is done to voices: conversations in which a person speaks prompts, one recording compared, and the end of an enrolment. */
import type { Context } from '@/domain/context'
import { converse, restartDialogue, type VoiceAnswer } from '@/domain/voice/converse'
import { removeVoice } from '@/domain/voice/remove'
import type { Operation } from '@/domain/voice/state'
import { verifyVoice } from '@/domain/voice/verify'
import { builder } from './builder'
import { enumOf } from './enums'
import { NotEnrolled, RecordingRefused } from './errors'
import { bytesOf, words, type Words } from './face'
import { rowId } from './ids'
import { given, mutation } from './mutation'
import { User } from './user'
import { UserPayload } from './user-mutations'
import { VoiceDialogue, VoiceOperation, type ShownDialogue } from './voice'

const Reason = builder.objectRef<Words>('RecordingReason').implement({
  description: 'What is wrong with a recording, or could be better.',
  fields: (t) => ({
    code: t.exposeString('code'),
    message: t.exposeString('message', { description: 'For the person who spoke.' }),
  }),
})

interface Compared {
  verified: boolean
  score: number
  threshold: number
  fmr: number
  confidence: number
}

const comparedOf = ({ verified, score, threshold, fmr, confidence }: Compared): Compared => {
  return { verified, score, threshold, fmr, confidence }
}

const Comparison = builder.objectRef<Compared>('VoiceComparison').implement({
  description: 'How alike a voice is to the enrolled one.',
  fields: (t) => ({
    verified: t.exposeBoolean('verified'),
    score: t.exposeFloat('score', { description: 'Higher is more alike; comparable only with `threshold`.' }),
    threshold: t.exposeFloat('threshold'),
    fmr: t.exposeFloat('fmr', { description: 'The share of strangers whom that threshold lets pass.' }),
    confidence: t.exposeFloat('confidence', { description: '0 to 1, monotone in the score.' }),
  }),
})

const outcomes = [
  'started',
  'accepted',
  'rejected',
  'enrolled',
  'adapted',
  'compared',
  'another_person',
  'failed',
] as const

const Outcome = enumOf('VoiceOutcome', outcomes, {
  values: {
    started: 'There is a prompt to speak: of a new conversation, or of the one that was open.',
    accepted: 'The recording counts; `dialogue` has the next prompt.',
    rejected: 'The recording does not count: `reason` says why; the prompt is to be spoken again.',
    enrolled: 'It was the last one that was needed.',
    compared: '`comparison` says whether it is the person who enrolled.',
    another_person: 'Nothing was changed: the voice is not the enrolled one.',
    failed: 'Too many recordings in a row were rejected, the last one for `reason`. Nothing was changed.',
  },
})

interface Answer {
  userId: string
  outcome: (typeof outcomes)[number]
  dialogue: ShownDialogue | null
  reason: Words | null
  comparison: Compared | null
}

const AnswerPayload = builder.objectRef<Answer>('VoiceDialoguePayload').implement({
  description: 'How a conversation goes on.',
  fields: (t) => ({
    outcome: t.expose('outcome', { type: Outcome }),
    dialogue: t.expose('dialogue', { type: VoiceDialogue, nullable: true, description: 'Null once it has ended.' }),
    reason: t.expose('reason', { type: Reason, nullable: true }),
    comparison: t.expose('comparison', { type: Comparison, nullable: true }),
    user: t.field({ type: User, resolve: ({ userId }) => userId }),
  }),
})

function answerOf(userId: string, answer: VoiceAnswer): Answer {
  const over = { userId, dialogue: null, reason: null, comparison: null }
  switch (answer.outcome) {
    case 'started':
      return { ...over, outcome: 'started', dialogue: answer.dialogue }
    case 'submitted': {
      const { dialogue, reason } = answer
      return { ...over, outcome: reason ? 'rejected' : 'accepted', dialogue, reason: reason && words(reason) }
    }
    case 'compared':
      return { ...over, outcome: 'compared', comparison: comparedOf(answer) }
    case 'failed':
      return { ...over, outcome: 'failed', reason: words(answer.reason) }
    case 'enrolled':
    case 'adapted':
    case 'another_person':
      return { ...over, outcome: answer.outcome }
  }
}

interface Call {
  userId: string
  operation: Operation
  language?: string
  digits?: number
  dialogueId?: string
  recording?: Uint8Array
}

async function talk(context: Context, { dialogueId, ...call }: Call): Promise<Answer> {
  return answerOf(call.userId, await converse(context, { ...call, by: { kind: 'dialogue', id: dialogueId } }))
}

mutation('startVoiceDialogue', {
  description:
    'Asks for a prompt. One of the same operation that is open goes on as it is, in its own language; any other is dropped.',
  input: (t) => ({
    userId: t.id({ required: true }),
    operation: t.field({ type: VoiceOperation, required: true }),
    language: t.string({ description: 'One of `voiceLanguages`; default: the tenant’s.' }),
    digits: t.int({ description: 'How many a prompt has, 4 to 12; default: 4.' }),
  }),
  payload: AnswerPayload,
  errors: [NotEnrolled],
  run: (context, { userId, operation, language, digits }) =>
    talk(context, { userId: rowId('User', userId), operation, language: given(language), digits: given(digits) }),
})

mutation('submitVoiceRecording', {
  description:
    'Answers the prompt that is open. For a conversation that is not open any more, a new one is started instead.',
  input: (t) => ({
    userId: t.id({ required: true }),
    operation: t.field({ type: VoiceOperation, required: true }),
    dialogueId: t.string({ description: 'The conversation that it is meant for.' }),
    recording: t.string({ required: true, description: 'A WAV file as base64.' }),
  }),
  payload: AnswerPayload,
  errors: [NotEnrolled, RecordingRefused],
  run: (context, { userId, operation, dialogueId, recording }) =>
    talk(context, {
      userId: rowId('User', userId),
      operation,
      dialogueId: given(dialogueId),
      recording: bytesOf(recording, 'recording', 'recording'),
    }),
})

mutation('restartVoiceDialogue', {
  description: 'Ends the conversation that is open, with what was recorded in it. Enrolments stay.',
  input: (t) => ({ userId: t.id({ required: true }) }),
  payload: UserPayload,
  run: async (context, input) => {
    const userId = rowId('User', input.userId)
    await restartDialogue(context, { userId })
    return { userId }
  },
})

interface VerifyAnswer {
  comparison: Compared | null
  reason: Words | null
  warnings: Words[]
}

const VerifyPayload = builder.objectRef<VerifyAnswer>('VerifyVoicePayload').implement({
  fields: (t) => ({
    comparison: t.expose('comparison', {
      type: Comparison,
      nullable: true,
      description: 'Null where nothing was compared: `reason` says why.',
    }),
    reason: t.expose('reason', { type: Reason, nullable: true }),
    warnings: t.expose('warnings', { type: [Reason], description: 'What could be better about the recording.' }),
  }),
})

mutation('verifyVoice', {
  description: 'Is this the person who enrolled? One recording, which is not kept, and no prompt.',
  input: (t) => ({
    userId: t.id({ required: true }),
    language: t.string({ description: 'In which they enrolled; default: the tenant’s.' }),
    recording: t.string({ required: true, description: 'A WAV file as base64.' }),
  }),
  payload: VerifyPayload,
  errors: [NotEnrolled, RecordingRefused],
  run: async (context, { userId, language, recording }): Promise<VerifyAnswer> => {
    const answer = await verifyVoice(context, {
      userId: rowId('User', userId),
      language: given(language),
      recording: bytesOf(recording, 'recording', 'recording'),
    })
    if (answer.outcome === 'refused') return { comparison: null, reason: words(answer.reason), warnings: [] }
    return { comparison: comparedOf(answer), reason: null, warnings: answer.warnings.map(words) }
  },
})

mutation('removeVoice', {
  description: 'Takes back an enrolment in one language: the user stays, templates and recordings go.',
  input: (t) => ({
    userId: t.id({ required: true }),
    language: t.string({ description: 'Default: the tenant’s.' }),
  }),
  payload: UserPayload,
  errors: [NotEnrolled],
  run: async (context, input) => {
    const userId = rowId('User', input.userId)
    await removeVoice(context, { userId, language: given(input.language) })
    return { userId }
  },
})
