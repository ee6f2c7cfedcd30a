/** Answers of the events contract: JSON that nobody caches, and `{reason, message, details?, request_id}` for whatever went wrong. */
import type { z } from 'zod'
import { CutOff } from '@/app/_lib/body'
import type { Balance } from '@/app/_lib/budgets'
import type { Context } from '@/domain/context'
import type { AppError } from '@/domain/errors'
import { asAppError } from '@/domain/unstorable'
import { codes, type Code, type FieldCode } from './codes'

export interface Answer {
  status: 200 | 201 | 202 | 204 | 207
  /** None for a 204. */
  body?: unknown
  /** In place of a body. */
  file?: AnsweredFile
}

export interface AnsweredFile {
  /** As the header says it. */
  type: string
  bytes: Buffer
}

export interface WrongField {
  field: string
  code: FieldCode
  message: string
}

/** A 4xx or 5xx of the contract. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly code: Code,
    message: string,
    readonly options: {
      details?: Record<string, unknown>
      errors?: WrongField[]
      headers?: Record<string, string>
    } = {},
  ) {
    super(message)
  }
}

/** 422 about one field. */
export function wrongField(field: string, code: FieldCode, message: string): Refusal {
  return new Refusal('validation_error', `${field} ${message}`, { errors: [{ field, code, message }] })
}

/** @throws Refusal `validation_error`; never with the value, which may be a picture */
export function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input, { error: words })
  if (result.success) return result.data
  const errors = result.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    code: isMissing(issue, input) ? ('required' as const) : ('invalid' as const),
    message: issue.message,
  }))
  const told = errors.map(({ field, message }) => (field ? `${field} ${message}` : message)).join('; ')
  throw new Refusal('validation_error', told, { errors })
}

function isMissing({ code, path }: z.core.$ZodIssue, input: unknown): boolean {
  if (code !== 'invalid_type' && code !== 'invalid_value') return false
  let at: unknown = input
  for (const part of path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined
  return at === undefined
}

export interface Trace {
  requestId: string
  balance?: Balance
  /** The caller's own string, given back. */
  tag?: string
}

export function present({ status, body, file }: Answer, trace: Trace, more: Record<string, string> = {}): Response {
  const headers = new Headers({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': trace.requestId,
    ...more,
  })
  if (trace.tag !== undefined) headers.set('x-veridas-rtag', trace.tag)
  if (trace.balance) {
    headers.set('ratelimit-limit', String(trace.balance.limit))
    headers.set('ratelimit-remaining', String(trace.balance.remaining))
    headers.set('ratelimit-reset', String(trace.balance.resetSeconds))
  }
  if (file) {
    headers.set('content-type', file.type)
    return new Response(new Uint8Array(file.bytes), { status, headers })
  }
  if (body === undefined) return new Response(null, { status, headers })
  headers.set('content-type', 'application/json; charset=utf-8')
  return new Response(JSON.stringify(body), { status, headers })
}

export function presentFailure(error: unknown, { log }: Pick<Context, 'log'>, trace: Trace): Response {
  const refusal = refusalOf(error)
  if (!refusal) log.error({ err: error }, 'a request of the events API failed')
  const { code, message, options } = refusal ?? unforeseen
  const { details, errors, headers } = options
  const body = {
    reason: code,
    message,
    ...(details && { details }),
    ...(errors && { errors }),
    request_id: trace.requestId,
  }
  const { headers: sent } = present({ status: 200, body }, trace, headers)
  return new Response(JSON.stringify(body), { status: codes[code][0], headers: sent })
}

const unforeseen = new Refusal(
  'internal_error',
  'Something went wrong on our side. Try again; if it stays, name the request id to the bureau.',
)

function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  // Nobody is left to read this, and nobody is to be woken by it.
  if (error instanceof CutOff) return new Refusal('validation_error', 'The body of the request broke off.')
  const known = asAppError(error)
  if (!known) return null
  const { code, message, options } = known
  const { details, reason, retryAfterSeconds } = options
  const wait = { headers: { 'retry-after': String(retryAfterSeconds ?? 1) } }
  if (code === 'invalid_input') return new Refusal('validation_error', message, { errors: fieldsOf(known) })
  if (reason !== undefined && reason in codes)
    return new Refusal(reason as Code, message, { details, ...challenge(known) })
  switch (code) {
    case 'unauthenticated':
      return new Refusal('token_invalid', message, challenge(known))
    case 'forbidden':
      return new Refusal('role_missing', `The token has no role that may do this. ${message}`)
    case 'not_found':
      return new Refusal(missing[options.subject ?? ''] ?? 'not_found', message)
    case 'already_exists':
      return new Refusal(taken[options.subject ?? ''] ?? 'conflict', message)
    case 'conflict':
      return new Refusal(inTheWay[options.subject ?? ''] ?? 'conflict', message)
    case 'not_enrolled':
      return new Refusal('user_without_credential', message)
    case 'user_quota_reached':
      return new Refusal('enrollments_limit_exceeded', message)
    case 'request_quota_reached':
      return new Refusal('requests_limit_exceeded', message)
    case 'too_many_requests':
      return new Refusal('rate_limited', message, wait)
    case 'busy':
      return new Refusal('temporarily_unavailable', message, wait)
    case 'liveness_required':
    case 'liveness_invalid':
      return new Refusal('liveness_required', message)
    case 'picture_refused':
      return wrongField('selfie', 'image_not_readable', message)
    default:
      return null
  }
}

const missing: Partial<Record<string, Code>> = {
  onboarding: 'onboarding_not_found',
  user: 'user_not_found',
  event: 'event_not_found',
  attendee: 'attendee_not_found',
  member: 'member_not_found',
  zone: 'zone_not_found',
  receipt: 'deletion_not_found',
  webhook: 'webhook_not_found',
  delivery: 'delivery_not_found',
  face_engine: 'face_engine_off',
}
const taken: Partial<Record<string, Code>> = { user: 'acs_id_already_enrolled', event: 'external_id_already_exists' }
const inTheWay: Partial<Record<string, Code>> = { idempotency_key: 'idempotency_key_reused', zone: 'zone_archived' }

/** The domain's names of fields, as this API writes them. */
function fieldsOf({ options }: AppError): WrongField[] {
  return (options.fields ?? []).map(({ field, message }) => ({
    field: renamed[field] ?? field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    code: 'invalid',
    message,
  }))
}

const renamed: Partial<Record<string, string>> = {
  startsAt: 'start_time',
  endsAt: 'end_time',
  zoneRows: 'space_ids',
  terminalIds: 'access_points',
  consentVersion: 'consent.text_version',
  retentionSeconds: 'retention',
}

/** RFC 6750, section 3. */
function challenge({ options, code }: AppError) {
  if (code !== 'unauthenticated') return {}
  const error = options.reason === 'token_missing' ? '' : ', error="invalid_token"'
  return { headers: { 'www-authenticate': `Bearer realm="events"${error}` } }
}

/** Of a value that the schema has no words for; never repeats it. */
const words: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'is missing' : 'has the wrong type'
  if (issue.code === 'invalid_value') return issue.input === undefined ? 'is missing' : 'is none of the values served'
  if (issue.code === 'too_big') return 'is too long or too large'
  if (issue.code === 'too_small') return 'is too short or too small'
  return undefined
}
