/**
 * The second host of the legacy contract (section 6), which has headers and an envelope of its own: an app token says whose call it is, and
 * `meta` says how it went.
 */
import { LIVENESS_MODE, SESSION_BODY_BYTES } from '@/app/api/[edition]/_legacy/codes'
import { Refusal as LegacyRefusal } from '@/app/api/[edition]/_legacy/envelope'
import { meta } from '@/app/api/[edition]/_legacy/liveness'
import { readParameters, type Parameters } from '@/app/api/[edition]/_legacy/parameters'
import { getContext } from '@/app/_lib/context'
import { allowOrigin, answerPreflight } from '@/app/_lib/origins'
import { countRequest, recogniseApp } from '@/domain/client-calls'
import type { Client } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { assertRoomAtEngine } from '@/domain/faces/formats'
import { asAppError } from '@/domain/unstorable'

/** A 4xx or 5xx in this host's words. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message)
  }
}

export interface Call {
  context: Context
  /** Of the body and the query string. @throws Refusal */
  parameters(): Promise<Parameters>
}

export type Answer = { data: Record<string, unknown> }

type Method = 'GET' | 'POST'

interface Served {
  /** Judging costs an engine: refused before the body is read where there is no room. */
  isCostly?: true
  answer(call: Call): Promise<Answer>
}

type Handler = (request: Request) => Promise<Response>
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Handlers for every method, so that whatever is not served is refused in the same form. */
export function host(served: Partial<Record<Method, Served>>): Record<(typeof methods)[number], Handler> {
  const handler: Handler = async (request) => {
    const context = await getContext(request)
    const caller: { client?: Client } = {}
    const respond = async () => {
      try {
        const preflight = request.method === 'OPTIONS' && (await answerPreflight(context, request, allowed(served)))
        if (preflight) return preflight
        return present(context, 200, await run(served, context, request, caller))
      } catch (error) {
        return presentFailure(context, error)
      }
    }
    return allowOrigin(request, await respond(), caller.client?.allowedOrigins)
  }
  return Object.fromEntries(methods.map((method) => [method, handler])) as Record<(typeof methods)[number], Handler>
}

const allowed = (served: Partial<Record<Method, Served>>) => Object.keys(served) as Method[]

async function run(
  served: Partial<Record<Method, Served>>,
  base: Context,
  request: Request,
  caller: { client?: Client },
): Promise<Answer> {
  if (allowed(served).length === 0) throw new Refusal(404, 'There is no such address.')
  const own = served[(request.method === 'HEAD' ? 'GET' : request.method) as Method]
  if (!own) throw new Refusal(405, 'This method is not served here.')
  const token = request.headers.get('x-app-token')
  const client = token ? await recogniseApp(base, token) : null
  if (!client) throw new Refusal(401, 'The app token is missing or not valid.')
  caller.client = client
  const context: Context = { ...base, actor: client.actor }
  if (own.isCostly) assertRoomAtEngine(context, client.tenantId)
  await countRequest(context, client)
  return own.answer({ context, parameters: () => read(request) })
}

async function read(request: Request): Promise<Parameters> {
  try {
    return await readParameters(request, SESSION_BODY_BYTES, 'NO_FILE_OR_INVALID_FORMAT')
  } catch (error) {
    if (!(error instanceof LegacyRefusal)) throw error
    const isLarge = error.code === 'NO_FILE_OR_INVALID_FORMAT'
    const message = isLarge ? 'The request is too large.' : 'The body of the request cannot be read.'
    throw new Refusal(isLarge ? 413 : 400, message)
  }
}

const statusOf: Partial<Record<string, number>> = {
  busy: 503,
  forbidden: 403,
  invalid_input: 400,
  request_quota_reached: 402,
  not_found: 404,
}

function presentFailure(context: Context, error: unknown): Response {
  if (error instanceof Refusal) return refuse(context, error)
  const known = asAppError(error)
  const status = known && statusOf[known.code]
  if (known && status) return refuse(context, new Refusal(status, known.message, known.options.retryAfterSeconds))
  context.log.error({ err: error }, 'a request of the liveness host failed')
  return refuse(context, new Refusal(500, 'Something went wrong here; repeat the request.'))
}

function refuse(context: Context, { status, message, retryAfterSeconds }: Refusal): Response {
  const response = respond(context, status, { meta: meta(status, message) })
  if (retryAfterSeconds !== undefined) response.headers.set('retry-after', String(retryAfterSeconds))
  return response
}

const present = (context: Context, status: number, { data }: Answer): Response =>
  respond(context, status, { meta: { ok: true, code: status, mode: LIVENESS_MODE }, data })

const respond = ({ requestId }: Context, status: number, body: object): Response =>
  Response.json(body, {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
    },
  })
