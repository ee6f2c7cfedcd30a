/**
 * Errors at the edge of GraphQL: expected refusals as types of a result, every other AppError as an error with a code, and
 * whatever was not foreseen behind one sentence, so that nothing internal leaks.
 */
import { HeaderMap } from '@apollo/server'
import { unwrapResolverError } from '@apollo/server/errors'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { errorTable, type AppError, type ErrorCode } from '@/domain/errors'
import type { Context } from '@/domain/context'
import { noteTurnedAway } from '@/domain/turned-away'
import { asAppError } from '@/domain/unstorable'
import { builder } from './builder'

/** What a typed error carries; a subclass for each code that some mutation may answer with. */
class Expected extends Error {
  constructor(override readonly cause: AppError) {
    super(cause.message, { cause })
  }
}
export class InvalidInput extends Expected {}
export class UserQuotaReached extends Expected {}
export class IdempotencyConflict extends Expected {}
export class Conflict extends Expected {}
export class NotFound extends Expected {}
export class AlreadyExists extends Expected {}
export class RuleBroken extends Expected {}
export class FreshSignInRequired extends Expected {}
export class NotEnrolled extends Expected {}
export class PictureRefused extends Expected {}
export class RecordingRefused extends Expected {}
export class LivenessRequired extends Expected {}
export class TooLarge extends Expected {}

const expected: Partial<Record<ErrorCode, new (cause: AppError) => Expected>> = {
  invalid_input: InvalidInput,
  user_quota_reached: UserQuotaReached,
  not_found: NotFound,
  already_exists: AlreadyExists,
  rule_broken: RuleBroken,
  fresh_sign_in_required: FreshSignInRequired,
  not_enrolled: NotEnrolled,
  picture_refused: PictureRefused,
  recording_refused: RecordingRefused,
  liveness_required: LivenessRequired,
  liveness_invalid: LivenessRequired,
  too_large: TooLarge,
}

function typeOf({ code, options }: AppError): (new (cause: AppError) => Expected) | undefined {
  if (code === 'conflict') return options.subject === 'idempotency_key' ? IdempotencyConflict : Conflict
  return expected[code]
}

/** Gives an AppError the class that its GraphQL type is bound to, where the result has that type; others stay what they are. */
export async function typedErrors<T>(answer: Promise<T>, types: readonly unknown[]): Promise<T> {
  return answer.catch((error: unknown) => {
    const known = asAppError(error)
    const Type = known ? typeOf(known) : undefined
    throw Type && types.includes(Type) ? new Type(known!) : error
  })
}

const Refusal = builder.interfaceRef<Expected>('Refusal').implement({
  description: 'Why a mutation was not done. Nothing was changed.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'For people; not for programs to read.' }),
    code: t.string({
      description: 'The same code that stands in `extensions.code` of other errors.',
      resolve: ({ cause }) => errorTable[cause.code].graphql,
    }),
  }),
})

const FieldProblem = builder.objectRef<{ field: string; message: string }>('FieldProblem').implement({
  description: 'What is missing or wrong in one field.',
  fields: (t) => ({ field: t.exposeString('field'), message: t.exposeString('message') }),
})

builder.objectType(InvalidInput, {
  name: 'InvalidInput',
  interfaces: [Refusal],
  fields: (t) => ({
    fields: t.field({ type: [FieldProblem], resolve: ({ cause }) => cause.options.fields ?? [] }),
  }),
})
builder.objectType(UserQuotaReached, {
  name: 'UserQuotaReached',
  description: 'The tenant may have no more users. Deleting one gives its place back.',
  interfaces: [Refusal],
})
builder.objectType(IdempotencyConflict, {
  name: 'IdempotencyConflict',
  description: 'The idempotency key was used for another call within the last day.',
  interfaces: [Refusal],
})

