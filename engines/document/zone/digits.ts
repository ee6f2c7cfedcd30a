/** The check digits of a zone: where they stand in what is printed, and whether they hold. */
import type { ZoneFormat } from '../types'
import { checkDigit, fieldText, filler, layouts, placesOf, valueOf, weighted, type DigitCheck } from './layout'

/**
 * The check digits of a zone that says `lines`: those of its layout, but where a long document number may stand in it, its digit is the last
 * character before the first filler of the optional data, and it covers the characters before (not the filler in the digit's own place).
 * A filler in that place alone is no digit, so a number that turns out not to be long fails either way: ICAO 9303 part 5 asks
 * for a digit after nine characters or fewer.
 */
export function digitChecks(format: ZoneFormat, lines: readonly string[]): readonly DigitCheck[] {
  return layouts[format].checks.map((check) => {
    const end = tailEnd(check, lines)
    return end === null ? check : lengthened(check, end)
  })
}

/** Where the document number stands, with the fillers that pad it. */
export function documentNumberPlaces(format: ZoneFormat, lines: readonly string[]): DigitCheck['covers'] {
  const check = numberCheck(format)
  const end = longNumberEnd(format, lines)
  return (end === null ? check : lengthened(check, end)).covers
}

/**
 * The column of a long number's check digit; null where the number is not long. It is long only where that digit holds: the United States'
 * border crossing cards print a filler for the digit too, and something else in the optional data. Belgium's cards count that filler in
 * the digit, against the standard: their number is believed, though its check fails.
 */
export function longNumberEnd(format: ZoneFormat, lines: readonly string[]): number | null {
  const check = numberCheck(format)
  const end = tailEnd(check, lines)
  if (end === null) return null
  const { line, from } = check.continuesIn!
  const [start, tail] = [fieldText(format, lines, 'documentNumber'), lines[line]!.slice(from, end)]
  const digits = [start + tail, start + filler + tail].map(checkDigit)
  return digits.includes(lines[line]![end]!) ? end : null
}

function numberCheck(format: ZoneFormat): DigitCheck {
  return layouts[format].checks.find(({ name }) => name === 'document_number_digit')!
}

/** The column of what would be a long number's check digit; null where there is no room for one. */
function tailEnd({ digit, continuesIn }: DigitCheck, lines: readonly string[]): number | null {
  if (!continuesIn || lines[digit.line]![digit.column] !== filler) return null
  const { line, from, to } = continuesIn
  const optional = lines[line]!.slice(from, to)
  const length = optional.indexOf(filler)
  // One character of the number at least, its digit, and the filler that ends them.
  return length < 2 ? null : from + length - 1
}

function lengthened(check: DigitCheck, end: number): DigitCheck {
  const { line, from } = check.continuesIn!
  const rest = placesOf([line, from, end])
  return { ...check, digit: { line, column: end }, covers: weighted([...check.covers, ...rest]) }
}

export function digitHolds({ digit, covers, emptyAllowed }: DigitCheck, lines: readonly string[]): boolean {
  const read = lines[digit.line]![digit.column]!
  let sum = 0
  for (const { line, column, weight } of covers) sum += valueOf(lines[line]![column]!) * weight
  if (read === `${sum % 10}`) return true
  return emptyAllowed === true && read === filler && isEmpty({ covers }, lines)
}

/** Whether nothing stands in the places that a digit covers. */
export function isEmpty({ covers }: Pick<DigitCheck, 'covers'>, lines: readonly string[]): boolean {
  return covers.every(({ line, column }) => lines[line]![column] === filler)
}
