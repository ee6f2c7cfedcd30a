/**
 * Pages of other addresses that may call the API from a browser (CORS): those that a client lists, for that client's own
 * calls, never with cookies. Where no client lists any, which is the default, every browser refuses them all.
 */
import { isAllowedOrigin } from '@/domain/client-origins'
import type { Context } from '@/domain/context'

/** What browsers ask for before they send a client's key and secret, or JSON. */
const requestHeaders = [
  'authorization',
  'content-type',
  'idempotency-key',
  'x-api-key',
  'x-biometrid-key',
  'x-biometrid-secret',
  'x-dasgate-tenant-id',
  'x-request-id',
  'x-veridas-rtag',
].join(', ')
/** What a page may read besides the body. */
const answerHeaders = 'ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, x-request-id'
/** Browsers keep the answer for so long, and then see that a client was revoked. */
const preflightSeconds = 600

/**
 * The answer to a browser's question before a call.
 * @returns null where it is no such question, or one from an address that no client lists
 */
export async function answerPreflight(
  context: Context,
  request: Request,
  methods: readonly string[],
): Promise<Response | null> {
  const origin = request.headers.get('origin')
  if (!origin || !request.headers.has('access-control-request-method')) return null
  if (!(await isAllowedOrigin(context, origin))) return null
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': requestHeaders,
      'access-control-max-age': String(preflightSeconds),
      vary: 'origin',
    },
  })
}

/** Lets a page read the answer, if the client that the call came from lists the page's address. */
export function allowOrigin(request: Request, response: Response, allowed: readonly string[] | undefined): Response {
  const origin = request.headers.get('origin')
  if (!origin || !allowed?.includes(origin)) return response
  response.headers.set('access-control-allow-origin', origin)
  response.headers.set('access-control-expose-headers', answerHeaders)
  response.headers.append('vary', 'origin')
  return response
}
