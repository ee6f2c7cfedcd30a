/** Whether a field of the zone and the same field of the print say the same. */
import type { FieldName } from './report-types'
import { namesAgree } from './transliterate'

/**
 * Null when they are in scripts that cannot be compared.
 * @param cutOff the zone's line of names is full, so that they may be shortened
 */
export function agree(name: FieldName, visual: string, zone: string, cutOff: boolean): boolean | null {
  switch (name) {
    case 'surnames':
    case 'names':
      return namesAgree(visual, zone, cutOff)
    case 'birthDate':
    case 'issueDate':
    case 'expiryDate':
      return datesAgree(visual, zone)
    case 'documentNumber':
    case 'personalNumber':
      return sameNumber(visual, zone)
    case 'nationality':
    case 'issuingState':
      return stateOf(visual) === stateOf(zone)
    case 'documentCode':
      // The second letter is the state's own, and often not printed.
      return visual[0] === zone[0]
    default:
      return visual === zone
  }
}

/** Without spaces and strokes, and without telling O from 0 and I from 1, which look the same in many faces of print. */
export function sameNumber(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

function plain(number: string): string {
  return number
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll('I', '1')
}

/** The zone knows no century, and either may leave out the day. */
export function datesAgree(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  return a.slice(2, length) === b.slice(2, length)
}

/** Germany is the one state whose code in zones is not the one of ISO 3166. */
function stateOf(code: string): string {
  return code === 'DEU' ? 'D' : code
}
