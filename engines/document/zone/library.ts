/**
 * The kept library `mrz`, asked for the fields it cuts out of a zone, and the one place for what it gets wrong (library.test.ts shows each).
 * Check digits, states, sexes and dates are not asked of it: it takes long numbers' digits by two rules, refuses states that are not
 * in its list and the sex X, knows no century and takes 30 February for a date.
 */
import { parse } from 'mrz'
import type { ZoneFormat } from '../types'
import { documentNumberPlaces } from './digits'
import { fieldText, filler, layouts } from './layout'

/** Texts with spaces for fillers; absent what is empty or has characters that cannot stand there. */
export interface LibraryFields {
  surnames?: string
  names?: string
  documentNumber?: string
  personalNumber?: string
}

/** @param lines as many and as long as the format demands, of characters that a zone can hold */
export function libraryFields(format: ZoneFormat, lines: readonly string[]): LibraryFields {
  const { fields, documentNumber } = parse(presented(format, lines))
  const [surname, given] = nameParts(format, lines)
  return {
    ...text('surnames', hasDigit(surname) ? null : fields.lastName),
    // Of a name without given names that fills its line, the library gives the surname twice.
    ...text('names', given === null || hasDigit(given) ? null : fields.firstName),
    ...text('documentNumber', numberOf(format, lines) ?? documentNumber),
    ...text('personalNumber', format === 'TD3' ? fields.personalNumber : null),
  }
}

/**
 * What the library is shown: it tells formats apart by itself, knows no visas (their places are those of TD3 and TD2, but for the optional
 * data), and takes a TD2 that begins like a French card, or has a digit at the end of its names, for a French card.
 */
function presented(format: ZoneFormat, [first, ...others]: readonly string[]): string[] {
  switch (format) {
    case 'IDFR':
      return [`IDFRA${first!.slice(5)}`, ...others]
    case 'TD2':
    case 'MRVB':
      return [`I${filler}UTO${first!.slice(5).replace(/\d/g, filler)}`, ...others]
    case 'MRVA':
      return [`P${first!.slice(1)}`, ...others]
    default:
      return [first!, ...others]
  }
}

/** Surname and given names as printed; null where nothing separates given names from the surname. */
export function nameParts(format: ZoneFormat, lines: readonly string[]): [surname: string, given: string | null] {
  if (format === 'IDFR') return [fieldText(format, lines, 'surname'), fieldText(format, lines, 'givenNames')]
  const name = fieldText(format, lines, 'name')
  const end = name.indexOf(filler + filler)
  return end < 0 ? [name, null] : [name.slice(0, end), name.slice(end + 2)]
}

/**
 * The document number where the library loses it: a long one that no filler ends, a card without any digit for its number, a French card
 * whose month of issue is none.
 */
function numberOf(format: ZoneFormat, lines: readonly string[]): string | null {
  const { digit } = layouts[format].checks.find(({ name }) => name === 'document_number_digit')!
  if (format !== 'IDFR' && lines[digit.line]![digit.column] !== filler) return null
  return documentNumberPlaces(format, lines)
    .map(({ line, column }) => lines[line]![column]!)
    .join('')
    .replaceAll(filler, ' ')
}

function hasDigit(text: string): boolean {
  return /\d/.test(text)
}

function text(name: keyof LibraryFields, value: string | null | undefined): LibraryFields {
  const tidy = value?.trim().replace(/ +/g, ' ')
  return tidy ? { [name]: tidy } : {}
}
