/** The description of the liveness host, for both editions: it has none of its own. */
import { z } from 'zod'
import { jsonContent, outputSchema, type Json } from '@/app/_lib/openapi'
import { challengeFields } from './challenge'
import { LIVENESS_MODE } from './codes'
import { verdictFields, verdictWords } from './liveness'

const headers = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } }

const metaSchema = (ok: boolean) =>
  z.object({ ok: z.literal(ok), code: z.number(), mode: z.literal(LIVENESS_MODE), message: z.string().optional() })

function onHost(operationId: string, summary: string, data: z.ZodType): Json {
  const refusal = {
    description: 'In the words of that host.',
    headers,
    content: jsonContent(outputSchema(z.object({ meta: metaSchema(false) }))),
  }
  return {
    operationId,
    tags: ['liveness host'],
    summary,
    security: [{ appToken: [] }],
    responses: {
      200: {
        description: 'The outcome, which may be a “no”.',
        headers,
        content: jsonContent(outputSchema(z.object({ meta: metaSchema(true), data }))),
      },
      ...Object.fromEntries([400, 401, 402, 413, 503].map((status) => [status, refusal])),
    },
  }
}

const sessionBodies = {
  'application/json': {
    schema: {
      type: 'object',
      required: ['sessionId', 'zoomSessionData'],
      properties: {
        sessionId: { type: 'string', minLength: 10, description: 'The caller’s own name of the session, for tracing.' },
        zoomSessionData: {
          type: 'string',
          description: 'Session data in base64: docs/liveness.md says what it holds.',
        },
        auditTrail: { type: 'array', items: { type: 'string' }, description: 'Taken, and neither looked at nor kept.' },
      },
    },
  },
  'multipart/form-data': {
    schema: {
      type: 'object',
      required: ['sessionId', 'zoomSessionData'],
      properties: { sessionId: { type: 'string' }, zoomSessionData: { type: 'string', format: 'binary' } },
    },
    encoding: { zoomSessionData: { contentType: 'application/zip' } },
  },
}

/** The second host of the contract, on this one below /biometrics: headers and envelope of its own. */
export const livenessHost: Record<string, Json> = {
  '/biometrics/status': {
    get: onHost(
      'get_biometrics_status',
      'Biometrics Status: the host answers, and the app token is good.',
      z.object({ status: z.literal('ok') }),
    ),
  },
  '/biometrics/liveness': {
    post: {
      ...onHost(
        'post_biometrics_liveness',
        'Biometrics Liveness. A session that was not made by our own client for a challenge of ours is undetermined.',
        z.object({ ...verdictFields, message: z.enum(Object.values(verdictWords)) }),
      ),
      requestBody: { required: true, content: sessionBodies },
    },
  },
  '/biometrics/liveness/challenge': {
    post: onHost(
      'post_biometrics_liveness_challenge',
      'Ours, not the vendor’s: the movements that a session has to show, and when.',
      z.object(challengeFields),
    ),
  },
}
