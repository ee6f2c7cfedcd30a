/**
 * What the domain answers in a conversation, in the words of either edition. 1.0 carries the conversation in a cookie and brings the next
 * prompt with every answer; 1.1 names an enrolment by its id and counts attempts.
 */
import { z } from 'zod'
import { getBureau } from '@/app/_lib/context'
import type { Dialogue } from '@/domain/voice/dialogues'
import { converse, type VoiceAnswer } from '@/domain/voice/converse'
import type { Operation as Spoken } from '@/domain/voice/state'
import { reason } from './answers'
import type { Answer } from './envelope'
import { text } from './fields'
import type { Call } from './legacy'
import { newSession, sessionCookie } from './session'

/** What every call of a conversation takes besides its recording. */
export const voiceFields = { language: text(64), enrollmentId: text(64) }
export const voiceFieldsSince = { enrollmentId: '1.1' } as const

export type VoiceCall = Call<typeof voiceFields, never>

const promptCode = z.string().regex(/^\d{4}$/)
export const prompt = { promptCode, promptCodeText: z.string() }
const decision = z.enum(['OK', 'RETRY'])
const failed = z.literal('Failed')
/** The vendor's spelling (D). */
const succeeded = z.literal('Suceeded')

/** Schemas of the answers, by what they are about. */
export const spoken = {
  started: { dialogueId: z.uuid(), ...prompt },
  /** `reason`: why a recording was rejected (I). */
  submitted: { ...prompt, decision, reason: reason.optional() },
  enrolled: { enrolled: z.literal(true), dialogueStatus: succeeded },
  notEnrolled: { enrolled: z.literal(false), dialogueStatus: failed, reason },
  verified: { dialogueStatus: succeeded, verified: z.literal(true) },
  /** `reason`: why nobody could be compared (I). */
  notVerified: { dialogueStatus: failed, verified: z.literal(false), reason: reason.optional() },
  adapted: { dialogueStatus: succeeded, adapted: z.literal(true) },
  notAdapted: { dialogueStatus: failed, adapted: z.literal(false), reason },
}

/** The same of 1.1. The prompt stands beside what the vendor tells of (I). */
export const attempts = {
  started: { enrollmentId: z.uuid(), ...prompt },
  valid: { detail: z.string(), attempt: z.int(), ...prompt },
  enrolled: { enrolled: z.literal(true) },
  failed: { detail: z.string(), attempt: z.int() },
}

export const ofPrompt = ({ promptCode, promptCodeText }: Dialogue) => ({ promptCode, promptCodeText })

/** A conversation that a cookie carries. */
export async function speak(call: VoiceCall, operation: Spoken): Promise<Answer> {
  const { context, userId, fields, recording, session } = call
  const by = { kind: 'session' as const, session, newSession: newSession() }
  const answer = await converse(context, { userId, operation, language: fields.language, recording, by })
  if (answer.outcome !== 'started') return toldInDialogue(answer)
  const { environment } = await getBureau()
  const { dialogue } = answer
  return {
    code: 'DIALOGUE_STARTED_WITH_SUCCESS',
    fields: { dialogueId: dialogue.id, ...ofPrompt(dialogue) },
    cookie: sessionCookie(answer.session!, environment.publicUrl.startsWith('https:')),
  }
}

function toldInDialogue(answer: Exclude<VoiceAnswer, { outcome: 'started' }>): Answer {
  switch (answer.outcome) {
    case 'submitted': {
      const { dialogue, reason } = answer
      const judged = reason ? { decision: 'RETRY', reason: reason.message } : { decision: 'OK' }
      return { code: 'AUDIO_SUBMITTED_WITH_SUCCESS', fields: { ...ofPrompt(dialogue), ...judged } }
    }
    case 'enrolled':
      return { code: 'AUDIO_ENROLLED_WITH_SUCCESS', fields: { enrolled: true, dialogueStatus: 'Suceeded' } }
    case 'adapted':
      return { code: 'AUDIO_ADAPTED_WITH_SUCCESS', fields: { dialogueStatus: 'Suceeded', adapted: true } }
    case 'compared':
      return answer.verified
        ? { code: 'AUDIO_VERIFIED_WITH_SUCCESS', fields: { dialogueStatus: 'Suceeded', verified: true } }
        : { code: 'AUDIO_VERIFICATION_FAILED', fields: { dialogueStatus: 'Failed', verified: false } }
    case 'another_person':
      return endedBadly(answer.operation, another)
    case 'failed':
      return endedBadly(answer.operation, answer.reason.message)
  }
}

const another = 'The voice is not the one that is enrolled.'

function endedBadly(operation: Spoken, reason: string): Answer {
  const dialogueStatus = 'Failed'
  switch (operation) {
    case 'enrol':
      return { code: 'AUDIO_ENROLLMENT_FAILED', fields: { enrolled: false, dialogueStatus, reason } }
    case 'verify':
      return { code: 'AUDIO_VERIFICATION_FAILED', fields: { dialogueStatus, verified: false, reason } }
    case 'adapt':
      return { code: 'AUDIO_NOT_REALIABLE_TO_ADAPT', fields: { dialogueStatus, adapted: false, reason } }
  }
}

/** An enrolment that its id names. */
export async function attempt({ context, userId, fields, recording }: VoiceCall): Promise<Answer> {
  const by = { kind: 'dialogue' as const, id: fields.enrollmentId }
  const call = { userId, operation: 'enrol' as const, language: fields.language, recording, by }
  const answer = await converse(context, call)
  switch (answer.outcome) {
    case 'started': {
      const { dialogue } = answer
      return {
        code: 'DIALOGUE_STARTED_WITH_SUCCESS',
        fields: { enrollmentId: dialogue.id, ...ofPrompt(dialogue) },
      }
    }
    case 'submitted': {
      const { dialogue, reason } = answer
      const { accepted, needed, promptCodeText } = dialogue
      const detail = reason
        ? `${reason.message} Say once more: ${promptCodeText}.`
        : `Recording ${accepted} of ${needed} was accepted. Say next: ${promptCodeText}.`
      return { code: 'VALID_ATTEMPT', fields: { detail, attempt: accepted, ...ofPrompt(dialogue) } }
    }
    case 'enrolled':
      return { code: 'AUDIO_ENROLLED_WITH_SUCCESS', fields: { enrolled: true } }
    case 'failed':
      return startOver(answer.reason.message)
    case 'another_person':
      return startOver(another)
    default:
      throw new Error(`An enrolment ended with ${answer.outcome}.`)
  }
}

const startOver = (why: string): Answer => ({
  code: 'ENROLLMENT_FAILED',
  fields: { detail: `${why} Start the enrolment over.`, attempt: 0 },
})
