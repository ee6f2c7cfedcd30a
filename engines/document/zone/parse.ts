/** What a machine-readable zone says: its text corrected where there is a reason, its fields, and whether its check digits hold. */
import type { Correction, FieldName } from '../report-types'
import type { ZoneFormat, ZoneText } from '../types'
import { correct } from './correct'
import { datesOf, isBlank } from './dates'
import { digitChecks, digitHolds } from './digits'
import { allowedAt, alphabet, fieldText, filler, layouts, type DigitCheckName, type ZoneFieldName } from './layout'
import { libraryFields } from './library'
import { cutOff, optionalSpans, spansOf, type ZoneSpan } from './spans'

/** One field as the zone says it, in the form of `DocumentField.value`. */
export interface ZoneValue {
  name: FieldName
  value: string
  /** Of its weakest character, 0..1. */
  confidence: number
  /** Where it stands; a long document number stands in two places. */
  spans: ZoneSpan[]
}

export interface ParsedZone {
  format: ZoneFormat
  /** As read. */
  printed: string[]
  /** After correction. */
  lines: string[]
  corrections: Correction[]
  /** Lines are as many and as long as the format demands, and every character may stand where it stands. */
  wellFormed: boolean
  /** Empty when the lines are not as many or as long as the format demands. */
  digits: { name: DigitCheckName; holds: boolean }[]
  /** Well formed, and every check digit holds. Nothing else: neither the calendar nor the list of states. */
  valid: boolean
  fields: ZoneValue[]
  /** Dates that are printed, but are none of the calendar; they are no fields. */
  impossibleDates: ('birthDate' | 'expiryDate')[]
  /** The last place for a name is a letter: what follows may have been left out (ICAO 9303 part 3 section 4.6). */
  cutOff: { surnames: boolean; names: boolean }
  /** Optional data that are no field of ours; states print personal numbers there, among other things. */
  optional: Omit<ZoneValue, 'name'>[]
}

/** @param today decides the century of dates */
export function parseZone(zone: ZoneText, today: Date): ParsedZone {
  const { format, lines: printed } = zone
  if (!isZoneText(format, printed)) {
    return {
      format,
      printed,
      lines: printed,
      corrections: [],
      wellFormed: false,
      digits: [],
      valid: false,
      fields: [],
      impossibleDates: [],
      cutOff: { surnames: false, names: false },
      optional: [],
    }
  }
  const { lines, corrections } = correct(zone)
  const wellFormed = lines.every((text, line) =>
    [...text].every((character, column) => allowedAt(format, line, column).includes(character)),
  )
  const digits = digitChecks(format, lines).map((check) => ({ name: check.name, holds: digitHolds(check, lines) }))
  const values = valuesOf(format, lines, today)
  return {
    format,
    printed,
    lines,
    corrections,
    wellFormed,
    digits,
    valid: wellFormed && digits.every(({ holds }) => holds),
    fields: (Object.entries(values) as [FieldName, string | null][]).flatMap(([name, value]) => {
      if (value === null) return []
      const spans = spansOf(format, lines, name)
      return [{ name, value, confidence: weakest(zone.confidences, spans), spans }]
    }),
    impossibleDates: (['birthDate', 'expiryDate'] as const).filter(
      (name) => !values[name] && !isBlank(fieldText(format, lines, name)),
    ),
    cutOff: cutOff(format, lines),
    optional: optionalSpans(format, lines).map((span) => ({
      value: lines[span.line]!.slice(span.from, span.to).replaceAll(filler, ' ').trim(),
      confidence: weakest(zone.confidences, [span]),
      spans: [span],
    })),
  }
}

function isZoneText(format: ZoneFormat, lines: readonly string[]): boolean {
  const { lines: count, length } = layouts[format]
  return (
    lines.length === count &&
    lines.every((line) => line.length === length && [...line].every((character) => alphabet.includes(character)))
  )
}

function valuesOf(format: ZoneFormat, lines: readonly string[], today: Date) {
  const textOf = (name: ZoneFieldName) => fieldText(format, lines, name)
  const { surnames = null, names = null, documentNumber = null, personalNumber = null } = libraryFields(format, lines)
  return {
    documentCode: codeOf(textOf('documentCode'), /^[A-Z][A-Z0-9]?$/),
    issuingState: codeOf(textOf('issuingState'), /^[A-Z]{1,3}$/),
    surnames,
    names,
    documentNumber,
    personalNumber,
    nationality: codeOf(textOf('nationality'), /^[A-Z]{1,3}$/),
    gender: genderOf(textOf('gender')),
    ...datesOf(textOf('birthDate'), textOf('expiryDate'), today),
  } satisfies Partial<Record<FieldName, string | null>>
}

/** Codes of states and documents, as read: states use more of them than ICAO lists. */
function codeOf(text: string, form: RegExp): string | null {
  const code = text.replace(/<+$/, '')
  return form.test(code) ? code : null
}

/** The zone's filler is the print's X: unspecified. */
function genderOf(text: string): string | null {
  return { F: 'F', M: 'M', X: 'X', [filler]: 'X' }[text] ?? null
}

function weakest(confidences: readonly (readonly number[])[], spans: readonly ZoneSpan[]): number {
  let least = 1
  for (const { line, from, to } of spans) {
    for (let column = from; column < to; column++) least = Math.min(least, confidences[line]?.[column] ?? 0)
  }
  return least
}
