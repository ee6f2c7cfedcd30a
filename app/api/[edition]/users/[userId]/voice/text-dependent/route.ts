/**
 * The start of an enrolment as a newer edition of the vendor's documentation has it, under the prefix of 1.1. Its `settings` (limits of noise,
 * length and replay) are the vendor's engine's and are ignored: this server judges recordings by its own gate.
 */
import { legacy, operation } from '../../../../_legacy/legacy'
import { attempt, attempts, voiceFields } from '../../../../_legacy/voice'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Voice settings: starts an enrolment. What `settings` says is ignored.',
    since: '1.1',
    refuses: ['LANGUAGE_NOT_AVAILABLE'],
    answers: { DIALOGUE_STARTED_WITH_SUCCESS: attempts.started },
    user: true,
    engine: 'voice',
    fields: { language: voiceFields.language },
    answer: ({ fields, ...call }) =>
      attempt({ ...call, fields: { ...fields, enrollmentId: undefined }, recording: undefined }),
  }),
})
