/** Biometrics Liveness (6.1). Only session data that our own client made is judged; any other is undetermined, never passed. */
import { pictureBytes } from '@/app/api/[edition]/_legacy/picture'
import { showVerdict, verdictWords } from '@/app/api/[edition]/_legacy/liveness'
import { judgeSession } from '@/domain/liveness/session'
import { host, Refusal } from '../_host/serve'

/** As upstream asks (I). */
const shortestSessionId = 10

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = host({
  POST: {
    isCostly: true,
    async answer({ context, parameters }) {
      const sent = await parameters()
      const sessionId = sent.get('sessionId')
      if (typeof sessionId !== 'string' || sessionId.trim().length < shortestSessionId) {
        throw new Refusal(400, `The sessionId is missing, or has less than ${shortestSessionId} characters.`)
      }
      const session = sent.get('zoomSessionData')
      const isEmpty = session instanceof Uint8Array ? session.length === 0 : !session || String(session).trim() === ''
      if (isEmpty) throw new Refusal(400, 'The zoomSessionData is missing or empty.')
      const { passed, data } = showVerdict(await judgeSession(context, pictureBytes(session)))
      return { data: { ...data, message: verdictWords[passed ? 'passed' : 'undetermined'] } }
    },
  },
})
