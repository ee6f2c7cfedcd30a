/** Restart User State (9.3): ends whatever conversation is open. A GET that changes something (D); enrolments stay. */
import { restartDialogue } from '@/domain/voice/converse'
import { legacy, operation } from '../../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  GET: operation({
    summary: 'Restart User State: ends whatever conversation is open. Enrolments stay.',
    answers: { STATE_RESTARTED_WITH_SUCCESS: {} },
    user: true,
    async answer({ context, userId }) {
      await restartDialogue(context, { userId })
      return { code: 'STATE_RESTARTED_WITH_SUCCESS' }
    },
  }),
})
