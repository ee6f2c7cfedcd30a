/**
 * The way of every request of the enrolment page. The token of the link comes in a header, so that no log of addresses has it; whoever
 * holds it is all that we know of the person. Refusals are told in JSON, with a reason that the page puts into the person's words.
 */
import { NextResponse } from 'next/server'
import { readBody, CutOff } from '@/app/_lib/body'
import { spend, type Budget } from '@/app/_lib/budgets'
import { getContext } from '@/app/_lib/context'
import { isOwnPage } from '@/app/_lib/own-page'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { network } from '@/domain/guesses'
import { hashToken } from '@/domain/ids'
import { asAppError } from '@/domain/unstorable'

/** Of one network: many people may be asked at once, and enrol in one room. */
const perNetwork: Budget = { name: 'enrolment', perSecond: 2, most: 120 }
/** Of one link: a person needs some ten requests. */
const perLink: Budget = { name: 'enrolment link', perSecond: 0.2, most: 40 }

export interface Asked {
  context: Context
  token: string
  body: Uint8Array<ArrayBuffer>
  type: string
}

/** What the page reads of a refusal. */
export interface RefusedAnswer {
  /** `subject`: what is missing, `reason`: which rule stands in the way; null where neither is said. */
  error: { code: string; subject: string | null; reason: string | null; message: string; requestId: string }
}

/** @param limitBytes of the body; beyond it 413 */
export async function answerEnrolment(
  request: Request,
  limitBytes: number,
  run: (asked: Asked) => Promise<object>,
): Promise<Response> {
  const context = await getContext(request)
  try {
    if (!isOwnPage(request)) throw new AppError('forbidden', 'This is taken from our own pages only.')
    const [, token] = /^Bearer ([\w-]{1,200})$/.exec(request.headers.get('authorization') ?? '') ?? []
    if (!token) throw new AppError('unauthenticated', 'Send the token of the enrolment link.')
    const now = context.now()
    spend(perNetwork, network(request.headers.get('x-forwarded-for') ?? ''), now)
    spend(perLink, hashToken(token), now)
    const body = await readBody(request, limitBytes)
    if (!body) {
      throw new AppError('too_large', `The body is larger than ${Math.round(limitBytes / 1024)} KiB.`)
    }
    const value = await run({ context, token, body, type: request.headers.get('content-type') ?? '' })
    return answer(200, value)
  } catch (error) {
    if (error instanceof CutOff) return new Response(null, { status: 400 })
    const known = asAppError(error)
    if (!known) throw error
    return refusal(known, context.requestId)
  }
}

/** @throws AppError `invalid_input` for what is no JSON object */
export function jsonOf({ body }: Asked): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new AppError('invalid_input', 'The body is no JSON.', { cause })
  }
  throw new AppError('invalid_input', 'The body has to be a JSON object.')
}

function refusal({ code, status, message, options }: AppError, requestId: string): Response {
  const { retryAfterSeconds: wait, subject = null, reason = null } = options
  const body: RefusedAnswer = { error: { code, subject, reason, message, requestId } }
  return answer(status, body, wait === undefined ? {} : { 'retry-after': String(wait) })
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return NextResponse.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
