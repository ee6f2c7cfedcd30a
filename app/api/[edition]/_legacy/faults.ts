/** What a thrown error becomes in the legacy envelope: the one table from the domain's error codes to the contract's. */
import { AppError, type ErrorCode } from '@/domain/errors'
import type { Code } from './codes'
import { Refusal } from './envelope'

/** `not_found` says by its subject what is missing. */
const missing: Record<string, Code> = {
  user: 'USERID_NOT_EXISTS',
  client: 'CLIENT_NOT_FOUND/CHECK_AUTHENTICATION_HEADERS',
  face_engine: 'NO_FACE_ENGINE_CONFIGURATION_AVAILABLE',
  voice_engine: 'NO_VOICE_ENGINE_CONFIGURATION_AVAILABLE',
  language: 'LANGUAGE_NOT_AVAILABLE',
  document_engine: 'NO_OCR_ENGINE_CONFIGURATION_AVAILABLE',
  document: 'PROCESS_NOT_EXISTS',
  picture: 'NOT_FOUND',
}

const byCode: Partial<Record<ErrorCode, Code>> = {
  invalid_input: 'UNEXPECTED_FIELD',
  unauthenticated: 'INVALID_AUTHENTICATION_HEADERS',
  // Old clients know no code for a client that may not do this; its headers are not valid for it (I).
  forbidden: 'INVALID_AUTHENTICATION_HEADERS',
  second_factor_required: 'INVALID_AUTHENTICATION_HEADERS',
  fresh_sign_in_required: 'INVALID_AUTHENTICATION_HEADERS',
  not_enrolled: 'ENROLL_USER_FACE_FIRST',
  liveness_required: 'LIVENESS_REQUIRED',
  liveness_invalid: 'INVALID_LIVENESS_ID',
  request_quota_reached: 'REQUEST_LIMIT_REACHED',
  user_quota_reached: 'NOT_ALLOWED_TO_CREATE_USERS',
  // "Repeat the request" is exactly what an overloaded server asks for; the status is 503, with Retry-After (I).
  busy: 'PROBLEM_OCURRED_REPEAT_REQUEST',
}

/**
 * @param noPicture what the endpoint says of a picture that cannot be read
 * @returns null for what is not foreseen: the caller logs it and answers the contract's 500
 */
export function refusalOf(error: unknown, noPicture: Code): Refusal | null {
  if (error instanceof Refusal) return error
  if (!(error instanceof AppError)) return null
  const { subject, retryAfterSeconds } = error.options
  if (error.code === 'picture_refused') return new Refusal(noPicture)
  if (error.code === 'recording_refused') return new Refusal('NO_FILE_OR_INVALID_FORMAT')
  if (error.code === 'not_enrolled' && subject === 'voice') return new Refusal('ENROLL_USER_VOICE_FIRST')
  const code = error.code === 'not_found' ? missing[subject ?? ''] : byCode[error.code]
  if (code === undefined) return null
  return new Refusal(code, error.code === 'busy' ? { retryAfterSeconds: retryAfterSeconds ?? 1 } : {})
}
