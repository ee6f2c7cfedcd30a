/**
 * The GraphQL endpoint over HTTP. A caller is a client, by HTTP Basic (key as user name, secret as password) or by the header
 * pair of the legacy API. Without valid credentials nothing is answered, introspection included.
 */
import { startServerAndCreateNextHandler } from '@as-integrations/next'
import { CutOff, readBody } from '@/app/_lib/body'
import { getContext } from '@/app/_lib/context'
import { authenticateClient, countRequest } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { asGraphqlError } from '@/graphql/errors'
import { createGraphqlServer } from '@/graphql/server'
import { clientCredentials } from './credentials'

/** A document and its variables; a picture as base64 in a variable fits. */
const bodyBytes = 2 * 1024 * 1024

const answer = startServerAndCreateNextHandler<Request, Context>(createGraphqlServer(), {
  context: async (request) => {
    try {
      return await authenticated(request)
    } catch (error) {
      throw error instanceof AppError ? asGraphqlError(error) : error
    }
  },
})

async function authenticated(request: Request): Promise<Context> {
  const context = await getContext(request)
  const client = await authenticateClient(context, clientCredentials(request.headers)).catch((error: unknown) => {
    // Whether the key or the secret is wrong is not told here.
    const isWrong = error instanceof AppError && error.options.subject === 'client'
    throw isWrong ? new AppError('unauthenticated', 'The key and the secret do not belong together.') : error
  })
  await countRequest(context, client)
  return { ...context, actor: client.actor }
}

/** Answered only with a header that no plain link or form can set (Apollo's CSRF prevention). */
export async function GET(request: Request): Promise<Response> {
  return answer(request)
}

export async function POST(request: Request): Promise<Response> {
  try {
    const body = await readBody(request, bodyBytes)
    if (body === null) return refuse('TOO_LARGE', 413, `A GraphQL request may carry at most ${bodyBytes} bytes.`)
    return await answer(new Request(request.url, { method: 'POST', headers: request.headers, body }))
  } catch (error) {
    if (error instanceof CutOff) return refuse('BAD_USER_INPUT', 400, 'The body ended before its end.')
    throw error
  }
}

function notAllowed(): Response {
  return refuse('METHOD_NOT_ALLOWED', 405, 'GraphQL is asked with POST.', { allow: 'GET, HEAD, POST' })
}
export { notAllowed as DELETE, notAllowed as PATCH, notAllowed as PUT }

/** Refuses a request in GraphQL's own form before GraphQL sees it. */
function refuse(code: string, status: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status, headers })
}
