/** Ours: what a session has to show, asked for before it is filmed. Whoever asks is the one who may validate it. */
import { createLivenessChallenge } from '@/domain/liveness/own'
import { challengeFields, showChallenge } from '../../_legacy/challenge'
import { flag } from '../../_legacy/fields'
import { legacy, operation } from '../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Ours, not the vendor’s: the movements that a session for Liveness Validation has to show, and when.',
    since: '1.1',
    answers: { LIVENESS_CHALLENGE_CREATED: challengeFields },
    engine: 'face',
    fields: { calm: flag.describe('Twice the time for each movement.') },
    async answer({ context, fields: { calm } }) {
      const challenge = await createLivenessChallenge(context, { calm: calm ?? false })
      return { code: 'LIVENESS_CHALLENGE_CREATED', fields: showChallenge(challenge) }
    },
  }),
})
