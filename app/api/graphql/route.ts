/**
 * The GraphQL endpoint over HTTP. Who may call, caller.ts says; without valid credentials nothing is answered, introspection
 * included.
 */
import { HeaderMap } from '@apollo/server'
import { server } from '@/app/_graph/server'
import { hasTooManyParts, readBody } from '@/app/_lib/body'
import { getContext } from '@/app/_lib/context'
import { allowOrigin, answerPreflight } from '@/app/_lib/origins'
import type { Client } from '@/domain/clients'
import { AppError } from '@/domain/errors'
import { asGraphqlError } from '@/graphql/errors'
import { callerOf } from './caller'

/** A document and its variables: pictures as base64, as many as the front server lets through under /api. */
const bodyBytes = 8 * 1024 * 1024

/** Apollo answers what is wrong with the request, a body that is none included, as it answers everything else. */
async function answer(request: Request): Promise<Response> {
  const known: { client?: Client } = {}
  const caller = callerOf(request, known)
  // Of a stranger nothing is read.
  const body = await caller.then(
    () => readJson(request),
    () => undefined,
  )
  const answered = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers: new HeaderMap(request.headers),
      search: new URL(request.url).search,
      body,
    },
    context: async () => {
      try {
        const { context } = await caller
        if (body === tooLarge)
          throw new AppError('too_large', `A GraphQL request may carry at most ${bodyBytes} bytes in 10,000 parts.`)
        return context
      } catch (error) {
        throw error instanceof AppError ? asGraphqlError(error) : error
      }
    },
  })
  // Only `@defer` brings an answer in pieces, and the schema has none.
  const text = answered.body.kind === 'complete' ? answered.body.string : null
  const response = new Response(text, { status: answered.status ?? 200, headers: [...answered.headers] })
  return allowOrigin(request, response, known.client?.allowedOrigins)
}

const tooLarge = Symbol('too large')

/** @returns `tooLarge`; undefined for what is no JSON or was cut off, which Apollo answers like no body at all */
async function readJson(request: Request): Promise<unknown> {
  try {
    const body = await readBody(request, bodyBytes)
    if (body === null || hasTooManyParts(body)) return tooLarge
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

/** A GET is answered only with a header that no plain link or form can set (Apollo's CSRF prevention). */
export { answer as GET, answer as POST }

function notAllowed(): Response {
  const error = { message: 'GraphQL is asked with POST.', extensions: { code: 'METHOD_NOT_ALLOWED' } }
  return Response.json({ errors: [error] }, { status: 405, headers: { allow: 'GET, HEAD, POST' } })
}
/** A browser asks so before it lets a page of another address call. */
export async function OPTIONS(request: Request): Promise<Response> {
  return (await answerPreflight(await getContext(request), request, ['POST'])) ?? notAllowed()
}

export { notAllowed as DELETE, notAllowed as PATCH, notAllowed as PUT }