builder.objectType(Conflict, {
  name: 'Conflict',
  description: 'It does not fit to what has happened meanwhile.',
  interfaces: [Refusal],
})
builder.objectType(NotFound, {
  name: 'NotFound',
  description: 'It does not exist, or belongs to somebody else.',
  interfaces: [Refusal],
  fields: (t) => ({
    subject: t.string({
      nullable: true,
      description: 'What is missing: user, event, zone, …',
      resolve: ({ cause }) => cause.options.subject ?? null,
    }),
  }),
})
builder.objectType(AlreadyExists, {
  name: 'AlreadyExists',
  description: 'Something else has that name or id.',
  interfaces: [Refusal],
  fields: (t) => ({
    fields: t.field({ type: [FieldProblem], resolve: ({ cause }) => cause.options.fields ?? [] }),
  }),
})
builder.objectType(RuleBroken, {
  name: 'RuleBroken',
  description: 'Well formed, and against a rule.',
  interfaces: [Refusal],
  fields: (t) => ({
    reason: t.string({
      description: 'Which rule, for programs; as the events API names it.',
      resolve: ({ cause }) => cause.options.reason ?? 'rule_broken',
    }),
  }),
})
builder.objectType(FreshSignInRequired, {
  name: 'FreshSignInRequired',
  description: 'Allowed, once the admin has shown anew that it is them.',
  interfaces: [Refusal],
})
builder.objectType(NotEnrolled, {
  name: 'NotEnrolled',
  description: 'The user has no face, or no voice in that language, enrolled under the present model.',
  interfaces: [Refusal],
})
builder.objectType(PictureRefused, {
  name: 'PictureRefused',
  description: 'The bytes are no picture that can be read.',
  interfaces: [Refusal],
})
builder.objectType(RecordingRefused, {
  name: 'RecordingRefused',
  description: 'The bytes are no recording that can be read.',
  interfaces: [Refusal],
})
builder.objectType(LivenessRequired, {
  name: 'LivenessRequired',
  description: 'The tenant asks for a passed liveness check, and none of that id has passed.',
  interfaces: [Refusal],
})

builder.objectType(TooLarge, {
  name: 'TooLarge',
  description: 'More bytes than are taken.',
  interfaces: [Refusal],
})

/** An AppError in the form in which Apollo answers it, HTTP status included where the whole request is refused. */
export function asGraphqlError(error: AppError): GraphQLError {
  const { graphql: code, status } = errorTable[error.code]
  const { fields, retryAfterSeconds } = error.options
  const headers = new HeaderMap(retryAfterSeconds === undefined ? [] : [['retry-after', String(retryAfterSeconds)]])
  if (status === 401) headers.set('www-authenticate', challenge(error))
  return new GraphQLError(error.message, { extensions: { code, ...(fields && { fields }), http: { status, headers } } })
}

/** RFC 6750, section 3: what programs look at to know that a token would help, or another one. No browser asks a person for it. */
function challenge({ options: { reason } }: AppError): string {
  const isToken = reason === 'token_invalid' || reason === 'token_expired'
  return `Bearer realm="graphql"${isToken ? ', error="invalid_token"' : ''}`
}

/** True for what the caller may read as it is: ours by code, and what the GraphQL library says about the request itself. */
export function isForCallers(error: unknown): boolean {
  const original = unwrapResolverError(error)
  return asAppError(original) !== null || original instanceof GraphQLError
}

/** For the log: what a caller is not told, and that one was turned away. Without variables, which may hold pictures. */
export function noteFault(context: Pick<Context, 'log'>, error: GraphQLError): void {
  if (!isForCallers(error)) context.log.error({ err: error.originalError ?? error }, 'a GraphQL field failed')
  noteTurnedAway(context, '/api/graphql', unwrapResolverError(error))
}

const longest = 1000

/** The GraphQL library quotes a value that it refuses, whole and more than once; it may be a picture. Sentences stay whole. */
function shortened(message: string): string {
  const told = message.replaceAll(/([^"\s]{100})[^"\s]{100,}/g, '$1…')
  return told.length <= longest ? told : `${told.slice(0, longest).replace(/\s+\S*$/, '')} …`
}

/** Apollo's `formatError`. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const known = asAppError(unwrapResolverError(error))
  const { path, locations } = formatted
  if (known) {
    const { fields } = known.options
    const extensions = { code: errorTable[known.code].graphql, ...(fields && { fields }) }
    return { message: known.message, path, locations, extensions }
  }
  if (isForCallers(error)) {
    const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {}
    // Apollo's own words for a context that was refused; that there is a context is nothing to a caller.
    return { ...formatted, message: shortened(formatted.message.replace(/^Context creation failed: /, '')), extensions }
  }
  return {
    message: 'Something went wrong on our side. Try again; if it stays, name the request id to the operator.',
    path,
    locations,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  }
}
