/** Has Pending Dialogue (9.2): the prompt that is open, for a client that lost it. It needs no cookie. */
import { z } from 'zod'
import { pendingDialogue } from '@/domain/voice/converse'
import { legacy, operation } from '../../../../_legacy/legacy'
import { ofPrompt, spoken } from '../../../../_legacy/voice'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  GET: operation({
    summary: 'Has Pending Dialogue: the prompt that is open, or no data at all.',
    answers: z.object(spoken.started),
    user: true,
    async answer({ context, userId }) {
      const dialogue = await pendingDialogue(context, { userId })
      return { bare: dialogue ? { dialogueId: dialogue.id, ...ofPrompt(dialogue) } : undefined }
    },
  }),
})
