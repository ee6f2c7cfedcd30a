/** Liveness Validation (10): judges session data that our own client made; any other is never passed, and told in the answer. */
import { z } from 'zod'
import { judgeSession } from '@/domain/liveness/session'
import { LIVENESS_MODE } from '../../_legacy/codes'
import { Refusal } from '../../_legacy/envelope'
import { text } from '../../_legacy/fields'
import { legacy, operation } from '../../_legacy/legacy'
import { meta, showVerdict, verdictFields, verdictWords } from '../../_legacy/liveness'

/** Durations in the vendor's engine: it is not there. */
const noTimes = { bt: 0, zb: 0, zp: 0, zw: 0, st: 0 }

const answers = {
  LIVENESS_VALIDATED: {
    livenessId: z.string().describe('For one face call within five minutes, if the check was passed.'),
    livenessResult: z.object({
      meta: z.object({
        ok: z.literal(true),
        code: z.literal(200),
        mode: z.literal(LIVENESS_MODE),
        message: z.string(),
        m: z.record(z.string(), z.literal(0)).describe('Durations in the vendor’s engine, which is not there.'),
      }),
      data: z.object({
        ...verdictFields,
        facemapIsLowQuality: z.boolean(),
        creationStatusFromZoomServer: z.null(),
        errorFromZoomServer: z.null(),
      }),
    }),
  },
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary:
      'Liveness Validation. A session that was not made by our own client for a challenge of ours is undetermined.',
    since: '1.1',
    refuses: ['NO_FILE_OR_INVALID_FORMAT'],
    answers,
    engine: 'face',
    files: ['zoomSessionData', 'facemap', 'auditTrailImage'],
    fields: {
      zoomSessionId: text(256).describe('The caller’s own name of the session: taken, and changes nothing.'),
      processId: text(256).describe('The caller’s own name of the process: taken, and changes nothing.'),
    },
    async answer({ context, files: { zoomSessionData, facemap } }) {
      const sent = zoomSessionData === undefined ? facemap : zoomSessionData
      if (sent === undefined) throw new Refusal('NO_FILE_OR_INVALID_FORMAT')
      const verdict = await judgeSession(context, sent)
      const { passed, isPoor, data } = showVerdict(verdict)
      const message = `${verdictWords[passed ? 'passed' : 'undetermined']}.`
      return {
        code: 'LIVENESS_VALIDATED',
        fields: {
          livenessId: verdict.id,
          livenessResult: {
            meta: { ...meta(200, message), m: noTimes },
            data: {
              ...data,
              facemapIsLowQuality: isPoor,
              creationStatusFromZoomServer: null,
              errorFromZoomServer: null,
            },
          },
        },
      }
    },
  }),
})
