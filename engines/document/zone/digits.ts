/** The check digits of a zone: where they stand in what is printed, and whether they hold. */
import type { ZoneFormat } from '../types'
import { filler, layouts, placesOf, valueOf, weighted, type DigitCheck } from './layout'

/**
 * The check digits of a zone that says `lines`: those of its layout, but where a long document number stands in it, its digit is the last
 * character before the first filler of the optional data, and it covers the characters before (not the filler in the digit's own place).
 */
export function digitChecks(format: ZoneFormat, lines: readonly string[]): readonly DigitCheck[] {
  return layouts[format].checks.map((check) => {
    const end = longNumberEnd(check, lines)
    if (end === null) return check
    const { line, from } = check.continuesIn!
    const rest = placesOf([line, from, end])
    return { ...check, digit: { line, column: end }, covers: weighted([...check.covers, ...rest]) }
  })
}

/** The column of a long number's check digit; null where the number is not long. */
export function longNumberEnd({ digit, continuesIn }: DigitCheck, lines: readonly string[]): number | null {
  if (!continuesIn || lines[digit.line]![digit.column] !== filler) return null
  const { line, from, to } = continuesIn
  const optional = lines[line]!.slice(from, to)
  const length = optional.indexOf(filler)
  // One character of the number at least, its digit, and the filler that ends them.
  return length < 2 ? null : from + length - 1
}

export function digitHolds({ digit, covers, emptyAllowed }: DigitCheck, lines: readonly string[]): boolean {
  const read = lines[digit.line]![digit.column]!
  let sum = 0
  for (const { line, column, weight } of covers) sum += valueOf(lines[line]![column]!) * weight
  if (read === `${sum % 10}`) return true
  return emptyAllowed === true && read === filler && covers.every(({ line, column }) => lines[line]![column] === filler)
}
