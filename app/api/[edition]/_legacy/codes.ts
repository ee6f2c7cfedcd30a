/**
 * Every message of the legacy contract that this server can send, with its HTTP status, the envelope's `status`, and what the
 * message rests on: `D` stated by the vendor for 1.0, `D1.1` for the later edition only, `C` stated for other endpoints
 * and applied here, `I` our own choice where the vendor says nothing. Misspellings are the vendor's and are law.
 */
type Evidence = 'D' | 'D1.1' | 'C' | 'I'
type Row = readonly [http: number, status: boolean, evidence: Evidence]

export const codes = {
  // Refusals that any endpoint may answer.
  AUTHENTICATION_HEADERS_MISSING: [400, false, 'D'],
  INVALID_AUTHENTICATION_HEADERS: [401, false, 'D'],
  REQUEST_LIMIT_REACHED: [402, false, 'D'],
  'CLIENT_NOT_FOUND/CHECK_AUTHENTICATION_HEADERS': [404, false, 'D'],
  USERID_NOT_EXISTS: [404, false, 'D'],
  NO_FACE_ENGINE_CONFIGURATION_AVAILABLE: [404, false, 'I'],
  NO_VOICE_ENGINE_CONFIGURATION_AVAILABLE: [404, false, 'D'],
  NO_OCR_ENGINE_CONFIGURATION_AVAILABLE: [404, false, 'I'],
  ENROLL_USER_FACE_FIRST: [400, false, 'D'],
  ENROLL_USER_VOICE_FIRST: [400, false, 'D'],
  NO_FILE_OR_INVALID_FORMAT: [400, false, 'D'],
  // The same of an endpoint that takes two.
  NO_FILES_OR_INVALID_FORMATS: [400, false, 'D'],
  // A file that was not asked for (C); a name given twice, a value that is no text or none in UTF-8, text that is too long, or
  // a body that cannot be parsed (I). Text that an endpoint does not know is ignored, because old clients send more than they
  // need; Verify document photo alone refuses it (D), all but `livess`, which its own examples show (D).
  UNEXPECTED_FIELD: [400, false, 'C'],
  LIVENESS_REQUIRED: [400, false, 'I'],
  INVALID_LIVENESS_ID: [400, false, 'I'],
  NOT_FOUND: [404, false, 'I'],
  METHOD_NOT_ALLOWED: [405, false, 'I'],
  PROBLEM_OCURRED_REPEAT_REQUEST: [500, false, 'D'],

  // Create User
  NEW_USER_CREATED: [200, true, 'D'],
  USER_ALREADY_ASSOCIATED_WITH_DEVICE: [200, true, 'D'],
  USER_ALREADY_EXISTS: [200, true, 'I'],
  NOT_ALLOWED_TO_CREATE_USERS: [402, false, 'D'],
  REFERENCE_ID_MISSING: [400, false, 'I'],

  // Delete User
  USER_REMOVED_WITH_SUCCESS: [200, true, 'D'],

  // Find UserId by MacAddress
  USER_ALREADY_REGISTERED_ON_THIS_DEVICE: [200, true, 'D'],
  DEVICE_NOT_ASSOCIATED_TO_USER: [200, true, 'D'],
  MAC_ADDRESS_MISSING: [400, false, 'I'],

  // Enroll Face; the first failure is also what a search answers when it finds no single face (D).
  FACE_ENROLLED_WITH_SUCCESS: [200, true, 'D1.1'],
  FACE_ENROLLMENT_FAILED: [200, false, 'D'],
  // The user's own face, enrolled before, always answers so. Another user's does where the tenant's `duplicates` is `refuse`;
  // with `flag`, the default, the enrolment succeeds and the pair is put up for review; with `off` nobody looks (I).
  FACE_ALREADY_DETECTED_ON_GALLERY: [200, false, 'D1.1'],

  // Verify Face, Find User Id by Face, Find Multiple Id by Face, Find Face Properties
  FACE_RECOGNIZED_WITH_SUCCESS: [200, true, 'D'],
  FACE_RECOGNITION_FAILED: [200, false, 'I'],
  FACE_PROPERTIES_FAILED: [200, false, 'D'],
  MULTIPLE_FACES_DETECTED: [200, false, 'D'],

  // Adapt Face
  FACE_ADAPTED_WITH_SUCCESS: [200, true, 'D'],
  FACE_ADAPT_FAILED: [200, false, 'D'],
  FACE_NOT_REALIABLE_TO_ADAPT: [200, false, 'D'],

  // Delete User Face Enroll
  USER_FACE_CREDENTIALS_DELETED: [200, true, 'D'],

  // Enroll, Verify and Adapt Voice: their first call, and a recording that is not the last one
  DIALOGUE_STARTED_WITH_SUCCESS: [200, true, 'D'],
  // A rejected recording is answered so too, with the same prompt and another `decision`, so that clients which only show the next
  // prompt keep working (I).
  AUDIO_SUBMITTED_WITH_SUCCESS: [200, true, 'D'],
  LANGUAGE_NOT_AVAILABLE: [400, false, 'I'],

  // Enroll Voice
  AUDIO_ENROLLED_WITH_SUCCESS: [200, true, 'D'],
  AUDIO_ENROLLMENT_FAILED: [200, false, 'I'],
  VALID_ATTEMPT: [200, true, 'D1.1'],
  ENROLLMENT_FAILED: [200, false, 'D1.1'],

  // Verify Voice
  AUDIO_VERIFIED_WITH_SUCCESS: [200, true, 'D'],
  AUDIO_VERIFICATION_FAILED: [200, false, 'I'],
  AUDIO_RECOGNIZED_WITH_SUCCESS: [200, true, 'D1.1'],
  AUDIO_RECOGNITION_FAILED: [200, false, 'D1.1'],

  // Adapt Voice
  AUDIO_ADAPTED_WITH_SUCCESS: [200, true, 'I'],
  AUDIO_NOT_REALIABLE_TO_ADAPT: [200, false, 'I'],

  // Delete User Voice Enroll
  USER_VOICE_CREDENTIALS_DELETED: [200, true, 'D'],

  // Restart User State
  STATE_RESTARTED_WITH_SUCCESS: [200, true, 'D'],

  // Validate Document, and its answer when it is asked for again and again
  DOCUMENT_VALIDATED_WITH_SUCCESS: [200, true, 'D1.1'],
  DOCUMENT_VALIDATION_FAILED: [200, false, 'I'],
  INVALID_DOCTYPE: [400, false, 'I'],
  INVALID_BASE64STRING_FRONT: [400, false, 'I'],
  INVALID_BASE64STRING_BACK: [400, false, 'I'],
  PROCESSING: [200, true, 'D1.1'],
  PROCESS_MISSING: [400, false, 'I'],
  // Never begun, begun by another client's tenant, or forgotten since.
  PROCESS_NOT_EXISTS: [404, false, 'I'],

  // Liveness Validation. The envelope's message is not told by the vendor.
  LIVENESS_VALIDATED: [200, true, 'I'],
  // What our own client asks for before: the vendor's asks nobody.
  LIVENESS_CHALLENGE_CREATED: [200, true, 'I'],

  // Verify document photo
  FACE_COMPARED_WITH_SUCCESS: [200, true, 'D'],
  FACE_COMPARISON_FAILED: [200, false, 'D'],
  EXPECTING_2_IMAGE_FILES_TO_COMPARE: [400, false, 'D'],
  INVALID_BASE64STRING_PHOTO1: [400, false, 'D'],
  INVALID_BASE64STRING_PHOTO2: [400, false, 'D'],
  // The form of 1.1 that is for one liveness engine only: nobody but that engine can read a face map.
  FACEMAP_NOT_SUPPORTED: [400, false, 'I'],
} as const satisfies Record<string, Row>

export type Code = keyof typeof codes

/** At most this many bytes in one picture, decoded (I: the vendor says "1 Mb"). */
export const PICTURE_BYTES = 1_048_576

/** At most this many bytes in one recording (I). */
export const AUDIO_BYTES = 5_000_000

/** At most this many bytes in one request with session data, as a file or as base64 (I): what the front server lets through. */
export const SESSION_BODY_BYTES = 8 * 1_048_576

/** Of 1.0's liveness host and of 1.1's answer: whether an account is for tests (I). */
export const LIVENESS_MODE = 'prod'

/** At most this many bytes in one request for each picture that it may carry: as base64 in a form, and room for other fields (I). */
export const BODY_BYTES = 2 * PICTURE_BYTES

/** A signed link to a stored picture works this long (I). */
export const PICTURE_LINK_SECONDS = 300

/** Pictures that this contract reads (D). */
export const PICTURE_FORMATS = ['jpeg', 'png'] as const

/** The `confidence` at which a verification with default settings says yes (I); two decimals are shown. */
export const CONFIDENCE_AT_THRESHOLD = 0.75
