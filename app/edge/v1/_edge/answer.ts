/** Answers to terminals: JSON that nobody caches, the time of the bureau and a fresh nonce on each, and `{reason, message, request_id}` for refusals. */
import { CutOff } from '@/app/_lib/body'
import type { Context } from '@/domain/context'
import { AppError, type ErrorCode } from '@/domain/errors'
import { asAppError } from '@/domain/unstorable'
import { newNonce } from '@/domain/terminals/tokens'

/** A refusal of the transport itself. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
  }
}

/** On each answer: a terminal sets its clock by the one, and signs its next proof with the other. */
export function edgeHeaders(context: Context): Record<string, string> {
  return {
    // What is sealed does not grow smaller, and trying to make it so would cost more than everything else.
    'cache-control': 'no-store, no-transform',
    'dpop-nonce': newNonce(context),
    'x-content-type-options': 'nosniff',
    'x-request-id': context.requestId,
    'x-limen-time': context.now().toISOString(),
  }
}

export function present(context: Context, body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...jsonHeaders(context), ...headers } })
}

/** JSON that is in bytes already. */
export function presentBytes(context: Context, bytes: Buffer): Response {
  return new Response(new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength), {
    headers: jsonHeaders(context),
  })
}

const jsonHeaders = (context: Context) => ({
  'content-type': 'application/json; charset=utf-8',
  ...edgeHeaders(context),
})

export function presentFailure(thrown: unknown, context: Context): Response {
  const error = asAppError(thrown) ?? thrown
  const refusal = refusalOf(error)
  if (!refusal) context.log.error({ err: error }, 'a request of a terminal failed')
  const { status, reason, message, headers } = refusal ?? unforeseen
  const body = {
    reason,
    message,
    request_id: context.requestId,
    ...(error instanceof AppError && error.code === 'invalid_input'
      ? { errors: (error.options.fields ?? []).slice(0, 20) }
      : {}),
  }
  return present(context, body, status, headers)
}

const unforeseen = new Refusal(500, 'internal', 'Something went wrong on the bureau’s side. Try again later.')

/** Where an error names no rule of its own. */
const reasons: Partial<Record<ErrorCode, string>> = {
  invalid_input: 'validation_error',
  already_exists: 'already_exists',
  busy: 'rate_limited',
  too_many_requests: 'rate_limited',
}

function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  // Nobody is left to read this, and nobody is to be woken by it.
  if (error instanceof CutOff) return new Refusal(400, 'json_invalid', 'The body of the request broke off.')
  if (!(error instanceof AppError) || error.code === 'internal') return null
  const { code, options } = error
  const reason = options.reason ?? reasons[code] ?? (options.subject ? `${options.subject}_${code}` : code)
  const headers: Record<string, string> = {}
  if (code === 'unauthenticated') headers['www-authenticate'] = challenge(reason)
  if (code === 'busy' || code === 'too_many_requests') headers['retry-after'] = String(options.retryAfterSeconds ?? 1)
  // Whoever asks too often is told so; the bureau itself is not busy.
  return new Refusal(code === 'busy' ? 429 : error.status, reason, error.message, headers)
}

/** RFC 9449, sections 7.1 and 9. */
function challenge(reason: string): string {
  const error =
    reason === 'use_dpop_nonce' ? reason : reason.startsWith('proof_') ? 'invalid_dpop_proof' : 'invalid_token'
  return `DPoP error="${error}", algs="ES256"`
}
