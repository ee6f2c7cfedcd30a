/** Enroll Voice (7.1): three recordings of prompts that this server chooses, each answered with the next one. */
import { attempt, attempts, speak, spoken, voiceFields, voiceFieldsSince } from '../../../../../_legacy/voice'
import { legacy, operation } from '../../../../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Enroll Voice: without a recording the first prompt; then a recording of each.',
    refuses: ['LANGUAGE_NOT_AVAILABLE'],
    answers: {
      '1.0': {
        DIALOGUE_STARTED_WITH_SUCCESS: spoken.started,
        AUDIO_SUBMITTED_WITH_SUCCESS: spoken.submitted,
        AUDIO_ENROLLED_WITH_SUCCESS: spoken.enrolled,
        AUDIO_ENROLLMENT_FAILED: spoken.notEnrolled,
      },
      '1.1': {
        DIALOGUE_STARTED_WITH_SUCCESS: attempts.started,
        VALID_ATTEMPT: attempts.valid,
        AUDIO_ENROLLED_WITH_SUCCESS: attempts.enrolled,
        ENROLLMENT_FAILED: attempts.failed,
      },
    },
    user: true,
    engine: 'voice',
    fields: voiceFields,
    fieldsSince: voiceFieldsSince,
    audio: true,
    answer: (call) => (call.edition.voice === 'dialogue' ? speak(call, 'enrol') : attempt(call)),
  }),
})
