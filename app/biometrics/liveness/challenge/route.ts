/** Ours: what a session has to show, asked for before it is filmed. */
import { showChallenge } from '@/app/api/[edition]/_legacy/challenge'
import { flag } from '@/app/api/[edition]/_legacy/fields'
import { createLivenessChallenge } from '@/domain/liveness/own'
import { host, Refusal } from '../../_host/serve'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = host({
  POST: {
    async answer({ context, parameters }) {
      const calm = flag.safeParse((await parameters()).get('calm'))
      if (!calm.success) throw new Refusal(400, 'What calm says is neither yes nor no.')
      return { data: showChallenge(await createLivenessChallenge(context, { calm: calm.data ?? false })) }
    },
  },
})
