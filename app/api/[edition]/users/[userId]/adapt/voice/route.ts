/** Adapt Voice (7.3): a new recording takes the place of the enrolled voice, if it is the same person's. This path has no `dialogue` (D). */
import { legacy, operation } from '../../../../_legacy/legacy'
import { speak, spoken, voiceFields, voiceFieldsSince } from '../../../../_legacy/voice'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Adapt Voice: a new recording takes the place of the enrolled voice, if it is the same person’s.',
    refuses: ['LANGUAGE_NOT_AVAILABLE', 'ENROLL_USER_VOICE_FIRST'],
    answers: {
      DIALOGUE_STARTED_WITH_SUCCESS: spoken.started,
      AUDIO_SUBMITTED_WITH_SUCCESS: spoken.submitted,
      AUDIO_ADAPTED_WITH_SUCCESS: spoken.adapted,
      AUDIO_NOT_REALIABLE_TO_ADAPT: spoken.notAdapted,
    },
    user: true,
    engine: 'voice',
    fields: voiceFields,
    fieldsSince: voiceFieldsSince,
    audio: true,
    answer: (call) => speak(call, 'adapt'),
  }),
})
