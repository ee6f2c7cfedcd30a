/**
 * The layouts of machine-readable zones as data (ICAO 9303 parts 4 to 7, and the French identity card of 1988 to 2021): what may stand at
 * each place, which places make a field, and which check digit covers which places. What the text says is parse.ts's work.
 */
import type { ZoneFormat } from '../types'

/** `letter` and `digitOrFiller` allow the filler `<`, `any` allows everything a zone can hold. */
type PlaceClass = 'letter' | 'digit' | 'digitOrFiller' | 'any' | 'sex'

export type ZoneFieldName =
  | 'documentCode'
  | 'issuingState'
  | 'name'
  | 'surname'
  | 'givenNames'
  | 'documentNumber'
  | 'documentNumberDigit'
  | 'nationality'
  | 'birthDate'
  | 'birthDateDigit'
  | 'gender'
  | 'expiryDate'
  | 'expiryDateDigit'
  | 'issueMonth'
  | 'personalNumber'
  | 'personalNumberDigit'
  | 'optional1'
  | 'optional2'
  | 'compositeDigit'

export interface Place {
  /** From 0, both. */
  line: number
  column: number
}

export interface ZoneField {
  name: ZoneFieldName
  line: number
  /** First column, and the one after the last. */
  from: number
  to: number
}

export type DigitCheckName =
  'document_number_digit' | 'birth_date_digit' | 'expiry_date_digit' | 'personal_number_digit' | 'composite_digit'

export interface DigitCheck {
  name: DigitCheckName
  /** Where the digit stands. */
  digit: Place
  /** What it is computed of, in this order. */
  covers: (Place & { weight: number })[]
  /** The field may be empty; its digit is then `0` or `<` (the personal number of TD3). */
  emptyAllowed?: true
  /** Where the number goes on when `<` stands in the digit's place (ICAO 9303 parts 5 and 6, long document numbers). */
  continuesIn?: { line: number; from: number; to: number }
}

