/**
 * The one error of the domain. Its code maps to an HTTP status and a GraphQL code in ONE table below;
 * each legacy envelope maps the same codes in its own constants file. Expected biometric negatives are values, not errors.
 */

export const errorTable = {
  invalid_input: { status: 422, graphql: 'BAD_USER_INPUT' },
  picture_refused: { status: 422, graphql: 'PICTURE_REFUSED' },
  recording_refused: { status: 422, graphql: 'RECORDING_REFUSED' },
  /** Well formed, and against a rule that `options.reason` names. */
  rule_broken: { status: 400, graphql: 'RULE_BROKEN' },
  unauthenticated: { status: 401, graphql: 'UNAUTHENTICATED' },
  /** The password was right, and there is a second factor; `options.factors` says which would do. */
  second_factor_required: { status: 401, graphql: 'SECOND_FACTOR_REQUIRED' },
  forbidden: { status: 403, graphql: 'FORBIDDEN' },
  /** Allowed, once the admin has shown anew that it is them: see `assertFresh`. */
  fresh_sign_in_required: { status: 403, graphql: 'FRESH_SIGN_IN_REQUIRED' },
  not_found: { status: 404, graphql: 'NOT_FOUND' },
  not_enrolled: { status: 409, graphql: 'NOT_ENROLLED' },
  liveness_required: { status: 422, graphql: 'LIVENESS_REQUIRED' },
  liveness_invalid: { status: 422, graphql: 'LIVENESS_INVALID' },
  already_exists: { status: 409, graphql: 'ALREADY_EXISTS' },
  conflict: { status: 409, graphql: 'CONFLICT' },
  request_quota_reached: { status: 402, graphql: 'REQUEST_QUOTA_REACHED' },
  user_quota_reached: { status: 402, graphql: 'USER_QUOTA_REACHED' },
  too_many_requests: { status: 429, graphql: 'TOO_MANY_REQUESTS' },
  too_large: { status: 413, graphql: 'TOO_LARGE' },
  busy: { status: 503, graphql: 'BUSY' },
  internal: { status: 500, graphql: 'INTERNAL_SERVER_ERROR' },
} as const

/** Recovery codes go wherever a code goes. */
export interface Factors {
  authenticator: boolean
  passkey: boolean
}

export type ErrorCode = keyof typeof errorTable

export class AppError extends Error {
  override readonly name = 'AppError'
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: {
      cause?: unknown
      /** What is missing or wrong, field by field, for people. */
      fields?: { field: string; message: string }[]
      /** Which rule was broken, for programs, e.g. `event_too_long`. */
      reason?: string
      /** What programs may want to know besides, such as the id of what stands in the way. */
      details?: Record<string, unknown>
      /** Names the missing thing, e.g. `user`, `client`, `face`. */
      subject?: string
      retryAfterSeconds?: number
      /** What the second step of signing in would take. */
      factors?: Factors
    } = {},
  ) {
    super(message, { cause: options.cause })
  }

  get status(): number {
    return errorTable[this.code].status
  }
}
