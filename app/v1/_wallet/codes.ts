/**
 * Every code that the wallet's contract can answer with an HTTP status, and what it rests on. `D`: a wallet needs no more than a
 * status outside of 2xx and a `message` for its holder; the codes beside it are ours. `C`: proposed by the contract. `I`: our
 * own, where the contract says nothing.
 */
type Evidence = 'C' | 'I'
type Row = readonly [http: number, evidence: Evidence]

export const codes = {
  // The pictures of a request.
  biometrics_missing: [400, 'C'],
  face_not_found: [400, 'C'],
  more_than_one_face: [400, 'C'],
  low_quality: [400, 'C'],
  too_many_pictures: [400, 'I'],
  picture_refused: [400, 'I'],
  different_people: [400, 'I'],
  // The contract has no place for the proof of a check: a tenant that asks for one issues no credentials this way, and
  // `spoof_suspected` of the contract (C) is never answered.
  liveness_required: [400, 'I'],

  // The key and the person.
  face_already_registered: [409, 'C'],
  public_key_taken: [409, 'C'],
  public_key_invalid: [400, 'I'],
  challenge_invalid: [400, 'I'],
  proof_invalid: [400, 'I'],
  user_revoked: [403, 'I'],
  user_quota_reached: [402, 'I'],

  // The request itself.
  json_invalid: [400, 'I'],
  invalid_input: [422, 'C'],
  unauthenticated: [401, 'C'],
  forbidden: [403, 'C'],
  request_quota_reached: [402, 'I'],
  wallet_closed: [404, 'I'],
  not_found: [404, 'C'],
  method_not_allowed: [405, 'I'],
  conflict: [409, 'I'],
  too_large: [413, 'C'],
  too_many_requests: [429, 'C'],
  busy: [503, 'I'],
  internal: [500, 'I'],
} as const satisfies Record<string, Row>

export type Code = keyof typeof codes

/** Success of a request for a credential, whose whole body is the credential (D: any 2xx). */
export const ISSUED = 201

/** The front server lets no more through either: ten pictures of a wallet, or five of 1 MiB, as base64. */
export const REQUEST_BYTES = 8 * 1024 * 1024
/** A credential with its picture, and the picture of who stands there. */
export const VERIFICATION_BYTES = 4 * 1024 * 1024
export const SMALL_BYTES = 16 * 1024