export interface Layout {
  format: ZoneFormat
  /** Number of lines, and characters in each. */
  lines: number
  length: number
  /** What the first character may be. */
  starts: string
  fields: readonly ZoneField[]
  /** For each line and column, the characters that may stand there. */
  allowed: readonly (readonly string[])[]
  checks: readonly DigitCheck[]
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const digits = '0123456789'
export const filler = '<'

/** X is not in the standard, which prints the unspecified sex as a filler; states that print it all the same are read. */
const characters: Record<PlaceClass, string> = {
  letter: letters + filler,
  digit: digits,
  digitOrFiller: digits + filler,
  any: letters + digits + filler,
  sex: `FMX${filler}`,
}

/** Everything that a zone can hold. */
export const alphabet = characters.any

const weights = [7, 3, 1]

/** What a character counts in a check digit: a digit its own, letters from A = 10, the filler 0. */
export function valueOf(character: string): number {
  return character === filler ? 0 : parseInt(character, 36)
}

/** The check digit of ICAO 9303 part 3 section 4.9: weights 7, 3, 1 in turn, modulo 10. */
export function checkDigit(text: string): string {
  let sum = 0
  for (let index = 0; index < text.length; index++) sum += valueOf(text[index]!) * weights[index % 3]!
  return `${sum % 10}`
}

type Span = readonly [line: number, from: number, to: number]
type FieldRow = readonly [name: ZoneFieldName, line: number, from: number, to: number, holds: PlaceClass]
interface CheckRow extends Pick<DigitCheck, 'emptyAllowed'> {
  name: DigitCheckName
  digit: readonly [line: number, column: number]
  covers: readonly Span[]
  continuesIn?: Span
}

/** @param starts a single string says what the first character may be; several say it for the first places in turn */
function layout(
  format: ZoneFormat,
  length: number,
  starts: readonly [string, ...string[]],
  fields: readonly FieldRow[],
  checks: readonly CheckRow[],
): Layout {
  const lines = Math.max(...fields.map(([, line]) => line)) + 1
  const allowed = Array.from({ length: lines }, () => new Array<string>(length).fill(''))
  for (const [, line, from, to, holds] of fields) allowed[line]!.fill(characters[holds], from, to)
  starts.forEach((characters, column) => (allowed[0]![column] = characters))
  return {
    format,
    lines,
    length,
    starts: starts[0],
    fields: fields.map(([name, line, from, to]) => ({ name, line, from, to })),
    allowed,
    checks: checks.map(({ name, digit: [line, column], covers, emptyAllowed, continuesIn }) => ({
      name,
      digit: { line, column },
      covers: weighted(covers.flatMap(placesOf)),
      ...(emptyAllowed && { emptyAllowed }),
      ...(continuesIn && { continuesIn: { line: continuesIn[0], from: continuesIn[1], to: continuesIn[2] } }),
    })),
  }
}

/** Places of a span of columns. */
export function placesOf([line, from, to]: Span): Place[] {
  return Array.from({ length: to - from }, (_, index) => ({ line, column: from + index }))
}

export function weighted(places: readonly Place[]): DigitCheck['covers'] {
  return places.map((place, index) => ({ ...place, weight: weights[index % 3]! }))
}

const td1 = layout(
  'TD1',
  30,
  ['ACI'],
  [
    // The second character is the state's own choice; the United States print digits.
    ['documentCode', 0, 0, 2, 'any'],
    ['issuingState', 0, 2, 5, 'letter'],
    ['documentNumber', 0, 5, 14, 'any'],
    ['documentNumberDigit', 0, 14, 15, 'digitOrFiller'],
    ['optional1', 0, 15, 30, 'any'],
    ['birthDate', 1, 0, 6, 'digitOrFiller'],
    ['birthDateDigit', 1, 6, 7, 'digit'],
    ['gender', 1, 7, 8, 'sex'],
    ['expiryDate', 1, 8, 14, 'digitOrFiller'],
    ['expiryDateDigit', 1, 14, 15, 'digit'],
    ['nationality', 1, 15, 18, 'letter'],
    ['optional2', 1, 18, 29, 'any'],
    ['compositeDigit', 1, 29, 30, 'digit'],
    ['name', 2, 0, 30, 'letter'],
  ],
  [
    { name: 'document_number_digit', digit: [0, 14], covers: [[0, 5, 14]], continuesIn: [0, 15, 30] },
    { name: 'birth_date_digit', digit: [1, 6], covers: [[1, 0, 6]] },
    { name: 'expiry_date_digit', digit: [1, 14], covers: [[1, 8, 14]] },
    {
      name: 'composite_digit',
      digit: [1, 29],
      covers: [
        [0, 5, 30],
        [1, 0, 7],
        [1, 8, 15],
        [1, 18, 29],
      ],
    },
  ],
)

/** What the second line of TD2, TD3 and both visas begins with. */
const secondLine = (numberDigit: PlaceClass): readonly FieldRow[] => [
  ['documentNumber', 1, 0, 9, 'any'],
  ['documentNumberDigit', 1, 9, 10, numberDigit],
  ['nationality', 1, 10, 13, 'letter'],
  ['birthDate', 1, 13, 19, 'digitOrFiller'],
  ['birthDateDigit', 1, 19, 20, 'digit'],
  ['gender', 1, 20, 21, 'sex'],
  ['expiryDate', 1, 21, 27, 'digitOrFiller'],
  ['expiryDateDigit', 1, 27, 28, 'digit'],
]
const numberCheck: CheckRow = { name: 'document_number_digit', digit: [1, 9], covers: [[1, 0, 9]] }
const dateChecks: readonly CheckRow[] = [
  { name: 'birth_date_digit', digit: [1, 19], covers: [[1, 13, 19]] },
  { name: 'expiry_date_digit', digit: [1, 27], covers: [[1, 21, 27]] },
]
const compositeOf = (end: number): CheckRow => ({
  name: 'composite_digit',
  digit: [1, end],
  covers: [
    [1, 0, 10],
    [1, 13, 20],
    [1, 21, end],
  ],
})

const td2 = layout(
  'TD2',
  36,
  ['ACI'],
  [
    ['documentCode', 0, 0, 2, 'any'],
    ['issuingState', 0, 2, 5, 'letter'],
    ['name', 0, 5, 36, 'letter'],
    ...secondLine('digitOrFiller'),
    ['optional1', 1, 28, 35, 'any'],
    ['compositeDigit', 1, 35, 36, 'digit'],
  ],
  [{ ...numberCheck, continuesIn: [1, 28, 35] }, ...dateChecks, compositeOf(35)],
)

const td3 = layout(
  'TD3',
  44,
  ['P'],
  [
    ['documentCode', 0, 0, 2, 'letter'],
    ['issuingState', 0, 2, 5, 'letter'],
    ['name', 0, 5, 44, 'letter'],
    ...secondLine('digit'),
    ['personalNumber', 1, 28, 42, 'any'],
    ['personalNumberDigit', 1, 42, 43, 'digitOrFiller'],
    ['compositeDigit', 1, 43, 44, 'digit'],
  ],
  [
    numberCheck,
    ...dateChecks,
    { name: 'personal_number_digit', digit: [1, 42], covers: [[1, 28, 42]], emptyAllowed: true },
    compositeOf(43),
  ],
)

/** Visas have no composite digit, and nothing covers their optional data. */
const visa = (format: ZoneFormat, length: number): Layout =>
  layout(
    format,
    length,
    ['V'],
    [
      ['documentCode', 0, 0, 2, 'letter'],
      ['issuingState', 0, 2, 5, 'letter'],
      ['name', 0, 5, length, 'letter'],
      ...secondLine('digit'),
      ['optional1', 1, 28, length, 'any'],
    ],
    [numberCheck, ...dateChecks],
  )

/**
 * Places as the decree of 1987 and the cards show them: department and office of issue in `optional1`, the number of twelve characters
 * beginning with year and month of issue and a department, in which Corsica has letters (2A, 2B). No expiry, no nationality.
 */
const idfr = layout(
  'IDFR',
  36,
  ['I', 'D', 'F', 'R', 'A'],
  [
    ['documentCode', 0, 0, 2, 'letter'],
    ['issuingState', 0, 2, 5, 'letter'],
    ['surname', 0, 5, 30, 'letter'],
    ['optional1', 0, 30, 36, 'any'],
    ['issueMonth', 1, 0, 4, 'digit'],
    ['documentNumber', 1, 4, 7, 'any'],
    ['documentNumber', 1, 7, 12, 'digit'],
    ['documentNumberDigit', 1, 12, 13, 'digit'],
    ['givenNames', 1, 13, 27, 'letter'],
    ['birthDate', 1, 27, 33, 'digitOrFiller'],
    ['birthDateDigit', 1, 33, 34, 'digit'],
    ['gender', 1, 34, 35, 'sex'],
    ['compositeDigit', 1, 35, 36, 'digit'],
  ],
  [
    { name: 'document_number_digit', digit: [1, 12], covers: [[1, 0, 12]] },
    { name: 'birth_date_digit', digit: [1, 33], covers: [[1, 27, 33]] },
    {
      name: 'composite_digit',
      digit: [1, 35],
      covers: [
        [0, 0, 36],
        [1, 0, 35],
      ],
    },
  ],
)

export const layouts: Record<ZoneFormat, Layout> = {
  TD1: td1,
  TD2: td2,
  TD3: td3,
  MRVA: visa('MRVA', 44),
  MRVB: visa('MRVB', 36),
  IDFR: idfr,
}

export const zoneFormats = Object.keys(layouts) as ZoneFormat[]

/** The characters that may stand at a place. @throws RangeError when the format has no such place */
export function allowedAt(format: ZoneFormat, line: number, column: number): string {
  const allowed = layouts[format].allowed[line]?.[column]
  if (allowed === undefined) throw new RangeError(`${format} has no place at line ${line}, column ${column}`)
  return allowed
}

/** The text of a field, all its parts one after the other; empty when the format has none. */
export function fieldText(format: ZoneFormat, lines: readonly string[], name: ZoneFieldName): string {
  return layouts[format].fields
    .filter((field) => field.name === name)
    .map(({ line, from, to }) => lines[line]!.slice(from, to))
    .join('')
}

/** How many characters of a zone stand where their kind does not belong. */
export function strangersIn(format: ZoneFormat, lines: readonly string[]): number {
  const { allowed } = layouts[format]
  return lines.reduce(
    (sum, text, line) =>
      sum + [...text].filter((character, column) => !allowed[line]![column]!.includes(character)).length,
    0,
  )
}
