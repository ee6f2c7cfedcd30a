/** Answers of the wallet's contract: JSON that nobody caches unless told so, and `{code, message}` for whatever went wrong. */
import { CutOff } from '@/app/_lib/body'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { codes, type Code } from './codes'

/** A refusal of the contract; the message is for the person with the phone. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly code: Code,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
  }
}

export interface Answer {
  status?: number
  /** Text is sent as it is; null is no body at all. */
  body: unknown
  contentType?: string
  /** Default `no-store`: most answers are about a person. */
  cacheControl?: string
  headers?: Record<string, string>
}

export function present(answer: Answer, requestId: string): Response {
  const { status = 200, body, contentType = 'application/json; charset=utf-8', cacheControl = 'no-store' } = answer
  return new Response(body === null || typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: {
      ...(body === null ? {} : { 'content-type': contentType }),
      'cache-control': cacheControl,
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
      ...answer.headers,
    },
  })
}

export function presentFailure(error: unknown, { log, requestId }: Context): Response {
  const refusal = refusalOf(error)
  if (!refusal) log.error({ err: error }, 'a request of the wallet API failed')
  const { code, message, headers } = refusal ?? unforeseen
  return present({ status: codes[code][0], body: { code, message, requestId }, headers }, requestId)
}

const unforeseen = new Refusal(
  'internal',
  'Something went wrong on our side. Try again; if it stays, name the request id to the bureau.',
)

function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  // Nobody is left to read this, and nobody is to be woken by it.
  if (error instanceof CutOff) return new Refusal('json_invalid', 'The body of the request broke off.')
  if (!(error instanceof AppError)) return null
  const code = codeOf(error)
  if (!code) return null
  const { retryAfterSeconds } = error.options
  const wait = retryAfterSeconds ?? (code === 'busy' ? 1 : undefined)
  return new Refusal(code, error.message, wait === undefined ? {} : { 'retry-after': String(wait) })
}

function codeOf({ code, options }: AppError): Code | null {
  if (code === 'not_found' && options.subject === 'wallet') return 'wallet_closed'
  if (code === 'liveness_invalid') return 'liveness_required'
  return code in codes ? (code as Code) : null
}
