/**
 * Every `reason` of the events contract that this server can send, with its HTTP status and what it rests on: `D` documented by
 * the vendor, `I` inferred by the contract, `L` ours, where the contract has no row. Section 9; verdicts are section 5.
 */
type Evidence = 'D' | 'I' | 'L'
type Row = readonly [http: number, evidence: Evidence]

export const codes = {
  event_start_time_already_passed: [400, 'D'],
  event_end_time_before_start_time: [400, 'I'],
  event_too_long: [400, 'I'],
  event_already_finished: [400, 'I'],
  event_capacity_exceeded: [400, 'I'],
  zone_without_access_points: [400, 'I'],
  user_without_credential: [400, 'I'],
  acs_id_schema_mismatch: [400, 'I'],
  acs_id_schema_not_supported: [400, 'I'],
  portrayal_type_not_supported: [400, 'I'],
  email_missing: [400, 'I'],
  /** Nobody is written to whose consent to be recognised is not on record. */
  consent_missing: [400, 'L'],
  /** `pkpass`: it would need a certificate of Apple's. */
  wallet_pass_not_offered: [400, 'L'],
  /** The tenant asks for a passed liveness check, which this API cannot carry. */
  liveness_required: [400, 'L'],
  /** The tenant has switched face recognition off. */
  face_engine_off: [400, 'L'],

  token_missing: [401, 'I'],
  token_expired: [401, 'I'],
  token_invalid: [401, 'I'],

  tenant_mismatch: [403, 'I'],
  role_missing: [403, 'I'],
  api_key_invalid: [403, 'I'],

  onboarding_not_found: [404, 'I'],
  user_not_found: [404, 'I'],
  event_not_found: [404, 'I'],
  attendee_not_found: [404, 'I'],
  member_not_found: [404, 'I'],
  zone_not_found: [404, 'I'],
  access_point_not_found: [404, 'L'],
  deletion_not_found: [404, 'L'],
  webhook_not_found: [404, 'L'],
  delivery_not_found: [404, 'L'],
  /** The address itself. */
  not_found: [404, 'L'],
  method_not_allowed: [405, 'L'],

  acs_id_already_enrolled: [409, 'I'],
  attendee_already_exists: [409, 'I'],
  member_already_exists: [409, 'I'],
  external_id_already_exists: [409, 'I'],
  credential_revoked: [409, 'I'],
  idempotency_key_reused: [409, 'I'],
  /** The first call under this key is still on its way. */
  idempotency_key_in_progress: [409, 'L'],
  /** The zone is archived and takes nothing new. */
  zone_archived: [409, 'L'],
  enrollments_limit_exceeded: [409, 'I'],
  /** 20 of a tenant. */
  webhooks_limit_exceeded: [409, 'L'],
  conflict: [409, 'L'],

  selfie_too_large: [413, 'I'],
  request_too_large: [413, 'L'],
  validation_error: [422, 'D'],

  rate_limited: [429, 'I'],
  /** The client's quota of calls is used up. */
  requests_limit_exceeded: [429, 'L'],

  internal_error: [500, 'L'],
  temporarily_unavailable: [503, 'D'],
} as const satisfies Record<string, Row>

export type Code = keyof typeof codes

/** `code` of an entry of a 422's `errors`. All are ours (L) but `image_type_not_supported` (I). */
export const fieldCodes = [
  'required',
  'invalid',
  'not_a_data_uri',
  'image_type_not_supported',
  'image_not_readable',
] as const
export type FieldCode = (typeof fieldCodes)[number]

/**
 * `result.reason` of a rejected selfie: section 5 (I). `uneven_lighting`, `face_occluded`, `eyes_closed`, `dark_glasses` and
 * `spoof_suspected` are not measured. Where the gate only warns (pose, blur, light), the reason stands under `quality.warnings`.
 * `face_does_not_match`, `image_not_readable` and what an asynchronous enrolment meets too late are ours (L).
 */
export const verdicts = [
  'face_not_found',
  'more_than_one_face',
  'face_not_alignable',
  'face_too_small',
  'face_cropped',
  'head_pose_out_of_range',
  'image_blurred',
  'image_too_dark',
  'image_too_bright',
  'face_already_enrolled',
  'face_does_not_match',
  'image_not_readable',
  'acs_id_already_enrolled',
  'enrollments_limit_exceeded',
] as const

/** At most this many bytes in one selfie, decoded (I). */
export const SELFIE_BYTES = 5 * 1024 * 1024
/** A selfie as base64, and room for the other fields. */
export const SELFIE_BODY_BYTES = 7 * 1024 * 1024
/** A batch of a thousand ids fits several times. */
export const BODY_BYTES = 256 * 1024

/** Section 10 (I): per tenant. A batch counts per item. */
export const budgets = {
  enrolment: { name: 'enrolment', perSecond: 20, most: 20 },
  attendees: { name: 'attendees', perSecond: 100, most: 100 },
  reads: { name: 'reads', perSecond: 100, most: 100 },
  writes: { name: 'writes', perSecond: 20, most: 20 },
} as const
