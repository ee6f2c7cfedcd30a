/** The way of every request to a realm, and how OAuth tells what went wrong: `{error, error_description}` (RFC 6749, section 5.2). */
import { CutOff } from '@/app/_lib/body'
import { getContext } from '@/app/_lib/context'
import { allowOrigin, answerPreflight } from '@/app/_lib/origins'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'

export interface RealmRoute {
  method: 'GET' | 'POST'
  /** Below `/auth/realms/{tenant}/`. */
  path: string
  answer(call: RealmCall): Promise<Answer>
}

export interface RealmCall {
  context: Context
  realm: string
  request: Request
}

export interface Answer {
  body: unknown
  headers?: Record<string, string>
  /** Pages that may read it. */
  allowedOrigins?: readonly string[]
}

/** An error of OAuth, with its HTTP status. All but `invalid_client`, `invalid_grant` and `unsupported_grant_type` are ours (I). */
export const statuses = {
  invalid_request: 400,
  invalid_grant: 400,
  invalid_scope: 400,
  unsupported_grant_type: 400,
  invalid_client: 401,
  not_found: 404,
  method_not_allowed: 405,
  slow_down: 429,
  server_error: 500,
} as const

export type OauthError = keyof typeof statuses

export class OauthRefusal extends Error {
  override readonly name = 'OauthRefusal'
  constructor(
    readonly error: OauthError,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
  }
}

type Params = Promise<{ path?: string[] } | undefined>
type Handler = (request: Request, route: { params: Params }) => Promise<Response>

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Handlers for every method, so that whatever is not served is refused in OAuth's own form. */
export function serveRealms(routes: RealmRoute[]): Record<(typeof methods)[number], Handler> {
  const handler: Handler = async (request, { params }) => {
    const [realm = '', ...rest] = (await params)?.path ?? []
    const context = await getContext(request)
    try {
      const here = routes.filter(({ path }) => path === rest.join('/'))
      if (here.length === 0) throw new OauthRefusal('not_found', 'There is no such address.')
      const route = here.find(({ method }) => method === (request.method === 'HEAD' ? 'GET' : request.method))
      const allowed = here.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
      const preflight = request.method === 'OPTIONS' && (await answerPreflight(context, request, allowed))
      if (preflight) return preflight
      if (!route)
        throw new OauthRefusal('method_not_allowed', 'This method is not served here.', { allow: allowed.join(', ') })
      const { body, headers, allowedOrigins } = await route.answer({ context, realm, request })
      return allowOrigin(request, present(200, body, context, headers), allowedOrigins)
    } catch (error) {
      const { error: name, message, headers } = refusalOf(error, context)
      return present(statuses[name], { error: name, error_description: message }, context, headers)
    }
  }
  return Object.fromEntries(methods.map((method) => [method, handler])) as Record<(typeof methods)[number], Handler>
}

// A token in a cache is a token in other hands (RFC 6749, section 5.1).
function present(
  status: number,
  body: unknown,
  { requestId }: Context,
  headers: Record<string, string> = {},
): Response {
  const common = { 'cache-control': 'no-store', pragma: 'no-cache', 'x-content-type-options': 'nosniff' }
  return Response.json(body, { status, headers: { ...common, 'x-request-id': requestId, ...headers } })
}

function refusalOf(error: unknown, { log }: Context): OauthRefusal {
  if (error instanceof OauthRefusal) return error
  if (error instanceof CutOff) return new OauthRefusal('invalid_request', 'The body of the request broke off.')
  if (error instanceof AppError) {
    const { reason, retryAfterSeconds } = error.options
    if (reason !== undefined && reason in statuses) return new OauthRefusal(reason as OauthError, error.message)
    if (error.code === 'not_found') return new OauthRefusal('not_found', 'There is no such realm.')
    if (error.code === 'invalid_input')
      return new OauthRefusal('invalid_request', 'A parameter is missing or too long.')
    if (error.code === 'busy' || error.code === 'too_many_requests') {
      return new OauthRefusal('slow_down', error.message, { 'retry-after': String(retryAfterSeconds ?? 1) })
    }
  }
  log.error({ err: error }, 'a request to a realm failed')
  return new OauthRefusal('server_error', 'Something went wrong on our side. Try again.')
}
