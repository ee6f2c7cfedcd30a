/** Delete User Voice Enroll (7.4): the user stays, the voice in one language goes. */
import { removeVoice } from '@/domain/voice/remove'
import { text } from '../../../../_legacy/fields'
import { legacy, operation } from '../../../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  DELETE: operation({
    summary: 'Delete User Voice Enroll: the user stays, the voice in one language goes.',
    refuses: ['ENROLL_USER_VOICE_FIRST', 'LANGUAGE_NOT_AVAILABLE'],
    answers: { USER_VOICE_CREDENTIALS_DELETED: {} },
    user: true,
    engine: 'voice',
    fields: { language: text(64) },
    async answer({ context, userId, fields }) {
      await removeVoice(context, { userId, language: fields.language })
      return { code: 'USER_VOICE_CREDENTIALS_DELETED' }
    },
  }),
})
