/**
 * The way of every request of a terminal: which route it means, how much of it is read, and how the outcome is told. Who calls, each
 * route asks of domain/terminals/tokens.
 */
import { readBody } from '@/app/_lib/body'
import { getContext } from '@/app/_lib/context'
import type { Context } from '@/domain/context'
import { terminalCaller, type Caller, type Presented } from '@/domain/terminals/tokens'
import { present, presentFailure, Refusal } from './answer'

export interface Call {
  /** Nobody, until the route knows who calls. */
  context: Context
  presented: Presented
  /** The terminal whose token and proof these are. @throws AppError `unauthenticated`, `forbidden` */
  caller(): Promise<Caller>
  /** The body, once it is known who sends it. @throws Refusal */
  body(mostBytes?: number): Promise<Record<string, unknown>>
  query: URLSearchParams
  /** The address that the call comes from. */
  source: string
  wantsStream: boolean
}

export interface Route {
  method: 'GET' | 'POST'
  /** Below `/edge/v1`. */
  path: string
  answer(call: Call): Promise<Response | object>
}

type Handler = (request: Request) => Promise<Response>

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const base = '/edge/v1/'
const smallBytes = 64 * 1024

/** Handlers for every method, so that whatever is not served is refused in the same form. */
export function serve(routes: Route[]): Record<(typeof methods)[number], Handler> {
  const handler: Handler = async (request) => {
    const context = await getContext(request)
    try {
      const url = new URL(request.url)
      const route = find(routes, request.method, url.pathname)
      const answer = await route.answer(callOf(context, request, url))
      return answer instanceof Response ? answer : present(context, answer)
    } catch (error) {
      return presentFailure(error, context)
    }
  }
  return Object.fromEntries(methods.map((method) => [method, handler])) as Record<(typeof methods)[number], Handler>
}

function find(routes: Route[], method: string, path: string): Route {
  const here = routes.filter((route) => path === base + route.path)
  if (here.length === 0) throw new Refusal(404, 'not_found', 'There is no such address.')
  const found = here.find((route) => route.method === method)
  if (found) return found
  const allow = here.map((route) => route.method).join(', ')
  throw new Refusal(405, 'method_not_allowed', 'This method is not served here.', { allow })
}

function callOf(context: Context, request: Request, url: URL): Call {
  const { headers } = request
  const presented: Presented = {
    method: request.method,
    path: url.pathname,
    proof: headers.get('dpop'),
    authorization: headers.get('authorization'),
  }
  return {
    context,
    presented,
    caller: () => terminalCaller(context, presented),
    body: (mostBytes = smallBytes) => readJson(request, mostBytes),
    query: url.searchParams,
    // The front server has put the real address there.
    source: headers.get('x-forwarded-for') ?? '',
    wantsStream: (headers.get('accept') ?? '').includes('text/event-stream'),
  }
}

async function readJson(request: Request, mostBytes: number): Promise<Record<string, unknown>> {
  const bytes = await readBody(request, mostBytes)
  if (bytes === null)
    throw new Refusal(413, 'too_large', `A request to this address may carry at most ${mostBytes} bytes.`)
  const body = parsed(bytes)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'json_invalid', 'The body of the request is not a JSON object.')
  }
  return body as Record<string, unknown>
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's own words quote the body.
    return undefined
  }
}
