/** Verify Voice (7.2): is this the person who enrolled? In 1.0 a conversation with a prompt, in 1.1 one call with its recording. */
import { z } from 'zod'
import { verifyVoice } from '@/domain/voice/verify'
import { reason } from '../../../../../_legacy/answers'
import { Refusal, type Answer } from '../../../../../_legacy/envelope'
import { legacy, operation } from '../../../../../_legacy/legacy'
import { speak, spoken, voiceFields, voiceFieldsSince, type VoiceCall } from '../../../../../_legacy/voice'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Verify Voice: is this the person who enrolled?',
    refuses: ['LANGUAGE_NOT_AVAILABLE', 'ENROLL_USER_VOICE_FIRST'],
    answers: {
      '1.0': {
        DIALOGUE_STARTED_WITH_SUCCESS: spoken.started,
        AUDIO_SUBMITTED_WITH_SUCCESS: spoken.submitted,
        AUDIO_VERIFIED_WITH_SUCCESS: spoken.verified,
        AUDIO_VERIFICATION_FAILED: spoken.notVerified,
      },
      '1.1': {
        AUDIO_RECOGNIZED_WITH_SUCCESS: { verified: z.literal(true) },
        AUDIO_RECOGNITION_FAILED: { verified: z.literal(false), reason: reason.optional() },
      },
    },
    user: true,
    engine: 'voice',
    fields: voiceFields,
    fieldsSince: voiceFieldsSince,
    audio: true,
    answer: (call) => (call.edition.voice === 'dialogue' ? speak(call, 'verify') : recognise(call)),
  }),
})

async function recognise({ context, userId, fields, recording }: VoiceCall): Promise<Answer> {
  if (!recording) throw new Refusal('NO_FILE_OR_INVALID_FORMAT')
  const result = await verifyVoice(context, { userId, language: fields.language, recording })
  if (result.outcome === 'refused') {
    return { code: 'AUDIO_RECOGNITION_FAILED', fields: { verified: false, reason: result.reason.message } }
  }
  return result.verified
    ? { code: 'AUDIO_RECOGNIZED_WITH_SUCCESS', fields: { verified: true } }
    : { code: 'AUDIO_RECOGNITION_FAILED', fields: { verified: false } }
}
