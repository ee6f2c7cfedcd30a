/** What a document says once its zone and its print are put side by side: types, and the names they know. */
import type { Quad, ZoneFormat } from './types'

export type Side = 'front' | 'back'

/** In the order in which people expect them. */
export const fieldNames = [
  'documentCode',
  'surnames',
  'names',
  'documentNumber',
  'personalNumber',
  'nationality',
  'issuingState',
  'gender',
  'birthDate',
  'birthPlace',
  'issueDate',
  'expiryDate',
  'authority',
  'address',
  'height',
] as const

/**
 * Dates are `YYYY-MM-DD`, of a birth whose day or month the document itself leaves open `YYYY-MM` or `YYYY`; states are the letters of ICAO
 * 9303 part 3 section 5, or what is printed where it is none of them; gender is `F`, `M` or `X`.
 */
export type FieldName = (typeof fieldNames)[number]

/** What the print of one side says in one field, found by its label or its place. */
export interface VisualField {
  name: FieldName
  /** In the form that `FieldName` demands. */
  value: string
  /** 0..1, mean of the line. */
  confidence: number
  /** Of the line it stands in, in pixels of the straightened page. */
  quad: Quad
}

/** A character that was read as one and has to be the other, by the class of its place and the check digits. */
export interface Correction {
  /** From 0. */
  line: number
  column: number
  read: string
  corrected: string
}

/** Only what was read is a field: what could not be read is absent, never guessed. */
export interface DocumentField {
  name: FieldName
  value: string
  source: 'zone' | 'visual' | 'both'
  /** 0..1; of the weakest character where it comes from the zone, mean of the line where from the print. */
  confidence: number
  /** Whether zone and print say the same; null where only one of them says it, or in a script that is not compared. */
  agrees: boolean | null
  /** What each says, in the form of `value`; null where it does not say it. */
  zone: string | null
  visual: string | null
  /** Where it was read, in pixels of that side's straightened page. */
  places: { side: Side; quad: Quad }[]
}

export const checkNames = [
  'document_number_digit',
  'birth_date_digit',
  'expiry_date_digit',
  'personal_number_digit',
  'composite_digit',
  'zone_format',
  'not_expired',
  'plausible_dates',
  'zone_agrees_with_print',
  'portrait_present',
  'sides_belong_together',
  'expected_kind',
] as const

export type CheckName = (typeof checkNames)[number]

export interface DocumentCheck {
  name: CheckName
  /** `not_tested`: what it takes was not read, or the document has none. */
  outcome: 'passed' | 'failed' | 'not_tested'
  /** One sentence for people; names fields, never their values. */
  detail: string
}

export type DocumentKind = 'idcard' | 'passport' | 'visa'

export interface DocumentReport {
  /** By the zone; null where none was read. */
  format: ZoneFormat | null
  kind: DocumentKind | null
  /** The side that holds the zone. */
  zoneSide: Side | null
  /** The zone's lines after correction. */
  zoneLines: string[]
  corrections: Correction[]
  fields: DocumentField[]
  checks: DocumentCheck[]
  /**
   * `unreadable`: neither zone nor field could be read; `doubtful`: a check failed; `ok`: none failed, and the zone's check digits were
   * tested wherever a zone was read.
   */
  verdict: 'ok' | 'doubtful' | 'unreadable'
}
