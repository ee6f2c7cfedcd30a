/** The envelope around every answer of the legacy API, and the refusal that a handler throws to leave with one. */
import { codes, type Code } from './codes'

/** What an operation answers: a message, and the fields beside it; or, where the contract says so, a bare array or bare fields. */
export type Answer =
  | {
      code: Code
      fields?: Record<string, unknown>
      /** A cookie to be set. */
      cookie?: string
    }
  | { list: readonly unknown[] }
  /** Fields without a message; none: no `data` at all. */
  | { bare: Record<string, unknown> | undefined }

/** A 4xx or 5xx of the contract. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly code: Code,
    readonly options: {
      /** Makes it a 503, whatever the message's own status is. */
      retryAfterSeconds?: number
      /** The methods that a 405 names. */
      allow?: string
    } = {},
  ) {
    super(code)
  }
}

// Answers are about people: no cache keeps them, and no browser takes them for anything but JSON.
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

export function present(answer: Answer, requestId: string): Response {
  if ('list' in answer) {
    return Response.json({ status: true, data: answer.list }, { headers: { ...headers, 'x-request-id': requestId } })
  }
  if ('bare' in answer) {
    return Response.json({ status: true, data: answer.bare }, { headers: { ...headers, 'x-request-id': requestId } })
  }
  const [http, status] = codes[answer.code]
  const response = Response.json(
    { status, data: { message: answer.code, ...answer.fields } },
    { status: http, headers: { ...headers, 'x-request-id': requestId } },
  )
  if (answer.cookie) response.headers.set('set-cookie', answer.cookie)
  return response
}

export function presentRefusal({ code, options }: Refusal, requestId: string): Response {
  const { body, headers, status } = present({ code }, requestId)
  if (options.allow !== undefined) headers.set('allow', options.allow)
  if (options.retryAfterSeconds === undefined) return new Response(body, { status, headers })
  headers.set('retry-after', String(options.retryAfterSeconds))
  return new Response(body, { status: 503, headers })
}
